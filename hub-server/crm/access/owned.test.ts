/** The policies that a new noun gets by one line are those that the nouns before it wrote out. */
import test from "ava";
import pg from "pg";
import { testDatabase } from "../../testing/index.ts";

const policies = (table: string) => `
  select policyname, cmd, permissive, roles::text, replace(qual, '''${table}''', '''noun''') as qual,
    replace(with_check, '''${table}''', '''noun''') as with_check
  from pg_policies where schemaname = 'crm' and tablename = '${table}' and policyname in ('see', 'add', 'change') order by policyname`;

test("access.follow_owner writes the policies that a written-out noun has", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(`create table crm.shipment (id uuid primary key, owner_id uuid, group_id uuid)`);
    await owner.query(`select access.follow_owner('shipment')`);
    const written = (await owner.query(policies("watch"))).rows;
    t.is(written.length, 3);
    t.deepEqual((await owner.query(policies("shipment"))).rows, written);
    const { rows } = await owner.query(
      `select relrowsecurity and relforcerowsecurity as walled from pg_class where oid = 'crm.shipment'::regclass`,
    );
    t.deepEqual(rows, [{ walled: true }]);
  } finally {
    await owner.end();
  }
});
