import test from "ava";
import { Client } from "pg";
import { testDatabase } from "./database.ts";

test("a test database is migrated and the pool is bound by row-level security", async (t) => {
  const { pool } = await testDatabase(t);
  const { rows } = await pool.query(
    `select current_user as name, rolsuper or rolbypassrls as free, (select count(*)::int from hub.migration) as applied
     from pg_roles where rolname = current_user`,
  );
  t.is(rows[0].name, "hub_app");
  t.false(rows[0].free);
  t.true(rows[0].applied >= 2);
});

test("two test databases do not see each other's rows", async (t) => {
  const one = await testDatabase(t);
  const other = await testDatabase(t);
  await one.pool.query(`insert into hub.setting values ('mine', '1')`);
  t.is((await other.pool.query("select from hub.setting")).rowCount, 0);
});

test("the insight role cannot read the hub's tables", async (t) => {
  const { insightUrl } = await testDatabase(t);
  const client = new Client({ connectionString: insightUrl });
  await client.connect();
  t.teardown(() => client.end());
  await t.throwsAsync(client.query("select from hub.setting"), {
    message: /permission denied for schema hub/,
  });
});

test("a stopped test database is dropped", async (t) => {
  const database = await testDatabase(t);
  const { name, ownerUrl } = await testDatabase(t);
  await database.stop();
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  t.teardown(() => client.end());
  const { rows } = await client.query("select datname from pg_database where datname = any($1)", [
    [name, database.name],
  ]);
  t.deepEqual(rows, [{ datname: name }]);
});
