/** SQL finds the rows that row-level security gives a person, in the columns that they may see, and nothing else. */
import test from "ava";
import pg from "pg";
import type { HubProblem } from "../../client.ts";
import {
  askSql,
  batches,
  cases,
  deals,
  deliveries,
  feedbacks,
  interactions,
  meetings,
  nouns,
  parties,
  products,
  sqlSchema,
  todos,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { addMoney } from "../money/walls.fixture.ts";
import { tables } from "./tables.ts";

let hub: TestHub;
const people = new Map<string, TestPerson>();
const roles: Readonly<Record<string, readonly string[]>> = {
  boss: ["manager"],
  ann: ["sales-executive"],
  accountant: ["accountant"],
  support: ["support"],
  both: ["accountant", "sales-executive"],
  narrow: ["narrow-role"],
  hearing: ["hearing-role"],
  wider: ["wider-role"],
  nobody: ["asking-role"],
};

test.before(async () => {
  hub = await openTestHub({ analytics: true });
  await asOwner(
    `insert into access.role values ('narrow-role', 'Narrow'), ('asking-role', 'Asking'), ('hearing-role', 'Hearing'), ('wider-role', 'Wider');
     insert into access.permission (role, noun, verb, scope, hidden) values
       ('narrow-role', 'party', 'view', 'own', '{country}'), ('narrow-role', 'deal', 'view', 'all', '{value,product}'),
       ('hearing-role', 'feedback', 'view', 'all', '{}'), ('hearing-role', 'party', 'view', 'own', '{}'), ('hearing-role', 'product', 'view', 'own', '{}'),
       ('wider-role', 'feedback', 'view', 'all', '{}'), ('wider-role', 'party', 'view', 'own', '{}'), ('wider-role', 'product', 'view', 'all', '{}');
     delete from access.permission where noun = 'insight' and verb = 'view' and role <> 'administrator';
     insert into access.permission (role, noun, verb, scope)
       select role, 'insight', verb, 'all' from access.role, (values ('view'), ('sql')) v (verb) on conflict do nothing`,
  );
  people.set("admin", hub.admin);
  for (const [user, held] of Object.entries(roles))
    people.set(user, await hub.person(user, held, user === "ann" ? { manager: "boss" } : {}));
  for (const user of ["ann", "boss", "narrow"]) await addSome(user);
  await addMoney(hub.admin, "Of ann", "support");
});
test.after.always(() => hub?.stop());

/** One of each noun that belongs to this person. */
async function addSome(owner: string): Promise<void> {
  const add = hub.admin.hub;
  const { record } = await add(parties.add, { name: `Of ${owner}`, owner, country: `Country of ${owner}` });
  const party = record.number;
  const product = (await add(products.add, { name: `Product of ${owner}`, owner })).record.number;
  const starts = new Date(Date.now() + 86_400_000).toISOString();
  await add(interactions.add, { party, channel: "call", owner: "support" });
  await add(deals.add, {
    name: `Deal of ${owner}`,
    party,
    product,
    owner,
    value: { amount_minor: 4711, currency: "EUR" },
  });
  await add(cases.add, { subject: `Case of ${owner}`, party, owner: "support" });
  await add(deliveries.add, { contents: "Tea", party, owner });
  await add(batches.add, { name: "Batch", product, quantity: 1, owner });
  await add(todos.add, { title: `To do of ${owner}`, owner, due: starts });
  await add(meetings.add, { title: `Meeting of ${owner}`, owner, starts, attendees: ["accountant"] });
  await add(feedbacks.add, { about: party, kind: "nps", score: 9, owner });
  await people
    .get("ann")!
    .hub(feedbacks.add, { about: "@support", kind: "review", text: `secret of ${owner}` });
  await addMoney(hub.admin, party, owner);
}

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** What the database alone lets a person see. */
async function byPolicy(user: string, view: string): Promise<string[]> {
  const client = await hub.database.pool.connect();
  const seen = view === "feedback" ? "removed_at is null and not personal" : "removed_at is null";
  try {
    await client.query("begin");
    await client.query(
      `select set_config('hub.person', (select id::text from access.person where user_id = $1), true)`,
      [people.get(user)!.userId],
    );
    const { rows } = await client.query<{ id: string }>(`select id from crm."${view}" where ${seen}`);
    return rows.map(({ id }) => id).toSorted();
  } finally {
    await client.query("rollback");
    client.release();
  }
}

/** Asks until what was written before is in the file of this person. */
async function asked(user: string, sql: string) {
  const written = Date.now();
  for (;;) {
    const answer = await people.get(user)!.hub(askSql, { sql });
    if (new Date(answer.as_of!).getTime() >= written) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
/** View -> ids of the rows that a person's file holds. */
async function byFile(user: string, views: readonly string[]): Promise<Map<string, string[]>> {
  if (views.length === 0) return new Map();
  const each = views.map((view) => `select '${view}' as view, id::varchar as id from "${view}"`);
  const { rows } = await people.get(user)!.hub(askSql, { sql: each.join(" union all ") });
  const grouped = Map.groupBy(rows, ([view]) => String(view));
  return new Map(
    views.map((view) => [view, (grouped.get(view) ?? []).map(([, id]) => String(id)).toSorted()]),
  );
}

const columnsOf = async (user: string) => {
  const schema = await people.get(user)!.hub(sqlSchema, {});
  return new Map(schema.tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]));
};

const single = tables.filter(({ view }) => nouns.some(({ key }) => key === view)).map(({ view }) => view);

for (const user of ["admin", ...Object.keys(roles)])
  test.serial(`${user}: the file holds the rows that row-level security gives`, async (t) => {
    await asked(user, "select 1");
    const there = await columnsOf(user);
    const files = await byFile(
      user,
      single.filter((view) => there.has(view)),
    );
    for (const view of single) {
      const [found = [], allowed] = [files.get(view), await byPolicy(user, view)];
      // A meeting is also seen by those who take part, which the copy does not know: fewer rows, never more.
      const wanted = view === "meeting" ? allowed.filter((id) => found.includes(id)) : allowed;
      t.deepEqual(found, wanted, view);
    }
    if (there.has("revenue")) {
      const booked = (await byFile(user, ["revenue"])).get("revenue");
      t.deepEqual(booked, [...files.get("invoice")!, ...files.get("credit_note")!].toSorted());
    }
    const rows = [...files.values()].flat().length;
    t.is(rows > 0, user !== "nobody");
  });

test.serial("a hidden field has no column, and a noun that is not seen has no table", async (t) => {
  const all = await columnsOf("admin");
  const narrow = await columnsOf("narrow");
  t.deepEqual([...narrow.keys()], ["party", "deal"]);
  t.true(all.get("party")!.includes("country"));
  t.false(narrow.get("party")!.includes("country"));
  const gone = all.get("deal")!.filter((name) => !narrow.get("deal")!.includes(name));
  t.deepEqual(gone.toSorted(), ["currency", "product_id", "value_minor"]);
  const error = await t.throwsAsync<HubProblem>(
    people.get("narrow")!.hub(askSql, { sql: "select value_minor from deal" }),
  );
  t.is(error.status, 400);
  t.regex(error.message, /value_minor/);
  t.deepEqual([...(await columnsOf("nobody")).keys()], []);
});

test.serial("another's record is not named to who may not see it", async (t) => {
  const { rows } = await asked(
    "narrow",
    "select title, party_title, party_id is null from deal order by title",
  );
  t.deepEqual(rows, [
    ["Deal of ann", null, true],
    ["Deal of boss", null, true],
    ["Deal of narrow", "Of narrow", false],
  ]);
});

test.serial("feedback says what it is about to who may see that: each noun by its own right", async (t) => {
  const add = hub.admin.hub;
  for (const owner of ["hearing", "wider"]) {
    const party = (await add(parties.add, { name: `Party of ${owner}`, owner })).record.number;
    const product = (await add(products.add, { name: `Product of ${owner}`, owner })).record.number;
    const deal = (await add(deals.add, { name: `Deal of ${owner}`, party, owner })).record.number;
    for (const about of [party, product, deal])
      await add(feedbacks.add, { about, kind: "rating", score: 4, owner });
  }
  const sql = `select about_noun, about_title, about_id is not null, count(*) from feedback
    where kind = 'rating' group by all order by all`;
  const seen = async (user: string) => (await asked(user, sql)).rows;
  t.deepEqual(await seen("hearing"), [
    ["deal", null, false, 2],
    ["party", "Party of hearing", true, 1],
    ["party", null, false, 1],
    ["product", "Product of hearing", true, 1],
    ["product", null, false, 1],
  ]);
  t.deepEqual(await seen("wider"), [
    ["deal", null, false, 2],
    ["party", "Party of wider", true, 1],
    ["party", null, false, 1],
    ["product", "Product of hearing", true, 1],
    ["product", "Product of wider", true, 1],
  ]);
  t.deepEqual((await seen("admin"))[0], ["deal", null, true, 2]);
});

test.serial("pay, words about colleagues and undeclared columns are in nobody's file", async (t) => {
  const all = await columnsOf("admin");
  const names = [...all].flatMap(([table, columns]) => [table, ...columns]).join(" ");
  t.notRegex(names, /salary|payslip|pay_run|\b(cost|tax_id|credit_limit|note|custom|text)\b/);
  for (const { view, columns } of tables)
    for (const column of all.get(view) ?? []) t.true(column in columns, `${view}.${column}`);
  const { rows } = await asked(
    "admin",
    "select count(*) from feedback where about_noun = 'person' or from_id is not null",
  );
  t.deepEqual(rows, [[0]]);
});

test.serial("what is declared exists: views, columns and fields", async (t) => {
  const all = await columnsOf("admin");
  const missing = tables.flatMap(({ view, columns }) =>
    Object.keys(columns)
      .filter((column) => !all.get(view)?.includes(column))
      .map((column) => `${view}.${column}`),
  );
  const unpaid = ["quote", "order"].flatMap((view) => [`${view}.paid_minor`, `${view}.open_minor`]);
  t.deepEqual(
    missing.filter((name) => !unpaid.includes(name)),
    [],
  );
});

test.serial("a room is told what all of it may see", async (t) => {
  const audience = await hub.inside.chat.rooms.create({
    creator: `@hub:${hub.serverName}`,
    governed: true,
    members: [hub.admin.userId, people.get("ann")!.userId],
  });
  const sql = "select title from party where title like 'Of %' order by 1";
  const mine = await hub.admin.hub(askSql, { sql });
  t.is(mine.rows.length, 3);
  const shared = await hub.bot(askSql, { sql }, { person: hub.admin.userId, audience });
  t.deepEqual(shared.rows, (await people.get("ann")!.hub(askSql, { sql })).rows);
  t.true(shared.rows.length < 3);
});

test.serial("an answer says how many, how fast and how old; a change is seen", async (t) => {
  const answer = await asked("admin", "select kind, count(*) as n from party group by 1");
  t.regex(answer.fact, /^\d+ rows? in \d+ ms; data of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, /);
  t.like(answer, { title: "SQL", computed: "select kind, count(*) as n from party group by 1" });
  t.regex(answer.text, /^kind +n\n/);
  await hub.admin.hub(parties.add, { name: "Newcomer" });
  t.is((await asked("admin", "select 1 from party where title = 'Newcomer'")).rows.length, 1);
});

test.serial("without the right nothing is answered, and a withdrawn right counts at once", async (t) => {
  const none = await hub.person("none", []);
  for (const call of [none.hub(askSql, { sql: "select 1" }), none.hub(sqlSchema, {})])
    t.is((await t.throwsAsync<HubProblem>(call)).code, "not-allowed");
  await asOwner(`delete from access.permission where role = 'narrow-role' and noun = 'deal'`);
  const error = await t.throwsAsync<HubProblem>(
    people.get("narrow")!.hub(askSql, { sql: "select * from deal" }),
  );
  t.is(error.code, "insight-sql-refused");
  t.regex(error.message, /no table "deal" for you/);
});
