/** What Outlook, Exchange, Google and phones write, and other readers get wrong. */
import test from "ava";
import { importCalendar, meetings, setPreferences } from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { event, file, startsOf } from "./ics.testing.ts";
import { windows } from "./ics-windows.ts";
import { at, berlin } from "./testing.ts";
import { isZone } from "./zone.ts";

let hub: TestHub;
let ann: TestPerson;
test.before(async () => {
  hub = await openTestHub();
  ann = await hub.person("ann", ["sales-executive"]);
});
test.after.always(() => hub?.stop());

const taken = async (ics: string, time_zone?: string) =>
  (await ann.hub(importCalendar, { ics, ...(time_zone ? { time_zone } : {}) })).items.map(
    ({ result, why }) => why ?? result,
  );

/** As Outlook writes the clocks of Berlin. */
const rules = (tzid: string, shift = 0) => [
  "BEGIN:VTIMEZONE",
  `TZID:${tzid}`,
  ...change("STANDARD", 2 + shift, 1 + shift, "T030000", 10),
  ...change("DAYLIGHT", 1 + shift, 2 + shift, "T020000", 3),
  "END:VTIMEZONE",
];
const change = (name: string, from: number, to: number, time: string, month: number) => [
  `BEGIN:${name}`,
  `DTSTART:16010101${time}`,
  `TZOFFSETFROM:+0${from}00`,
  `TZOFFSETTO:+0${to}00`,
  `RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=${month}`,
  `END:${name}`,
];

test("every name of Windows leads to a zone", (t) => {
  t.deepEqual(
    Object.values(windows).filter((zone) => !isZone(zone)),
    [],
  );
  t.true(Object.keys(windows).length > 130);
});

test("a zone that is known by its rules alone is found by them, and one that no clock follows is refused", async (t) => {
  const cities = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna";
  const ics = file(
    ...rules(cities.replaceAll(",", "\\,")),
    ...rules("Customized Time Zone", 5),
    ...event("UID:z1", "SUMMARY:Cities", `DTSTART;TZID="${cities}":20270701T100000`),
    ...event("UID:z2", "SUMMARY:Nowhere", "DTSTART;TZID=Customized Time Zone:20270701T100000"),
  );
  t.deepEqual(await taken(ics), ["added", 'the time zone "Customized Time Zone" is unknown']);
  t.deepEqual(await startsOf(ann, "Cities"), [at("2027-07-01T10:00")]);
  const { items } = await ann.hub(meetings.list, {});
  t.is(items.find(({ title }) => title === "Cities")!.time_zone, berlin);
});

test("times without a zone are those asked for, else the file's, else those of whoever brings it", async (t) => {
  const floating = (title: string, ...head: string[]) =>
    file(...head, ...event(`UID:${title}`, `SUMMARY:${title}`, "DTSTART:20270701T100000"));
  await ann.hub(setPreferences, { time_zone: berlin });
  await taken(floating("Mine"));
  await taken(floating("Tokyo", "X-WR-TIMEZONE:Asia/Tokyo"));
  await taken(floating("Asked", "X-WR-TIMEZONE:Asia/Tokyo"), "UTC");
  t.deepEqual(await startsOf(ann, "Mine"), [at("2027-07-01T10:00")]);
  t.deepEqual(await startsOf(ann, "Tokyo"), ["2027-07-01T01:00:00.000Z"]);
  t.deepEqual(await startsOf(ann, "Asked"), ["2027-07-01T10:00:00.000Z"]);
});

test("an occurrence that a later file cancels or moves is one of the series that is here", async (t) => {
  const series = ["UID:late", "SUMMARY:Late", "DTSTART:20270301T100000Z", "RRULE:FREQ=DAILY;COUNT=3"];
  const cancelled = [
    "UID:late",
    "SUMMARY:Late",
    "STATUS:CANCELLED",
    "RECURRENCE-ID:20270302T100000Z",
    "DTSTART:20270302T100000Z",
  ];
  const moved = ["UID:late", "SUMMARY:Late", "RECURRENCE-ID:20270303T100000Z", "DTSTART:20270304T120000Z"];
  await taken(file(...event(...series)));
  t.deepEqual(await taken(file(...event(...cancelled))), ["added"]);
  t.deepEqual(await taken(file(...event(...moved))), ["added"]);
  t.deepEqual(await startsOf(ann, "Late"), ["2027-03-01T10:00:00.000Z", "2027-03-04T12:00:00.000Z"]);
});

test("a day alone, where a time is meant, means the occurrence of that day", async (t) => {
  const head = ["UID:day", "SUMMARY:Day", "DTSTART;TZID=Europe/Berlin:20270301T003000"];
  const moved = ["UID:day", "SUMMARY:Day", "RECURRENCE-ID;VALUE=DATE:20270303", "DTSTART:20270303T150000Z"];
  const ics = file(
    ...event(...head, "RRULE:FREQ=DAILY;COUNT=4", "EXDATE;VALUE=DATE:20270302"),
    ...event(...moved),
  );
  t.deepEqual(await taken(ics), ["added", "added"]);
  const rest = [at("2027-03-01T00:30"), "2027-03-03T15:00:00.000Z", at("2027-03-04T00:30")];
  t.deepEqual(await startsOf(ann, "Day"), rest);
});

test("what would be read wrongly in silence is refused; what is only written oddly is read", async (t) => {
  const series = ["SUMMARY:Odd", "DTSTART:20270301T100000Z", "RRULE:FREQ=DAILY;COUNT=3"];
  const ics = file(
    ...event("UID:o1", ...series, "RRULE:FREQ=WEEKLY;COUNT=2"),
    ...event("UID:o2", ...series, "RECURRENCE-ID;RANGE=THISANDFUTURE:20270302T100000Z"),
    ...event("UID:o3", "SUMMARY:Holiday", "DTSTART;VALUE=DATE:20271224", "DTEND;VALUE=DATE:20271224"),
  );
  t.deepEqual(await taken(`\ufeff${ics.replaceAll("\r\n", "\n")}`), [
    "it has more than one RRULE",
    "it changes this occurrence and all that follow (RANGE=THISANDFUTURE), which is not read",
    "added",
  ]);
  const { items } = await ann.hub(meetings.list, {});
  const holiday = items.find(({ title }) => title === "Holiday")!;
  t.is(Date.parse(holiday.ends!) - Date.parse(holiday.starts!), 86_400_000);
  const error = await t.throwsAsync(ann.hub(importCalendar, { ics: "hello" }));
  t.regex(error.message, /does not begin with BEGIN:VCALENDAR/);
});
