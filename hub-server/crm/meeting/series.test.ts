/** Series of meetings: this, following, all; across changes of the clocks, and back. */
import test from "ava";
import type { HubProblem } from "../../client.ts";
import { cancelMeeting, meetings, moveMeeting, showAgenda, undoChange } from "../../contract/index.ts";
import { at, berlin, toldTo } from "../calendar/testing.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";

let hub: TestHub;
let ann: TestPerson;
let ben: TestPerson;
let n = 0;

test.before(async () => {
  hub = await openTestHub();
  await hub.person("boss", ["manager"]);
  ann = await hub.person("ann", ["sales-executive"], { manager: "boss", email: "ann@example.org" });
  ben = await hub.person("ben", ["sales-executive"], { manager: "boss" });
});
test.after.always(() => hub?.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );

/** A weekly series of one hour on Mondays at ten, from the week before Berlin's clocks go forward. */
async function weekly(more: object = {}) {
  const input = {
    title: `Weekly ${++n}`,
    starts: at("2027-03-22T10:00"),
    ends: at("2027-03-22T11:00"),
    time_zone: berlin,
  };
  const { record } = await ann.hub(meetings.add, { ...input, rrule: "FREQ=WEEKLY;COUNT=5", ...more });
  return record;
}

async function startsOf(person: TestPerson, title: string | undefined): Promise<string[]> {
  const { items } = await person.hub(showAgenda, {
    from: at("2027-03-01T00:00"),
    to: at("2027-06-30T00:00"),
  });
  return items.filter((item) => item.record.title === title).map((item) => item.starts);
}

const mondays = ["2027-03-22", "2027-03-29", "2027-04-05", "2027-04-12", "2027-04-19"];
const ten = mondays.map((date) => at(`${date}T10:00`));

test("a series keeps its local time when clocks change", async (t) => {
  const { title, next } = await weekly();
  t.deepEqual(await startsOf(ann, title), ten);
  t.is(next, ten[0]!);
  t.is(new Date(ten[0]!).getUTCHours(), 9);
  t.is(new Date(ten[1]!).getUTCHours(), 8);
});

test("one occurrence is moved, and moved again, and the move is taken back", async (t) => {
  const series = await weekly({ attendees: ["ben"] });
  const moved = await ann.hub(moveMeeting, {
    ref: series.id,
    occurrence: ten[1]!,
    starts: at("2027-03-30T15:00"),
  });
  t.is(moved.record.series?.id, series.id);
  t.is(moved.record.recurrence_id, ten[1]);
  t.is(moved.record.ends, at("2027-03-30T16:00"));
  const wanted = [ten[0], at("2027-03-30T15:00"), ...ten.slice(2)];
  t.deepEqual(await startsOf(ann, series.title), wanted);
  t.deepEqual(await startsOf(ben, series.title), wanted);
  const again = await ann.hub(moveMeeting, {
    ref: series.id,
    occurrence: ten[1]!,
    starts: at("2027-03-31T15:00"),
  });
  t.is(again.record.id, moved.record.id);
  await ann.hub(undoChange, { change: again.change });
  await ann.hub(undoChange, { change: moved.change });
  t.deepEqual(await startsOf(ann, series.title), ten);
});

test("from one occurrence on, a series is moved to another day and time; what was left out stays left out", async (t) => {
  const series = await weekly({ attendees: ["ben"] });
  await ann.hub(cancelMeeting, { ref: series.id, occurrence: ten[3]! });
  const moved = await ann.hub(moveMeeting, {
    ref: series.id,
    which: "following",
    occurrence: ten[2]!,
    starts: at("2027-04-07T15:00"),
  });
  t.not(moved.record.id, series.id);
  t.is(moved.record.rrule, "FREQ=WEEKLY;COUNT=3");
  const wanted = [ten[0], ten[1], at("2027-04-07T15:00"), at("2027-04-21T15:00")];
  t.deepEqual(await startsOf(ann, series.title), wanted);
  t.deepEqual(await startsOf(ben, series.title), wanted);
  await ann.hub(undoChange, { change: moved.change });
  t.deepEqual(await startsOf(ann, series.title), [ten[0], ten[1], ten[2], ten[4]]);
});

test("a split takes the occurrences that stand for themselves along", async (t) => {
  const series = await weekly();
  await ann.hub(moveMeeting, { ref: series.id, occurrence: ten[3]!, starts: at("2027-04-13T08:00") });
  await ann.hub(moveMeeting, {
    ref: series.id,
    which: "following",
    occurrence: ten[2]!,
    starts: at("2027-04-05T12:00"),
  });
  t.deepEqual(await startsOf(ann, series.title), [
    ten[0],
    ten[1],
    at("2027-04-05T12:00"),
    at("2027-04-13T08:00"),
    at("2027-04-19T12:00"),
  ]);
});

test("all of a series is moved by local time, with its weekdays", async (t) => {
  const series = await weekly({ rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270419T235959" });
  const moved = await ann.hub(moveMeeting, {
    ref: series.id,
    which: "all",
    occurrence: ten[2]!,
    starts: at("2027-04-08T09:30"),
  });
  t.is(moved.record.id, series.id);
  t.regex(String(moved.record.rrule), /BYDAY=TH/);
  const thursdays = ["2027-03-25", "2027-04-01", "2027-04-08", "2027-04-15", "2027-04-22"];
  t.deepEqual(
    await startsOf(ann, series.title),
    thursdays.map((date) => at(`${date}T09:30`)),
  );
  await ann.hub(undoChange, { change: moved.change });
  t.deepEqual(await startsOf(ann, series.title), ten);
});

test("cancelled once, from here on, and altogether; each is taken back", async (t) => {
  const series = await weekly({ attendees: ["ben"] });
  const once = await ann.hub(cancelMeeting, { ref: series.id, occurrence: ten[1]! });
  t.deepEqual(await startsOf(ann, series.title), [ten[0], ...ten.slice(2)]);
  const rest = await ann.hub(cancelMeeting, { ref: series.id, which: "following", occurrence: ten[3]! });
  t.deepEqual(await startsOf(ann, series.title), [ten[0], ten[2]]);
  const all = await ann.hub(cancelMeeting, { ref: series.id, which: "all" });
  t.deepEqual(await startsOf(ann, series.title), []);
  t.is(all.record.status, "cancelled");
  t.true((await toldTo(hub, ben)).some((card) => card.title === `Cancelled: ${series.title}`));
  t.is(await code(ann.hub(cancelMeeting, { ref: series.id, which: "all" })), "conflict");
  for (const { change } of [all, rest, once]) await ann.hub(undoChange, { change });
  t.deepEqual(await startsOf(ann, series.title), ten);
});

test("further starts and those left out", async (t) => {
  const series = await weekly({ rdate: [at("2027-03-24T16:00")], exdate: [ten[2]!] });
  t.deepEqual(await startsOf(ann, series.title), [ten[0], at("2027-03-24T16:00"), ten[1], ten[3], ten[4]]);
});

test("an occurrence that a series does not have is refused with the next that it has", async (t) => {
  const series = await weekly();
  const error = await t.throwsAsync(
    ann.hub(moveMeeting, {
      ref: series.id,
      occurrence: at("2027-03-23T10:00"),
      starts: at("2027-03-24T10:00"),
    }),
  );
  t.regex(error.message, /the start of an occurrence of MT-\d+; the next is 2027-03-22/);
});

test("an all-day meeting lasts whole days, also the one with 23 hours", async (t) => {
  const { record } = await ann.hub(meetings.add, {
    title: "Fair",
    starts: at("2027-03-28T12:00"),
    time_zone: berlin,
    all_day: true,
    rrule: "FREQ=DAILY;COUNT=3",
  });
  t.is(record.starts, at("2027-03-28T00:00"));
  t.is(record.ends, at("2027-03-29T00:00"));
  const { items } = await ann.hub(showAgenda, { from: at("2027-03-28T00:00"), to: at("2027-04-01T00:00") });
  t.deepEqual(
    items.filter((item) => item.record.id === record.id).map((item) => [item.starts, item.ends]),
    ["28", "29", "30"].map((day) => [at(`2027-03-${day}T00:00`), at(`2027-03-${Number(day) + 1}T00:00`)]),
  );
});

test("what ends before it starts, or repeats wrongly, is refused", async (t) => {
  const add = (more: object) =>
    code(ann.hub(meetings.add, { title: "Wrong", starts: at("2027-02-01T10:00"), ...more }));
  t.is(await add({ ends: at("2027-02-01T09:00") }), "input-invalid");
  t.is(await add({ rrule: "FREQ=WEEKLY;BYDAY=TU", time_zone: berlin }), "input-invalid");
  const series = await weekly();
  t.is(await code(ann.hub(meetings.change, { ref: series.id, starts: at("2027-02-01T10:00") })), "conflict");
});

// Serial: what other tests ask meanwhile would be counted too.
test.serial("the agenda of a year costs as many statements as that of a day", async (t) => {
  await ann.hub(meetings.add, {
    title: "Daily",
    starts: at("2027-07-01T08:00"),
    time_zone: berlin,
    rrule: "FREQ=DAILY",
  });
  const statements = async (from: string, to: string) => {
    const { sequelize } = hub.inside;
    const seen: string[] = [];
    const query = sequelize.query.bind(sequelize);
    Object.assign(sequelize, {
      query: (...args: Parameters<typeof query>) => (seen.push(String(args[0])), query(...args)),
    });
    const { items } = await ann.hub(showAgenda, { from, to });
    Object.assign(sequelize, { query });
    return { count: seen.filter((sql) => /meeting|todo|person/.test(sql)).length, items: items.length };
  };
  const day = await statements(at("2027-07-05T00:00"), at("2027-07-06T00:00"));
  const year = await statements(at("2027-07-01T00:00"), at("2028-06-30T00:00"));
  t.is(day.items, 1);
  t.true(year.items >= 365);
  t.true(year.count <= day.count + 2, `${day.count} and ${year.count}`);
});
