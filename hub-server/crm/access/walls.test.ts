/** Two walls stand between a person and a row: the gate in the hub, and row-level security. Each must hold alone, and both must agree. */
import test from "ava";
import pg from "pg";
import {
  type AnyCall,
  addRole,
  contactPoints,
  feedbacks,
  groups,
  interactions,
  parties,
  permitRole,
  products,
  putIntoGroup,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { addMoney, moneyLists } from "../money/walls.fixture.ts";
import { gateAlone } from "./gate-alone.fixture.ts";
import { addCalendar, addOwn, addTracked, calendarLists, ownLists, trackedLists } from "./walls.fixture.ts";

let hub: TestHub;
const people = new Map<string, TestPerson>();
const roles: Readonly<Record<string, readonly string[]>> = {
  boss: ["manager"],
  ann: ["sales-executive"],
  ben: ["sales-executive"],
  cid: ["sales-executive"],
  accountant: ["accountant"],
  developer: ["product-developer"],
  support: ["support"],
  both: ["accountant", "sales-executive"],
  grouped: ["group-role"],
  ruled: ["rule-role"],
  nobody: [],
};
const rulesOf: Readonly<Record<string, object>> = {
  party: { field: "name", op: "contains", value: "of a" },
  contact_point: { field: "value", op: "contains", value: "ann" },
  product: { field: "name", op: "contains", value: "of b" },
  interaction: { field: "subject", op: "contains", value: "boss called" },
  feedback: { field: "kind", op: "one_of", value: ["nps", "review"] },
  group: { field: "key", op: "is", value: "emea" },
};
const managers: Readonly<Record<string, string>> = { ann: "boss", ben: "boss", cid: "admin" };

test.before(async () => {
  hub = await openTestHub();
  await owner(`insert into access.role values ('group-role', 'Group role')`);
  await owner(
    `insert into access.permission (role, noun, verb, scope) values ('group-role', 'party', 'view', 'group'), ('group-role', 'party', 'change', 'group')`,
  );
  await hub.admin.hub(addRole, { label: "Rule role" });
  for (const [noun, rule] of Object.entries(rulesOf))
    for (const verb of ["view", "change"])
      await hub.admin.hub(permitRole, {
        role: "rule-role",
        right: `${noun}:${verb}`,
        scope: "rule",
        rule: { any: [rule] },
      });
  for (const [user, held] of Object.entries(roles))
    people.set(user, await hub.person(user, held, managers[user] ? { manager: managers[user] } : {}));
  const { record: emea } = await hub.admin.hub(groups.add, { name: "EMEA", of: "person" });
  await hub.admin.hub(putIntoGroup, { ref: emea.number, members: ["@grouped"] });
  for (const user of ["ann", "ben", "cid", "boss"]) {
    const party = (await hub.admin.hub(parties.add, { name: `Of ${user}`, owner: user, role: "customer" }))
      .record;
    for (const paperOwner of [user, "ann"]) await addMoney(hub.admin, party.number, paperOwner);
    await hub.admin.hub(contactPoints.add, { party: party.id, kind: "email", value: `${user}@example.org` });
    for (const author of ["ann", "support", "boss"])
      await hub.admin.hub(interactions.add, {
        party: party.id,
        channel: "call",
        owner: author,
        subject: `${author} called ${user}`,
      });
    const product = await hub.admin.hub(products.add, { name: `Product of ${user}`, owner: user });
    for (const owner of [user, "support", "ben"]) await addTracked(hub, party.id, product.record.id, owner);
    for (const attendee of ["ann", "accountant", "cid"]) await addCalendar(hub, user, attendee);
    await addOwn(people.get(user)!, party.id);
    for (const about of [party.id, product.record.id])
      await hub.admin.hub(feedbacks.add, {
        about,
        kind: "nps",
        score: 9,
        owner: user === "cid" ? "support" : "ann",
      });
    await people
      .get(user)!
      .hub(feedbacks.add, { about: user === "boss" ? "@ann" : "@boss", kind: "review", text: user });
    await people.get(user)!.hub(feedbacks.add, { about: "@support", kind: "review", text: user });
  }
  await hub.admin.hub(parties.change, { ref: "Of cid", group: "emea" });
});
test.after.always(() => hub?.stop());

async function owner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** What the database alone lets a person touch: no gate, just SQL as the hub's own role. */
async function raw(user: string, sql: string): Promise<string[]> {
  const client = await hub.database.pool.connect();
  try {
    await client.query("begin");
    await client.query(
      `select set_config('hub.person', (select id::text from access.person where user_id = $1), true)`,
      [`@${user}:${hub.serverName}`],
    );
    const { rows } = await client.query<{ number: string }>(sql);
    return rows.map((row) => row.number).toSorted();
  } finally {
    await client.query("rollback");
    client.release();
  }
}

/** What the hub answers. */
async function gated(user: string, list: AnyCall): Promise<string[]> {
  try {
    const page = (await people.get(user)!.hub(list, { limit: 200 })) as {
      items: { number: string }[];
      next: string | null;
    };
    return page.items.map((item) => item.number).toSorted();
  } catch (error) {
    if ((error as { code?: string }).code === "not-allowed") return [];
    throw error;
  }
}

const nouns: Readonly<Record<string, AnyCall>> = {
  party: parties.list,
  contact_point: contactPoints.list,
  product: products.list,
  interaction: interactions.list,
  ...moneyLists,
  ...trackedLists,
  ...calendarLists,
  ...ownLists,
  feedback: feedbacks.list,
  group: groups.list,
};

for (const [noun, list] of Object.entries(nouns))
  for (const user of Object.keys(roles))
    test.serial(`the gate and the database show ${user} the same rows of ${noun}`, async (t) => {
      t.deepEqual(
        await raw(user, `select number from crm.${noun} where removed_at is null`),
        await gated(user, list),
      );
    });

for (const user of Object.keys(roles))
  test.serial(`the gate alone shows ${user} the rows that both walls show, of every noun`, async (t) => {
    const alone = await gateAlone(hub, [`@${user}:${hub.serverName}`]);
    for (const [noun, list] of Object.entries(nouns))
      t.deepEqual(alone.get(noun) ?? [], await gated(user, list), noun);
  });

test.serial("to several readers the gate shows what each of them sees", async (t) => {
  const together = await gateAlone(
    hub,
    ["ann", "support"].map((user) => `@${user}:${hub.serverName}`),
  );
  for (const [noun, list] of Object.entries(nouns)) {
    const others = new Set(await gated("support", list));
    const both = (await gated("ann", list)).filter((number) => others.has(number));
    t.deepEqual(together.get(noun) ?? [], both, noun);
  }
});

test("every record can be reached by a rule in the database too", async (t) => {
  const { rows } = await hub.database.pool.query<{ table: string }>(
    `select c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'crm' and c.relkind in ('r', 'p') and (select count(*) from pg_attribute a
         where a.attrelid = c.oid and a.attname in ('owner_id', 'group_id', 'custom', 'number', 'removed_at')) = 5
       and not exists (select from access.ruled_table t where t.noun = c.relname)`,
  );
  t.deepEqual(rows, []); // a migration that makes a noun ends with: select access.follow_rules('noun');
  t.true((await raw("ruled", `select number from crm.party`)).length > 0);
});

for (const user of Object.keys(roles))
  test.serial(
    `the database shows ${user} the moves of those records that they see, and no others`,
    async (t) => {
      const tracked = Object.entries(trackedLists).filter(
        ([noun]) => noun !== "pipeline" && noun !== "stage",
      );
      const seen = await Promise.all(tracked.map(([, list]) => gated(user, list)));
      t.deepEqual(
        await raw(
          user,
          `select number from crm.stage_transition where from_stage_id is null and removed_at is null`,
        ),
        seen.flat().toSorted(),
      );
    },
  );

test("scopes reach what they say", async (t) => {
  const names = async (user: string) =>
    (await people.get(user)!.hub(parties.list, { limit: 200, kind: undefined })).items
      .map((item) => item.name)
      .filter((name) => name?.startsWith("Of "));
  t.deepEqual(await names("ann"), ["Of ann", "Of ben"]);
  t.deepEqual(await names("cid"), ["Of cid"]);
  t.deepEqual(await names("grouped"), ["Of cid"]);
  t.deepEqual(await names("support"), ["Of ann", "Of ben", "Of boss", "Of cid"]);
});

test("the database alone refuses writes that the scopes do not reach", async (t) => {
  const changed = (user: string) =>
    raw(user, `update crm.party set note = 'mine' where name like 'Of %' returning number`);
  const all = await raw("support", `select number from crm.party where name like 'Of %'`);
  t.is(all.length, 4);
  t.deepEqual(await changed("support"), []);
  t.is((await changed("ann")).length, 1);
  t.is((await changed("accountant")).length, 4);
  t.deepEqual(await changed("nobody"), []);
});

test("without a person the database shows no row", async (t) => {
  for (const noun of Object.keys(nouns)) {
    const { rows } = await hub.database.pool.query(`select 1 from crm.${noun}`);
    t.is(rows.length, 0, noun);
  }
});

test("nobody grants themselves a role past the gate", async (t) => {
  const error = await t.throwsAsync(
    raw(
      "ann",
      `insert into access.person_role (id, person_id, role) select gen_random_uuid(), access.person(), 'administrator' returning 'x' as number`,
    ),
  );
  t.regex(error.message, /row-level security/);
});
