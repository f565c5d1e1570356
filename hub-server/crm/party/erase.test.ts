/** Erasing: nothing of the person remains in any table of the CRM or in the history. */
import test from "ava";
import pg from "pg";
import type { HubProblem } from "../../client.ts";
import {
  acceptPromise,
  changeCompany,
  confirmationDetails,
  contactPoints,
  eraseParty,
  feedbacks,
  giveConfirmation,
  interactions,
  mergeParty,
  parties,
  previewImport,
  proposePromise,
  recordPayment,
  recordRoom,
  type Confirmation,
  watches,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";
import { until } from "../calendar/testing.ts";
import { forgetWords } from "../record/words.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

/** A file that nobody loads. */
const previewOf = (text: string) =>
  hub.admin.hub(previewImport, { file: "people.csv", content: Buffer.from(text).toString("base64") });

/** Tables that hold a text, read as their owner, past every policy. */
async function holding(text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and (n.nspname in ('crm', 'chat') or (n.nspname = 'hub' and c.relname in ('change_event', 'outbox', 'idempotency'))) order by 1`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(
        `select 1 from ${name} t where to_jsonb(t)::text ilike $1 limit 1`,
        [`%${text}%`],
      );
      if (rowCount) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

test("nothing of an erased person remains, and the database alone refuses others", async (t) => {
  const { hub: call } = hub.admin;
  const { record } = await call(parties.add, {
    name: "Canary Name",
    kind: "person",
    street: "Canary street",
    note: "canary note",
    custom: { canary: "canary custom" },
    contact_points: [{ kind: "email", value: "canary@canary.example" }],
  });
  await call(parties.change, { ref: record.id, city: "Canary City" });
  await call(recordRoom, { ref: record.id });
  await call(watches.add, { about: record.id });
  await call(contactPoints.add, { party: record.id, kind: "phone", value: "+49 canary" });
  await call(interactions.add, {
    party: record.id,
    channel: "call",
    subject: "canary said",
    body: "of canary",
  });
  await call(feedbacks.add, { about: record.id, kind: "review", score: 4, text: "canary praise" });
  const due = "2030-01-01T09:00:00Z";
  const { promise } = await call(proposePromise, {
    what: "send canary",
    text: "canary on Friday",
    due,
    about: record.number,
  });
  await call(acceptPromise, { id: promise.number });
  await previewOf(
    "name;email;x\nCanary  Name;;1\nSomebody;c@c.example, CANARY@canary.example;2\nAnother;;3\n",
  );
  const other = (await call(parties.add, { name: "Somebody else" })).record;
  const inWords = { source: { kind: "chat" } } as const;
  const pay = { party: "canary@canary.example", amount: { amount_minor: 100, currency: "USD" } };
  await t.throwsAsync(call(recordPayment, pay, inWords), { message: /not done yet/ });
  const merging = await t.throwsAsync<HubProblem>(
    call(mergeParty, { ref: other.number, into: record.number }, inWords),
  );
  await hub.told();
  t.true((await holding("canary")).length > 3);
  t.true((await holding("canary")).includes("crm.confirmation"));
  const manager = await hub.person("boss", ["manager"]);
  await t.throwsAsync(manager.hub(eraseParty, { ref: record.id }), { message: /party:erase/ });
  await t.throwsAsync(hub.database.pool.query("select crm.erase_party($1, true)", [record.id]));
  await t.throwsAsync(hub.database.pool.query("update hub.change_event set patch = '{}'"));
  const second = await hub.person("second", ["administrator"]);
  const asked = await t.throwsAsync<HubProblem>(call(eraseParty, { ref: record.id, texts: true }));
  await hub.told();
  const { id } = asked.problem["confirmation"] as Confirmation;
  await second.hub(giveConfirmation, { id });
  await hub.told();
  const words = /^crm\.search_word/; // go when nobody who writes can count on them
  t.deepEqual(
    (await holding("canary")).filter((name) => !words.test(name)),
    [],
  );
  await until(async () => {
    await forgetWords(hub.database.pool);
    return !(await holding("canary")).length;
  }, 60_000);
  const { id: merge } = merging.problem["confirmation"] as Confirmation;
  await t.throwsAsync(call(giveConfirmation, { id: merge }), { message: /withdrawn/ });
  await hub.database.pool.query(`select crm.forget_confirmations(now() + interval '1 minute')`);
  await t.throwsAsync(second.hub(confirmationDetails, { id }), { message: /No match/ });
  const fewer = await t.throwsAsync<HubProblem>(call(changeCompany, { approvals: 0 }));
  await second.hub(giveConfirmation, { id: (fewer.problem["confirmation"] as Confirmation).id });
  const again = await call(eraseParty, { ref: record.id, texts: true });
  t.is(again.contact_points, 2);
  t.is(again.interactions, 1);
  t.true(again.kept.some((what) => what.includes("ledger")));
});

test("the owner of the tables reaches what it erases and forgets, also when it is no superuser", async (t) => {
  const unreached = await asOwner<{ name: string }>(
    hub,
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'crm' and c.relforcerowsecurity and c.relname = any ($1) and not exists (
       select from pg_policy p where p.polrelid = c.oid and c.relowner = any (p.polroles) and p.polcmd in ('*', 'd', 'w'))`,
    [
      [
        "party",
        "contact_point",
        "interaction",
        "feedback",
        "promise",
        "todo",
        "external_id",
        "import",
        "import_row",
      ],
    ],
  );
  t.deepEqual(unreached, []);
});
