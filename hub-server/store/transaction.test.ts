import test from "ava";
import { Client } from "pg";
import { testDatabase } from "../testing/database.ts";
import { withTransaction } from "./transaction.ts";

const insert = "insert into hub.setting values ('a', '1')";
const count = "select from hub.setting";

test("a transaction commits what it did and answers", async (t) => {
  const { pool } = await testDatabase(t);
  t.is(await withTransaction(pool, async (client) => (await client.query(insert)).rowCount), 1);
  t.is((await pool.query(count)).rowCount, 1);
});

test("a transaction that throws leaves nothing and gives its connection back", async (t) => {
  const { pool } = await testDatabase(t);
  const failing = withTransaction(pool, async (client) => {
    await client.query(insert);
    throw new Error("changed my mind");
  });
  await t.throwsAsync(failing, { message: "changed my mind" });
  t.is((await pool.query(count)).rowCount, 0);
  t.is(pool.idleCount, pool.totalCount);
});

test("a connection that was cut is closed, not given to the next one", async (t) => {
  const { pool, ownerUrl } = await testDatabase(t);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  const failing = withTransaction(pool, async (client) => {
    const { rows } = await client.query("select pg_backend_pid() as pid");
    await client.query(insert);
    await owner.query("select pg_terminate_backend($1)", [rows[0].pid]);
  });
  await t.throwsAsync(failing);
  t.is(pool.totalCount, 0);
  t.is((await pool.query(count)).rowCount, 0);
});
