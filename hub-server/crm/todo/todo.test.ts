/** To-dos: planned for oneself, assigned to the team, repeated, put off, done and undone. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import { doneTodo, parties, reopenTodo, snoozeTodo, todos, undoChange } from "../../contract/index.ts";
import { at, berlin, toldTo } from "../calendar/testing.ts";
import { zoned } from "../calendar/zone.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let boss: TestPerson;
let ann: TestPerson;
let ben: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  boss = await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

test("a to-do says when it is due in the words of its zone, and what it is about", async (t) => {
  const acme = (await ann.hub(parties.add, { name: "Acme" })).record;
  const { record, card } = await ann.hub(todos.add, {
    title: "Send quote",
    about: "acme",
    due: at("2027-03-05T17:00"),
    time_zone: berlin,
    priority: "high",
  });
  t.is(record.status, "open");
  t.is(record.about?.id, acme.id);
  t.is(card.title, "To-do added: Send quote");
  t.true(
    card.facts.some(({ label, value }) => label === "Due" && value.includes("17:00")),
    JSON.stringify(card.facts),
  );
  t.is((await ann.hub(todos.list, { about: "acme" })).items.length, 1);
});

test("the title of a to-do never stands in the way of the customer it is about", async (t) => {
  await ann.hub(parties.add, { name: "Blauer See" });
  await ann.hub(todos.add, { title: "Blauer See anrufen" });
  t.is((await ann.hub(parties.details, { ref: "Blauer See" })).name, "Blauer See");
});

test("an all-day to-do is due on that day in its zone", async (t) => {
  const { record, card } = await ann.hub(todos.add, {
    title: "Tax return",
    due: at("2027-05-31T15:00"),
    time_zone: berlin,
    all_day: true,
  });
  t.is(record.due, at("2027-05-31T00:00"));
  t.deepEqual(card.facts, [{ label: "Due", value: "Mon, 31 May 2027" }]);
});

test("a manager assigns to the team, the assignee hears of it, and sees it; others do not", async (t) => {
  const { record } = await boss.hub(todos.add, {
    title: "Visit Berlin",
    owner: "ann",
    due: at("2027-04-01T09:00"),
  });
  t.is(record.owner?.title, "Ann");
  const heard = (await toldTo(hub, ann)).find((card) => card.record?.id === record.id);
  t.is(heard?.title, "For you: Visit Berlin");
  t.is(String((await ann.hub(todos.details, { ref: record.number })).title), "Visit Berlin");
  t.is(String((await boss.hub(todos.details, { ref: record.number })).title), "Visit Berlin");
  t.is(await code(ben.hub(todos.details, { ref: record.number })), "not-found");
  t.is(await code(ben.hub(doneTodo, { ref: record.number })), "not-found");
});

test("whoever is no manager assigns to nobody but themselves", async (t) => {
  t.is(await code(ann.hub(todos.add, { title: "For Ben", owner: "ben" })), "not-allowed");
});

test("done, reopened, and each taken back", async (t) => {
  const { record } = await ann.hub(todos.add, { title: "Once" });
  const done = await ann.hub(doneTodo, { ref: record.id });
  t.is(done.record.status, "done");
  t.truthy(done.record.done_at);
  t.is(await code(ann.hub(doneTodo, { ref: record.id })), "conflict");
  await ann.hub(undoChange, { change: done.change });
  t.is((await ann.hub(todos.details, { ref: record.id })).status, "open");
  t.is(await code(ann.hub(reopenTodo, { ref: record.id })), "conflict");
  await ann.hub(doneTodo, { ref: record.id });
  t.is((await ann.hub(reopenTodo, { ref: record.id })).record.done_at, null);
});

test("one that repeats moves on when it is done, at the same local time across the change of clocks", async (t) => {
  const { record } = await ann.hub(todos.add, {
    title: "Weekly report",
    due: at("2027-03-22T09:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;COUNT=3",
  });
  const due = async () => (await ann.hub(todos.details, { ref: record.id })).due;
  const done = await ann.hub(doneTodo, { ref: record.id });
  t.is(await due(), at("2027-03-29T09:00"));
  t.is(done.record.status, "open");
  await ann.hub(undoChange, { change: done.change });
  t.is(await due(), at("2027-03-22T09:00"));
  for (const next of [at("2027-03-29T09:00"), at("2027-04-05T09:00")]) {
    await ann.hub(doneTodo, { ref: record.id });
    t.is(await due(), next);
  }
  t.is((await ann.hub(doneTodo, { ref: record.id })).record.status, "done");
});

test("put off, it keeps its rhythm", async (t) => {
  const { record } = await ann.hub(todos.add, {
    title: "Water plants",
    due: at("2027-06-01T08:00"),
    time_zone: berlin,
    rrule: "FREQ=DAILY",
  });
  const later = await ann.hub(snoozeTodo, { ref: record.id, until: at("2027-06-01T20:00") });
  t.is(later.record.due, at("2027-06-01T20:00"));
  t.is((await ann.hub(doneTodo, { ref: record.id })).record.due, at("2027-06-02T08:00"));
  t.is(await code(ann.hub(snoozeTodo, { ref: record.id })), "input-invalid");
  t.is(await code(ann.hub(snoozeTodo, { ref: record.id, until: "2020-01-01T00:00:00Z" })), "input-invalid");
});

test("what is due on a day is put off to a day; later on the same day it has a time", async (t) => {
  const { record } = await ann.hub(todos.add, {
    title: "Stocktaking",
    due: at("2027-03-28T00:00"),
    all_day: true,
    time_zone: berlin,
  });
  const put = (more: { until?: string; for_s?: number }) => ann.hub(snoozeTodo, { ref: record.id, ...more });
  const { record: day } = await put({ until: at("2027-04-02T23:59") });
  t.deepEqual([day.due, day.all_day], [at("2027-04-02T00:00"), true]);
  const { record: soon, change } = await put({ for_s: 60 });
  t.is(
    soon.all_day === true,
    soon.due === at(`${zoned(new Date(soon.due!), berlin).toPlainDate().toString()}T00:00`),
    "a time of day, unless midnight came meanwhile",
  );
  await ann.hub(undoChange, { change });
  t.true((await ann.hub(todos.details, { ref: record.id })).all_day);
});

test("what cannot be a rule, a zone or a repetition is refused by its field", async (t) => {
  const add = (more: object) =>
    ann.hub(todos.add, { title: "Wrong", ...more }).then(
      () => "done",
      (error: unknown) => ((error as HubProblem).problem["errors"] as { field: string }[])?.[0]?.field,
    );
  t.is(await add({ rrule: "FREQ=DAILY" }), "/due");
  t.is(await add({ due: at("2027-01-01T10:00"), time_zone: "Berlin" }), "/time_zone");
  t.is(await add({ due: at("2027-01-01T10:00"), rrule: "FREQ=SOMETIMES" }), "/rrule");
  t.is(await add({ due: at("2027-01-01T10:00"), rrule: "RRULE:FREQ=DAILY" }), "/rrule");
});

test("a list by due time ends with those that have none, and pages through all", async (t) => {
  const eve = await hub.person("eve", ["support"]);
  for (const due of ["2027-01-03", undefined, "2027-01-01", undefined, "2027-01-02"])
    await eve.hub(todos.add, { title: due ?? "some day", ...(due ? { due: `${due}T10:00:00Z` } : {}) });
  const titles: string[] = [];
  let after: string | undefined;
  do {
    const page = await eve.hub(todos.list, { limit: 2, ...(after ? { after } : {}) });
    titles.push(...page.items.map((item) => String(item.title)));
    after = page.next ?? undefined;
  } while (after);
  t.deepEqual(titles, ["2027-01-01", "2027-01-02", "2027-01-03", "some day", "some day"]);
});
