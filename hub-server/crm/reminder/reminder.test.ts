/** Reminders that stand alone: each occurrence once, never early, late with a word about it. */
import test from "ava";
import { addPerson, reminders, snoozeReminder, undoChange } from "../../contract/index.ts";
import { inMs, toldTo, until } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import type { HubProblem } from "../../client.ts";
import { asOwner, code, dueNow, fired, firings, nextOf, wasDue } from "./testing.ts";

let hub: TestHub;
let ann: TestPerson;
let ben: TestPerson;
let boss: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

test("a reminder is told in private, on time, never early, and once", async (t) => {
  const { record } = await ann.hub(reminders.add, { text: "Call back", at: inMs(2500) });
  const [row] = await fired(hub, record.id);
  const late = row!.fired_at.getTime() - row!.due_at.getTime();
  t.true(late >= 0 && late < 900, `${late} ms`);
  const cards = (await toldTo(hub, ann)).filter((card) => card.record?.id === record.id);
  t.is(cards.length, 1);
  t.is(cards[0]!.title, "Reminder: Call back");
  t.is(cards[0]!.text, undefined);
  t.is(await nextOf(ann, record.id), null);
});

test("one that was due while the hub was down fires late and says so", async (t) => {
  const { record } = await ann.hub(reminders.add, { text: "Missed", at: inMs(86_400_000) });
  await wasDue(hub, record.id, "3 hours 5 minutes");
  await fired(hub, record.id);
  const card = (await toldTo(hub, ann)).find((one) => one.record?.id === record.id);
  t.is(card?.text, "Was due 3 h ago.");
});

test("every missed occurrence of one that repeats fires once, and it goes on from there", async (t) => {
  const { record } = await ann.hub(reminders.add, {
    text: "Daily",
    at: inMs(3_600_000),
    rrule: "FREQ=DAILY",
  });
  await wasDue(hub, record.id, "3 days 1 hour");
  const rows = await fired(hub, record.id, 4);
  await hub.told();
  t.is((await firings(hub, record.id)).length, 4);
  t.is((await toldTo(hub, ann)).filter((card) => card.record?.id === record.id).length, 4);
  t.true(new Date((await nextOf(ann, record.id))!) > new Date());
  t.deepEqual(
    rows.map((row) => row.told),
    [1, 1, 1, 1],
  );
});

test("snoozed, it comes again; the series keeps its times", async (t) => {
  const { record } = await ann.hub(reminders.add, {
    text: "Snooze me",
    at: inMs(86_400_000),
    rrule: "FREQ=DAILY",
  });
  await dueNow(hub, record.id);
  await fired(hub, record.id);
  const next = await nextOf(ann, record.id);
  const snoozed = await ann.hub(snoozeReminder, { ref: record.id, until: inMs(1500) });
  t.truthy(snoozed.record.snoozed_until);
  await fired(hub, record.id, 2);
  t.is((await toldTo(hub, ann)).filter((card) => card.record?.id === record.id).length, 2);
  t.is(await nextOf(ann, record.id), next);
});

test("snoozed before it is due, it does not come before; taken back, it does", async (t) => {
  const first = inMs(3_600_000);
  const { record } = await ann.hub(reminders.add, { text: "Later", at: first });
  const snoozed = await ann.hub(snoozeReminder, { ref: record.id, for_s: 7200 });
  t.is(snoozed.record.next_at, snoozed.record.snoozed_until ?? "");
  await ann.hub(undoChange, { change: snoozed.change });
  t.is(await nextOf(ann, record.id), first);
});

test("one that fails waits and keeps no other waiting", async (t) => {
  const bad = await ann.hub(reminders.add, { text: "Poison", at: inMs(86_400_000), rrule: "FREQ=DAILY" });
  await asOwner(hub, `update crm.reminder set time_zone = 'Nowhere/None' where id = $1`, [bad.record.id]);
  await wasDue(hub, bad.record.id, "1 minute");
  const good = await ann.hub(reminders.add, { text: "Good", at: inMs(86_400_000) });
  await dueNow(hub, good.record.id);
  await fired(hub, good.record.id);
  const [row] = await until(async () => {
    const rows = await asOwner<{ attempts: number; last_error: string; wake_at: Date }>(
      hub,
      `select attempts, last_error, wake_at from crm.reminder where id = $1 and attempts > 1`,
      [bad.record.id],
    );
    return rows.length > 0 && rows;
  });
  t.regex(row!.last_error, /time ?zone/i);
  t.is((await firings(hub, bad.record.id)).length, 0);
  await asOwner(hub, `update crm.reminder set time_zone = 'UTC' where id = $1`, [bad.record.id]);
  await fired(hub, bad.record.id);
});

test("another text does not swallow what is due", async (t) => {
  const { record } = await ann.hub(reminders.add, { text: "Before", at: inMs(86_400_000) });
  await asOwner(
    hub,
    `update crm.reminder set due_at = now() + interval '1 second', occurrence = now() + interval '1 second' where id = $1`,
    [record.id],
  );
  await ann.hub(reminders.change, { ref: record.id, text: "After" });
  await fired(hub, record.id);
  t.true((await toldTo(hub, ann)).some((card) => card.title === "Reminder: After"));
});

test("reminders are one's own; a manager may remind the team", async (t) => {
  const theirs = await boss.hub(reminders.add, { text: "From the boss", at: inMs(86_400_000), owner: "ann" });
  t.is((await ann.hub(reminders.details, { ref: theirs.record.id })).text, "From the boss");
  t.is(await code(ann.hub(reminders.add, { text: "x", at: inMs(86_400_000), owner: "ben" })), "not-allowed");
  t.is(await code(ben.hub(reminders.details, { ref: theirs.record.id })), "not-found");
  await hub.admin.hub(addPerson, { user: "zoe", name: "Zoe", roles: [] });
});

test("what is in the past, of nothing, or of two things is refused by its field", async (t) => {
  const add = (input: object) =>
    ann.hub(reminders.add, { text: "Wrong", ...input }).then(
      () => "done",
      (error: unknown) => ((error as HubProblem).problem["errors"] as { field: string }[])?.[0]?.field,
    );
  t.is(await add({ at: "2020-01-01T00:00:00Z" }), "/at");
  t.is(await add({}), "/at");
  t.is(await add({ at: inMs(9e6), rrule: "FREQ=MINUTELY" }), "/rrule");
  t.is(await add({ at: inMs(9e6), before_s: 60 }), "/before_s");
});
