/** Preferences are one's own, for the hub and for the database; and they go with the person. */
import test from "ava";
import {
  changeCompany,
  erasePerson,
  personLeaves,
  setPreferences,
  showPreferences,
} from "../../contract/index.ts";
import { testHub } from "../../testing/hub.ts";
import { asOwner } from "../../testing/owner.ts";

test("nobody else's are read or written, and of whoever is erased none are left", async (t) => {
  const hub = await testHub(t);
  await hub.admin.hub(changeCompany, { approvals: 0 }); // before anybody else is asked
  const ann = await hub.person("ann", ["sales-executive"]);
  await ann.hub(setPreferences, { time_zone: "Europe/Berlin" });
  await hub.admin.hub(setPreferences, { time_zone: "Europe/Paris" });
  t.is((await ann.hub(showPreferences, {})).time_zone, "Europe/Berlin");
  const count = async (user: string) => {
    const client = await hub.database.pool.connect();
    try {
      await client.query("begin");
      await client.query(
        `select set_config('hub.person', id::text, true) from access.person where user_id = $1`,
        [user],
      );
      return (await client.query("update hub.preference set locale = locale")).rowCount;
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  t.is(await count(ann.userId), 1);
  t.is(await count("@nobody:hub.localhost"), 0);
  await hub.admin.hub(personLeaves, { ref: ann.userId });
  await hub.admin.hub(erasePerson, { ref: ann.userId });
  t.is((await asOwner(hub, "select 1 from hub.preference")).length, 1);
});
