/** What metrics declare, against the database and the contract: columns, fields and views that exist. */
import { metrics, type Metric } from "@singularity/analytics";
import test from "ava";
import pg from "pg";
import { nouns } from "../../contract/index.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/database.ts";

let database: TestDatabase;
test.before(async () => {
  database = await openTestDatabase();
});
test.after.always(() => database?.stop());

test("a metric counts columns that its view has", async (t) => {
  const there = await names(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'insight'",
  );
  for (const metric of metrics) {
    const missing = columnsOf(metric).filter((column) => !there.includes(`${metric.view}.${column}`));
    t.deepEqual(missing, [], metric.name);
  }
});

/** Every column that a declaration names, wherever in it. */
function columnsOf(metric: Metric): string[] {
  const { time, removed, where = [], currency = [], measures, dimensions } = metric;
  const conditions = measures.flatMap(({ of, when }) => [
    ...(when ? [when.column] : []),
    ...("share" in of ? [of.share.column, of.among.column, ...(of.less ? [of.less.column] : [])] : []),
    ...("sum" in of ? [of.sum, ...(of.weight ? [of.weight] : [])] : []),
    ...("mean" in of ? [of.mean, ...(of.alike ? [of.alike] : [])] : []),
  ]);
  const cuts = dimensions.flatMap((dimension) =>
    "column" in dimension
      ? [
          dimension.column,
          dimension.key,
          dimension.late?.column,
          ...(dimension.named ?? []).map((one) => one.owner),
        ]
      : [],
  );
  const all = [time, removed, currency, where.map(({ column }) => column), conditions, cuts].flat();
  return all.filter((column) => column !== undefined);
}

test("what a metric reveals are fields of nouns that exist", (t) => {
  const base = ["owner", "created_at"];
  const told = ({ reveals, measures, dimensions }: Metric) =>
    [{ reveals }, ...measures, ...dimensions].flatMap((part) => ("reveals" in part && part.reveals) || []);
  for (const metric of metrics)
    for (const path of told(metric)) {
      const [key, field] = path.split(".");
      const noun = nouns.find((noun) => noun.key === key);
      const fields = [...Object.keys(noun?.fields ?? {}), ...base];
      t.true(fields.includes(field!), `${metric.name} reveals ${path}`);
    }
});

test("every view of what people count has a metric", async (t) => {
  const besides = ["change", "stage_transition", "group_membership"]; // the feed; moves and memberships are of several nouns
  const views = await names(
    "select table_name as name from information_schema.columns where table_schema = 'insight' and column_name in ('id', 'xid')",
  );
  const counted = new Set(metrics.map(({ view }) => view));
  t.deepEqual(
    views.filter((name) => !counted.has(name) && !besides.includes(name)),
    [],
  );
});

test("what one changed party touches is found by indexes, not by reading a view through", async (t) => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("set session_replication_role = replica"); // rows alone: no triggers, no foreign keys
  await client.query(
    `insert into crm.interaction (id, number, party_id, channel, at, removed_at)
     select gen_random_uuid(), 'INT-' || n, gen_random_uuid(), 'call', now(), case when n > 2990 then now() end from generate_series(1, 3000) n`,
  );
  await client.query("analyze crm.interaction");
  const { rows } = await client.query<{ "QUERY PLAN": string }>(
    `explain select * from insight.interaction where party_id = any('{${nobody}}'::uuid[]) or owner_id = any('{${nobody}}'::uuid[])`,
  );
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  t.regex(plan, /BitmapOr[^]*interaction_party[^]*interaction_owner/);
  t.notRegex(plan, /Seq Scan on interaction/);
  const whole = await names(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'insight' and pg_get_viewdef(c.oid) !~ 'removed_at IS NULL'`,
  );
  const many = [
    "bill",
    "case",
    "deal",
    "delivery",
    "interaction",
    "invoice",
    "invoice_line",
    "order",
    "payment",
  ];
  t.deepEqual(
    many.filter((view) => whole.includes(view)),
    [],
    "views of many rows leave removed ones out, as their indexes do",
  );
});

const nobody = "00000000-0000-0000-0000-000000000000";

async function names(sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.insightUrl });
  await client.connect();
  try {
    return (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
