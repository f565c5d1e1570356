import test from "ava";
import { testDatabase } from "../testing/database.ts";
import { queryOf } from "./query.ts";
import { readSetting, settleServerName, settleSetting, writeSetting } from "./settings.ts";

test("a setting is read as it was written last", async (t) => {
  const query = queryOf((await testDatabase(t)).pool);
  t.is(await readSetting(query, "theme"), undefined);
  await writeSetting(query, "theme", { dark: true });
  await writeSetting(query, "theme", { dark: false, fonts: ["a"] });
  t.deepEqual(await readSetting(query, "theme"), { dark: false, fonts: ["a"] });
});

test("of several who settle a setting at once the first wins for all", async (t) => {
  const query = queryOf((await testDatabase(t)).pool);
  const values = await Promise.all([1, 2, 3, 4].map((value) => settleSetting(query, "salt", value)));
  t.is(new Set(values).size, 1);
});

test("the server name is fixed at the first start", async (t) => {
  const query = queryOf((await testDatabase(t)).pool);
  await settleServerName(query, "hub.example");
  await settleServerName(query, "hub.example");
  await t.throwsAsync(settleServerName(query, "other.example"), {
    name: "CannotStart",
    message: `HUB_SERVER_NAME is fixed at the first start: this database belongs to "hub.example"; the setting says "other.example".`,
  });
});
