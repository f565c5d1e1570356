import test from "ava";
import { Client } from "pg";
import { testDatabase } from "../testing/index.ts";
import { keepPlans } from "./plans.ts";

test("a statement with parameters keeps its plan from the second time on, one with its values inside never", async (t) => {
  const { appUrl } = await testDatabase(t);
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  keepPlans(client);
  const kept = async () =>
    (await client.query<{ statement: string }>("select statement from pg_prepared_statements")).rows.map(
      (row) => row.statement,
    );
  try {
    const add = "select $1::int + 1 as sum";
    t.is((await client.query<{ sum: number }>(add, [1])).rows[0]?.sum, 2);
    t.deepEqual(await kept(), []);
    for (const number of [2, 3]) {
      t.is((await client.query<{ sum: number }>(add, [number])).rows[0]?.sum, number + 1);
      t.deepEqual(await kept(), [add]);
    }
    for (let once = 0; once < 300; once++) await client.query(`select ${once}, $1::int`, [once]);
    for (let twice = 0; twice < 2; twice++) await client.query("select 7");
    t.deepEqual(await kept(), [add]);
    await t.throwsAsync(client.query("select 1 / $1::int", [0]));
    await t.throwsAsync(client.query("select 1 / $1::int", [0]), { message: /division by zero/ });
    t.is((await client.query<{ sum: number }>(add, [4])).rows[0]?.sum, 5);
  } finally {
    await client.end();
  }
});

test("a connection keeps a bounded number of plans", async (t) => {
  const { appUrl } = await testDatabase(t);
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  keepPlans(client);
  try {
    for (let text = 0; text < 260; text++)
      for (let twice = 0; twice < 2; twice++) await client.query(`select ${text}, $1::int`, [text]);
    const { rows } = await client.query<{ kept: number }>(
      "select count(*)::int as kept from pg_prepared_statements",
    );
    t.is(rows[0]?.kept, 200);
  } finally {
    await client.end();
  }
});
