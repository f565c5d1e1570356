import { setTimeout as delay } from "node:timers/promises";
import test from "ava";
import { claimInbox, inboxOutcome, settleInbox, takeIn } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const claim = async (source: string, worker: string, limit = 64) =>
  (await hub.bot(claimInbox, { source, worker, limit, seconds: 60 })).items.map(({ id }) => id);

const take = (source: string, lane: string, ids: readonly string[]) =>
  hub.bot(takeIn, { items: ids.map((id) => ({ source, id, body: {}, lane })) });

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}${String(n).padStart(2, "0")}`);

test("a room in which everybody speaks leaves space for the others", async (t) => {
  await take("full", "busy", many("b", 40));
  await take("full", "quiet", ["q"]);
  const claimed = await claim("full", "one", 20);
  t.true(claimed.includes("q"));
  t.is(claimed.filter((id) => id.startsWith("b")).length, 8);
});

test("what follows an item that another worker has waits for it; the same worker goes on", async (t) => {
  await take("order", "room", ["a", "b"]);
  t.deepEqual(await claim("order", "one", 1), ["a"]);
  t.deepEqual(await claim("order", "two"), []);
  t.deepEqual(await claim("order", "one"), ["b"]);
  await hub.bot(settleInbox, { source: "order", id: "a" });
  await hub.bot(settleInbox, { source: "order", id: "b" });
  await take("order", "room", ["c"]);
  t.deepEqual(await claim("order", "two"), ["c"]);
});

test("of two workers that claim at the same moment the second takes nothing that follows what the first took", async (t) => {
  for (let round = 0; round < 12; round++) {
    const source = `race-${round}`;
    await take(source, "room", ["a", "b", "c"]);
    const claimed = await Promise.all(["one", "two", "three"].map((worker) => claim(source, worker, 1)));
    t.deepEqual(claimed.flat(), ["a"]);
  }
});

test("what a worker says that it still works on stays its own, unless another one has it by now", async (t) => {
  await take("held", "", ["a", "b"]);
  const ask = { source: "held", limit: 0 };
  await hub.bot(claimInbox, { ...ask, worker: "one", limit: 2, seconds: 1 });
  t.deepEqual((await hub.bot(claimInbox, { ...ask, worker: "one", seconds: 60, held: ["a"] })).items, []);
  await delay(1100);
  t.deepEqual(await claim("held", "two"), ["b"]);
  await hub.bot(claimInbox, { ...ask, worker: "one", seconds: 1, held: ["b"] });
  await delay(1100);
  t.deepEqual(await claim("held", "three"), []);
});

test("without a lane nothing waits for anything", async (t) => {
  await take("free", "", many("f", 20));
  t.is((await claim("free", "one", 10)).length, 10);
  t.is((await claim("free", "two", 10)).length, 10);
});

test("how an item was dealt with is told afterwards, and only to the bots", async (t) => {
  await take("told", "", ["x"]);
  t.is((await hub.bot(inboxOutcome, { source: "told", id: "x" })).outcome, null);
  await hub.bot(settleInbox, { source: "told", id: "x", outcome: { said: "!r $e" } });
  t.deepEqual((await hub.bot(inboxOutcome, { source: "told", id: "x" })).outcome, { said: "!r $e" });
  await t.throwsAsync(hub.admin.hub(inboxOutcome, { source: "told", id: "x" }));
});

test("the outcome of an edit takes the place of that of what it edits, once, whether that was kept or not", async (t) => {
  const outcomeOf = async (id: string) => (await hub.bot(inboxOutcome, { source: "edited", id })).outcome;
  await take("edited", "", ["old", "edit"]);
  await hub.bot(settleInbox, { source: "edited", id: "old", outcome: { change: "a" } });
  const settled = { source: "edited", id: "edit", outcome: { change: "b" }, replaces: "old" };
  t.true((await hub.bot(settleInbox, settled)).done);
  t.deepEqual(await outcomeOf("old"), { change: "b" });
  t.false((await hub.bot(settleInbox, { ...settled, outcome: { change: "late" } })).done);
  t.deepEqual(await outcomeOf("old"), { change: "b" });
  await take("edited", "", ["second"]);
  await hub.bot(settleInbox, { ...settled, id: "second", replaces: "talk" });
  t.deepEqual(await outcomeOf("talk"), { change: "b" });
  t.deepEqual(await claim("edited", "one"), []);
});
