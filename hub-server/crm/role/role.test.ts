import test from "ava";
import {
  addRole,
  changeRole,
  explainAccess,
  feedbacks,
  forbidRole,
  grantRole,
  interactions,
  listRoles,
  parties,
  permitRole,
  removeRole,
  revokeRole,
  undoChange,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
  await hub.person("boss", ["manager"]);
  await hub.person("ann", ["sales-executive"], { manager: "boss" });
  for (const [name, city, owner] of [
    ["Berliner", "Berlin", "admin"],
    ["Bonner", "Bonn", "admin"],
    ["Of ann", "Kiel", "ann"],
  ] as const)
    await hub.admin.hub(parties.add, { name, city, owner, tax_id: "DE1", role: "customer" });
});
test.after.always(() => hub?.stop());

const code = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const names = async (person: TestPerson) =>
  (await person.hub(parties.list, { kind: "organisation" })).items.map((item) => item.name);
const berlin = { all: [{ field: "city", op: "is", value: "Berlin" }] };

test.serial(
  "a role of one's own making grants what it is permitted, on the records that its rule names",
  async (t) => {
    const { role } = await hub.admin.hub(addRole, { label: "Berlin desk" });
    t.is(role, "berlin-desk");
    const cat = await hub.person("cat", [role]);
    t.is(await code(cat.hub(parties.list, {})), "not-allowed");
    const permit = (more: object) =>
      hub.admin.hub(permitRole, { role, right: "party:view", scope: "rule", rule: berlin, ...more });
    await permit({ hidden: ["tax_id"] });
    t.deepEqual(await names(cat), ["Berliner"]);
    const seen = await cat.hub(parties.details, { ref: "Berliner" });
    t.deepEqual([seen.hidden, seen.tax_id], [["tax_id"], undefined]);
    t.is(await code(cat.hub(parties.details, { ref: "Bonner" })), "not-found");
    await hub.admin.hub(permitRole, { role, right: "party:change", scope: "rule", rule: berlin });
    t.is(await code(cat.hub(parties.change, { ref: "Berliner", note: "ours" })), "done");
    await hub.admin.hub(parties.change, { ref: "Berliner", city: "Bonn" });
    t.deepEqual(await names(cat), []);
    await hub.admin.hub(parties.change, { ref: "Berliner", city: "Berlin" });
    t.is(await code(permit({ scope: "rule", rule: undefined })), "input-invalid");
    t.is(await code(permit({ hidden: ["no_such"] })), "input-invalid");
    t.is(await code(permit({ right: "party:fly" })), "input-invalid");
    t.is(await code(permit({ rule: { all: [{ field: "no_such", op: "is", value: 1 }] } })), "input-invalid");
  },
);

test.serial("a rule reaches besides the scope: own records, and those that it names", async (t) => {
  const { role } = await hub.admin.hub(addRole, { label: "Own and Berlin" });
  const dan = await hub.person("dan", [role]);
  await hub.admin.hub(permitRole, { role, right: "party:view", scope: "own", rule: berlin });
  await hub.admin.hub(permitRole, { role, right: "party:add", scope: "own" });
  await dan.hub(parties.add, { name: "Dan's", kind: "organisation", city: "Ulm" });
  t.deepEqual(await names(dan), ["Berliner", "Dan's"]);
});

test.serial("every change of a role can be undone, unless it was changed again", async (t) => {
  const { role, change: added } = await hub.admin.hub(addRole, { label: "Brief", like: "support" });
  const list = async () => (await hub.admin.hub(listRoles, {})).items.find((item) => item.role === role);
  const right = async (wanted: string) => (await list())?.permissions.find((one) => one.right === wanted);
  t.deepEqual((await right("party:view"))?.hidden.toSorted(), ["credit_limit", "tax_id"]);
  const forbidden = await hub.admin.hub(forbidRole, { role, right: "party:view" });
  t.is(await right("party:view"), undefined);
  await hub.admin.hub(undoChange, { change: forbidden.change });
  t.deepEqual((await right("party:view"))?.hidden.toSorted(), ["credit_limit", "tax_id"]);
  const permitted = await hub.admin.hub(permitRole, { role, right: "party:view", scope: "own" });
  await hub.admin.hub(permitRole, { role, right: "party:view", scope: "team" });
  t.is(await code(hub.admin.hub(undoChange, { change: permitted.change })), "conflict");
  const { change } = await hub.admin.hub(changeRole, { role, label: "Briefer" });
  await hub.admin.hub(undoChange, { change });
  t.is((await list())?.label, "Brief");
  const removed = await hub.admin.hub(removeRole, { role });
  t.is(await list(), undefined);
  await hub.admin.hub(undoChange, { change: removed.change });
  t.is((await list())?.label, "Brief");
  await hub.person("eli", [role]);
  t.is(await code(hub.admin.hub(removeRole, { role })), "conflict");
  t.is(await code(hub.admin.hub(undoChange, { change: added })), "conflict");
  t.is(await code(hub.admin.hub(forbidRole, { role: "administrator", right: "role:change" })), "conflict");
});

test.serial("roles are for administrators; a right of PostgreSQL stands behind it", async (t) => {
  const boss = await hub.person("boss2", ["manager"]);
  t.is(await code(boss.hub(addRole, { label: "Mine" })), "not-allowed");
  const client = await hub.database.pool.connect();
  await client.query("begin");
  await client.query(
    `select set_config('hub.person', (select id::text from access.person where user_id = $1), true)`,
    [boss.userId],
  );
  await t.throwsAsync(
    client.query(
      `insert into access.permission (role, noun, verb, scope) values ('manager', 'role', 'change', 'all')`,
    ),
    {
      message: /row-level security/,
    },
  );
  await client.query("rollback");
  client.release();
});

test.serial("a role has its time: it grants nothing before and nothing after", async (t) => {
  const fay = await hub.person("fay", []);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await hub.admin.hub(grantRole, { ref: "fay", role: "manager", since: soon });
  t.is(await code(fay.hub(parties.list, {})), "not-allowed");
  t.is(
    await code(hub.admin.hub(grantRole, { ref: "fay", role: "manager", since: soon, until: soon })),
    "input-invalid",
  );
  await hub.admin.hub(grantRole, { ref: "fay", role: "support" });
  await hub.admin.hub(revokeRole, { ref: "fay", role: "support" });
  const told = await hub.admin.hub(explainAccess, { person: "fay", record: "Berliner" });
  t.false(told.may);
  t.regex(told.because, /they hold no role now/);
  t.true(told.roles.some((role) => role.why.startsWith("It begins at ")));
  t.true(told.roles.some((role) => role.why.startsWith("It ended at ")));
});

test.serial(
  "access.explain says why, by role, scope, owner, team, rule and hidden field, and that both walls agree",
  async (t) => {
    const ask = (person: string, record: string, right?: string) =>
      hub.admin.hub(explainAccess, { person, record, ...(right ? { right } : {}) });
    const not = await ask("ann", "Berliner");
    t.deepEqual([not.may, not.database], [false, false]);
    t.regex(not.because, /Ann may not: Sales Executive: Its owner Administrator is not in their team/);
    const own = await ask("ann", "Of ann");
    t.deepEqual([own.may, own.database], [true, true]);
    t.regex(own.because, /Ann may, as Sales Executive: They own it\./);
    const change = await ask("ann", "Of ann", "party:change");
    t.deepEqual(change.hidden, [{ field: "credit_limit", label: "Credit limit", by: ["Sales Executive"] }]);
    const boss = await ask("boss", "Bonner");
    t.regex(boss.because, /as Manager: It reaches every record/);
    const cat = await ask("cat", "Bonner");
    t.regex(cat.because, /Berlin desk: Its rule does not hold: city must be Berlin; it is Bonn/);
    t.is(cat.roles[0]?.rule, "City Berlin");
    const unknown = await hub.admin.hub(explainAccess, { person: "ann", right: "ledger:post" });
    t.regex(unknown.because, /none of their roles grants ledger:post/);
    const through = (await hub.admin.hub(interactions.add, { party: "Of ann", channel: "call" })).record;
    const reached = await ask("ann", through.number);
    t.true(reached.may);
    t.regex(reached.because, /through what it belongs to/);
  },
);

test.serial("only administrators ask about others; nobody learns by asking what is hidden", async (t) => {
  const gus = await hub.person("gus", ["support"], { manager: "boss" });
  t.is(await code(gus.hub(explainAccess, { person: "ann", right: "party:view" })), "not-allowed");
  t.true((await gus.hub(explainAccess, { record: "Bonner" })).may);
  const hal = await hub.person("hal", ["sales-executive"], { manager: "admin" });
  t.is(await code(hal.hub(explainAccess, { record: "Of ann" })), "not-found");
  const { record } = await gus.hub(feedbacks.add, { about: "@boss", kind: "rating", score: 1 });
  t.is(await code(hub.admin.hub(explainAccess, { person: "gus", record: record.number })), "conflict");
  t.is(await code(hub.admin.hub(explainAccess, { person: "ann", record: record.number })), "conflict");
});

test.serial(
  "access.explain tells no value that its reader may not see, nor anybody's roles to a room",
  async (t) => {
    const { role } = await hub.admin.hub(addRole, { label: "Blind" });
    const rule = {
      all: [{ field: "credit_limit", op: "below", value: { amount_minor: 1000, currency: "EUR" } }],
    };
    await hub.admin.hub(permitRole, { role, right: "party:view", scope: "all", hidden: ["credit_limit"] });
    await hub.admin.hub(permitRole, { role, right: "party:change", scope: "rule", rule });
    const ida = await hub.person("ida", [role]);
    const limit = { amount_minor: 7_654_321, currency: "EUR" };
    const { record } = await hub.admin.hub(parties.add, { name: "Limited", credit_limit: limit });
    const ask = { record: record.number, right: "party:change" };
    const told = await ida.hub(explainAccess, ask);
    t.false(told.may);
    t.notRegex(JSON.stringify(told), /76.?543/);
    t.regex(told.because, /credit_limit must be .*; what it is, is hidden here/);
    const whole = await hub.admin.hub(explainAccess, { ...ask, person: "ida" });
    t.regex(whole.because, /76.?543/);
    const inRoom = (reader: string) =>
      hub.bot(explainAccess, ask, { person: hub.admin.userId, audience: `${hub.admin.userId} ${reader}` });
    t.is(await code(inRoom(ida.userId)), "audience");
  },
);
