/** Whatever is tried to get out, is refused, and the process answers the next question. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { escapes, questions } from "../testing/escapes.ts";
import { testPool, type TestPool } from "../testing/pool.ts";

let folder: string;
let tested: TestPool;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "analytics-sql-"));
  tested = await testPool(folder);
});
test.after.always(async () => {
  await tested?.pool.stop();
  await rm(folder, { recursive: true, force: true });
});

test.serial(
  "what is no plain question over the tables is refused, and the same process goes on",
  async (t) => {
    t.is(await tested.outcome("select * from party"), 1000);
    const pids = tested.pool.pids();
    const wrong: string[] = [];
    for (const sql of escapes) {
      const outcome = await tested.outcome(sql);
      if (outcome !== "sql-refused" && outcome !== "sql-invalid") wrong.push(`${sql} -> ${outcome}`);
    }
    t.deepEqual(wrong, []);
    t.is(await tested.outcome("select * from party"), 1000);
    t.deepEqual(tested.pool.pids(), pids, "none of them ended the process");
    t.deepEqual(await readdir(folder), ["standing.duckdb"], "none of them left a file");
  },
);

test.serial("what people ask is answered", async (t) => {
  for (const [sql, rows] of questions) {
    t.is(await tested.outcome(sql), rows, sql);
  }
});

test.serial("a refusal says what is not allowed and what is", async (t) => {
  const said = (sql: string) => t.throwsAsync(tested.run(sql)).then((error) => error.message);
  t.regex(
    await said("select * from parti"),
    /no table "parti" for you\. Did you mean "party"\? Allowed: party/,
  );
  t.regex(
    await said("select avgg(id) from party"),
    /"avgg" may not be used here\. Did you mean "avg"\? Allowed: .*count/,
  );
  t.regex(await said("drop table party"), /Only a question.* one SELECT/);
  t.regex(await said("select 1; select 2"), /2 statements.* one SELECT at a time/);
  t.regex(await said("select nope from party"), /"nope" not found/);
  t.regex(await said("select at from party"), /The column "at" needs double quotes/);
  t.regex(await said(`select '${"x".repeat(64_000)}'`), /64,?009 characters.* 64,?000 at most/);
});

test.serial("no sentence names a path of the machine", async (t) => {
  for (const sql of [
    "select cast('/home/me/x' as integer)",
    "select * from party where '/var/lib/a'::date = created_at",
  ]) {
    const error = await t.throwsAsync(tested.run(sql));
    t.notRegex(error.message, /[/\\]\w+[/\\]/, sql);
  }
});

test.serial("rows and bytes are counted while they come", async (t) => {
  const many = await tested.run("select a.id from party a, party b");
  t.like(many, { count: 10_000, cut: true });
  t.is(many.rows.length, 1000);
  const wide = "select string_agg(title, '') from party a, range(20) r group by r.range";
  const big = await tested.run(`select a.t || b.t from (${wide}) a(t), (${wide}) b(t)`);
  t.true(big.cut);
  t.true(JSON.stringify(big).length < 8_000_000);
});

test.serial("so many columns, and names so long, come through and no more", async (t) => {
  const doubled = (inner: string, times: number) =>
    `${"select *, * from (".repeat(times)}${inner}${")".repeat(times)}`;
  const named = (length: number) => `select 1 as "${"x".repeat(length)}"`;
  t.is((await tested.run(doubled("select * from party", 6))).columns.length, 256);
  await t.throwsAsync(tested.run(doubled("select * from party", 7)), {
    code: "sql-refused",
    message: "The answer has 512 columns. Allowed: 500 at most.",
  });
  t.is((await tested.run(named(60_000))).columns.length, 1);
  await t.throwsAsync(tested.run(doubled(named(60_000), 5)), {
    code: "sql-refused",
    message: /^The names of the columns have \d+ characters\. Allowed: 64000 at most, all together\.$/,
  });
});

test.serial("what DuckDB's own limit allows is not refused by the limit of the process", async (t) => {
  // about 170 of the 256 MB; the process counts V8's reserve for code, too
  const sorted = `select sum(place) from
    (select row_number() over (order by a.id desc, b.id) as place from party a, range(3000) b(id))`;
  for (let round = 0; round < 5; round++) t.is(await tested.outcome(sorted), 1);
});

test.serial("values read as JSON: exact numbers, and everything else as text", async (t) => {
  const { rows, columns } = await tested.run(
    `select 1, 9007199254740993::bigint, 1.5::decimal(5, 2), 'nan'::double, true, null, date '2024-02-29',
       timestamp '2024-02-29 12:30:00', [1, 2], interval 1 day, 1 as x, 2 as x`,
  );
  t.deepEqual(rows[0], [
    1,
    "9007199254740993",
    1.5,
    "NaN",
    true,
    null,
    "2024-02-29",
    "2024-02-29 12:30:00",
    "[1, 2]",
    "1 day",
    1,
    2,
  ]);
  t.deepEqual(
    columns.slice(-2).map(({ key, label }) => [key, label]),
    [
      ["x", "x"],
      ["x:1", "x"],
    ],
  );
});
