import test from "ava";
import type { Pool } from "pg";
import { recordChange } from "./change.fixture.ts";
import { testDatabase } from "../testing/database.ts";
import { withTransaction } from "./transaction.ts";

const number = async (pool: Pick<Pool, "query">, prefix: string | null, count = 1): Promise<number> =>
  Number((await pool.query("select hub.next_number($1, $2) as number", [prefix, count])).rows[0].number);

test("history can be written and read, not changed", async (t) => {
  const { pool } = await testDatabase(t);
  await recordChange(pool, "one");
  t.is((await pool.query("select from hub.change_event")).rowCount, 1);
  for (const statement of [
    "update hub.change_event set op = 'x'",
    "delete from hub.change_event",
    "truncate hub.change_event",
  ])
    await t.throwsAsync(pool.query(statement), { message: "permission denied for table change_event" });
});

test("a change event names one of the known sources", async (t) => {
  const { pool } = await testDatabase(t);
  await t.throwsAsync(recordChange(pool, "one", { source: "rumour" }), {
    message: /violates check constraint/,
  });
});

test("numbers count per prefix", async (t) => {
  const { pool } = await testDatabase(t);
  t.is(await number(pool, "CUS"), 1);
  t.is(await number(pool, "CUS"), 2);
  t.is(await number(pool, "INV"), 1);
});

test("a block of numbers is consecutive while others take singles and blocks", async (t) => {
  const { pool } = await testDatabase(t);
  const sizes = Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? 7 : 1));
  const taken = await Promise.all(
    sizes.map(async (size) => {
      const start = await number(pool, "CUS", size);
      return Array.from({ length: size }, (_, i) => start + i);
    }),
  );
  const all = taken.flat().toSorted((a, b) => a - b);
  t.deepEqual(
    all,
    Array.from({ length: all.length }, (_, i) => i + 1),
  );
});

test("a new prefix that several transactions use at once is one series", async (t) => {
  const { pool } = await testDatabase(t);
  const taken = await Promise.all(
    Array.from({ length: 5 }, () => withTransaction(pool, (client) => number(client, "NEW"))),
  );
  t.deepEqual(
    taken.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5],
  );
});

test("an open transaction that took a number does not stop others", async (t) => {
  const { pool } = await testDatabase(t);
  await number(pool, "CUS");
  await withTransaction(pool, async (client) => {
    t.is(await number(client, "CUS", 10), 2);
    t.is(await number(pool, "CUS"), 12);
  });
});

test("a prefix is 2 to 6 capital letters", async (t) => {
  const { pool } = await testDatabase(t);
  for (const prefix of ["C", "TOOLONGX", "cus", "A1", "", null, 'X"; drop schema hub', "ÄÖ"])
    await t.throwsAsync(number(pool, prefix), { message: /^a prefix has 2 to 6 letters A-Z; got / });
  await t.throwsAsync(number(pool, "CUS", 0), { message: /^count must be 1 to 1000000; got '0'$/ });
});

test("the hub's role may use the text search extensions and create nothing", async (t) => {
  const { pool } = await testDatabase(t);
  const { rows } = await pool.query("select similarity('abc', 'abd') > 0 as near, unaccent('é') as plain");
  t.deepEqual(rows, [{ near: true, plain: "e" }]);
  for (const schema of ["public", "hub", "crm"])
    await t.throwsAsync(pool.query(`create table ${schema}.mine (id int)`), { message: /permission denied/ });
});
