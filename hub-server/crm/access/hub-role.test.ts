/** What holds of roles and of the role that the hub itself connects as. */
import test from "ava";
import { parties, revokeRole } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

test("a role that is taken away ends with the next call", async (t) => {
  const eve = await hub.person("eve", ["support"]);
  await hub.admin.hub(parties.add, { name: "Seen by support" });
  t.is(
    (await eve.hub(parties.list, { limit: 200 })).items.some((item) => item.name === "Seen by support"),
    true,
  );
  await hub.admin.hub(revokeRole, { ref: "eve", role: "support" });
  const error = await t.throwsAsync(eve.hub(parties.list, {}));
  t.is((error as unknown as { code: string }).code, "not-allowed");
});

test("the hub's role owns nothing and cannot pass row-level security", async (t) => {
  const { rows } = await hub.database.pool.query(
    `select rolsuper, rolbypassrls from pg_roles where rolname = current_user`,
  );
  t.deepEqual(rows, [{ rolsuper: false, rolbypassrls: false }]);
  const owned = await hub.database.pool.query(
    `select 1 from pg_class where pg_get_userbyid(relowner) = current_user`,
  );
  t.is(owned.rowCount, 0);
  const open = await hub.database.pool.query<{ relname: string }>(
    `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('crm') and relkind = 'r' and not (relrowsecurity and relforcerowsecurity) order by relname`,
  );
  t.deepEqual(
    open.rows.map((row) => row.relname),
    ["message_link", "room", "verb"],
  ); // hold no field of a record
});
