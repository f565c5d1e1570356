/** Feeds: a secret link by which another calendar follows a person's. */
import test from "ava";
import ICAL from "ical.js";
import {
  addFeed,
  answerMeeting,
  cancelMeeting,
  inviteToMeeting,
  listFeeds,
  meetings,
  moveMeeting,
  revokeFeed,
  revokeRole,
  todos,
} from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { readFeed, startsOf } from "./ics.testing.ts";
import { at, berlin } from "./testing.ts";

let hub: TestHub;
let ann: TestPerson;
let ben: TestPerson;

test.before(async () => {
  hub = await openTestHub();
  ann = await hub.person("ann", ["sales-executive"], { email: "ann@example.org" });
  ben = await hub.person("ben", ["sales-executive"]);
});
test.after.always(() => hub?.stop());

test("a feed holds the series, what is left out and what replaces it, and means the same times elsewhere", async (t) => {
  const fay = await hub.person("fay", ["support"]);
  const { record } = await fay.hub(meetings.add, {
    title: "Stand-up, short; really",
    starts: at("2027-03-22T10:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;COUNT=5",
    attendees: ["ann", "guest@example.org"],
    location: "Hall 2",
    note: "Bring tea.\r\nAnd cups.",
  });
  await fay.hub(cancelMeeting, { ref: record.id, occurrence: at("2027-03-29T10:00") });
  await fay.hub(moveMeeting, {
    ref: record.id,
    occurrence: at("2027-04-05T10:00"),
    starts: at("2027-04-06T15:00"),
  });
  await fay.hub(meetings.add, {
    title: "Fair",
    starts: at("2027-05-01T00:00"),
    time_zone: berlin,
    all_day: true,
    rrule: "FREQ=DAILY;UNTIL=20270503",
  });
  await fay.hub(todos.add, {
    title: "Send quote",
    due: at("2027-03-01T17:00"),
    time_zone: berlin,
    priority: "high",
  });
  await ben.hub(meetings.add, { title: "Not hers", starts: at("2027-03-22T10:00") });
  const { url } = await fay.hub(addFeed, {});
  const { answer, text, calendar } = await readFeed(url);
  t.is(answer.headers.get("content-type"), "text/calendar; charset=utf-8");
  t.false(text.includes("Not hers"));
  t.true(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
  const events = calendar!.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const series = events.find((one) => one.isRecurring() && one.summary.startsWith("Stand-up"))!;
  t.is(series.summary, "Stand-up, short; really");
  t.is(series.description, "Bring tea.\nAnd cups.");
  t.is(series.uid, `${record.id}@hub.localhost`);
  const moved = events.find((one) => one.isRecurrenceException())!;
  t.is(moved.uid, series.uid);
  series.relateException(moved);
  t.deepEqual(occurrences(series), [
    at("2027-03-22T10:00"),
    at("2027-04-06T15:00"),
    at("2027-04-12T10:00"),
    at("2027-04-19T10:00"),
  ]);
  const zone = calendar!.getFirstSubcomponent("vtimezone")!;
  t.is(zone.getFirstPropertyValue("tzid"), berlin);
  t.is(
    new ICAL.Timezone(zone).utcOffset(ICAL.Time.fromString("2027-07-01T12:00:00", undefined as never)),
    7200,
  );
  t.is(
    new ICAL.Timezone(zone).utcOffset(ICAL.Time.fromString("2027-12-01T12:00:00", undefined as never)),
    3600,
  );
  const fair = events.find((one) => one.summary === "Fair")!;
  t.true(fair.startDate.isDate);
  t.is(String(fair.component.getFirstPropertyValue("rrule")), "FREQ=DAILY;UNTIL=20270503");
  const todo = calendar!.getFirstSubcomponent("vtodo")!;
  t.is(todo.getFirstPropertyValue("summary"), "Send quote");
  t.is(String(todo.getFirstPropertyValue("priority")), "1");
});

test("what was cancelled or declined after it was moved is left out of the series, for those who follow the link", async (t) => {
  const ida = await hub.person("ida", ["support"]);
  const jon = await hub.person("jon", ["support"]);
  const { record } = await ida.hub(meetings.add, {
    title: "Review",
    starts: at("2027-03-22T10:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;COUNT=4",
    attendees: ["jon"],
  });
  const moved = async (local: string, to: string) =>
    (await ida.hub(moveMeeting, { ref: record.id, occurrence: at(local), starts: at(to) })).record;
  const one = await moved("2027-03-29T10:00", "2027-03-30T10:00");
  const two = await moved("2027-04-05T10:00", "2027-04-06T10:00");
  await ida.hub(cancelMeeting, { ref: one.number });
  await jon.hub(answerMeeting, { ref: two.number, answer: "declined" });
  const { calendar } = await readFeed((await jon.hub(addFeed, {})).url);
  const [series, ...others] = calendar!.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  t.deepEqual([occurrences(series!), others.length], [[at("2027-03-22T10:00"), at("2027-04-12T10:00")], 0]);
  await ida.hub(inviteToMeeting, { ref: two.number, without: ["jon"] });
  t.deepEqual(await startsOf(jon, "Review"), [at("2027-03-22T10:00"), at("2027-04-12T10:00")]);
});

/** Occurrences as ical.js expands them, by the zone that the file describes. */
function occurrences(series: InstanceType<typeof ICAL.Event>): string[] {
  const iterator = series.iterator();
  const found: string[] = [];
  for (let next = iterator.next(); next; next = iterator.next()) {
    const { startDate } = series.getOccurrenceDetails(next);
    found.push(at(startDate.toString()));
  }
  return found.toSorted();
}

test("a feed ends when it is revoked, and shows nothing when the rights are gone", async (t) => {
  const gil = await hub.person("gil", ["support"]);
  await gil.hub(meetings.add, { title: "Seen", starts: at("2027-03-22T10:00") });
  const { url, id } = await gil.hub(addFeed, { label: "phone" });
  t.regex(url, /\/calendar\/hub_c_[\w-]{43}\.ics$/);
  t.true((await readFeed(url)).text.includes("SUMMARY:Seen"));
  const { items } = await gil.hub(listFeeds, {});
  t.deepEqual(
    items.map(({ label }) => label),
    ["phone"],
  );
  t.truthy(items[0]!.last_used_at);
  t.deepEqual((await ann.hub(listFeeds, {})).items, []);
  await t.throwsAsync(ann.hub(revokeFeed, { id }));
  await hub.admin.hub(revokeRole, { ref: "gil", role: "support" });
  t.false((await readFeed(url)).text.includes("SUMMARY:Seen"));
  await gil.hub(revokeFeed, { id });
  t.is((await readFeed(url)).answer.status, 404);
  for (const wrong of ["x", `hub_c_${"A".repeat(43)}.ics`, "..%2f..%2fetc"])
    t.is((await readFeed(`${hub.url}/calendar/${wrong}`)).answer.status, 404);
  const { rows } = await hub.database.pool.query(`select 1 from crm.calendar_feed`);
  t.is(rows.length, 0); // without a person or the secret the database shows none
});
