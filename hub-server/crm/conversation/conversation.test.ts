import test from "ava";
import {
  keepConversation,
  recallConversation,
  setPreferences,
  showPreferences,
} from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
let now = Date.parse("2026-11-22T12:00:00Z");
test.before(async () => {
  hub = await openTestHub({ clock: () => new Date(now) });
});
test.after.always(() => hub?.stop());

const recall = async (place: string, person: string, thread?: string) =>
  (await hub.bot(recallConversation, { place, person, ...(thread ? { thread } : {}) })).state;

test.serial("what is under way is kept by place, thread and person, and forgotten in time", async (t) => {
  const where = { place: "!r", person: "@jane:hub" };
  await hub.bot(keepConversation, { ...where, state: { words: "one" }, seconds: 900 });
  await hub.bot(keepConversation, { ...where, thread: "$t", state: { words: "two" }, seconds: 900 });
  t.deepEqual(await recall("!r", "@jane:hub"), { words: "one" });
  t.deepEqual(await recall("!r", "@jane:hub", "$t"), { words: "two" });
  t.is(await recall("!r", "@raj:hub"), null);
  await hub.bot(keepConversation, { ...where, state: null, seconds: 900 });
  t.is(await recall("!r", "@jane:hub"), null);
  now += 901_000;
  t.is(await recall("!r", "@jane:hub", "$t"), null);
  await t.throwsAsync(hub.admin.hub(recallConversation, where));
});

test.serial("a person's zone and language, and what is proposed to them, are their own", async (t) => {
  const raj = await hub.person("raj", ["manager"]);
  await raj.hub(setPreferences, { time_zone: "Europe/Berlin" });
  await raj.hub(setPreferences, { locale: "de" });
  await raj.hub(setPreferences, { promises: false });
  t.deepEqual(await raj.hub(showPreferences, {}), {
    time_zone: "Europe/Berlin",
    locale: "de",
    promises: false,
  });
  t.deepEqual(await hub.admin.hub(showPreferences, {}), { time_zone: null, locale: null, promises: true });
  t.true((await raj.hub(setPreferences, { promises: true })).promises);
  await t.throwsAsync(raj.hub(setPreferences, { time_zone: "Europe/Nowhere" }));
});
