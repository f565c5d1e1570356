/** Files that other calendars wrote, taken in. */
import test from "ava";
import { addFeed, importCalendar, meetings, moveMeeting, undoChange } from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestPerson } from "../../testing/hub.ts";
import { event, file, readFeed, startsOf } from "./ics.testing.ts";
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

test("an import is the same however often it is made, and takes in what changed", async (t) => {
  const ics = (title: string) =>
    file(
      ...event(
        "UID:one@elsewhere",
        `SUMMARY:${title}`,
        "DTSTART;TZID=Europe/Berlin:20270322T100000",
        "DTEND;TZID=Europe/Berlin:20270322T110000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE;TZID=Europe/Berlin:20270329T100000",
      ),
      ...event(
        "UID:one@elsewhere",
        `SUMMARY:${title}`,
        "RECURRENCE-ID;TZID=Europe/Berlin:20270405T100000",
        "DTSTART;TZID=Europe/Berlin:20270406T120000",
      ),
      "BEGIN:VTODO",
      "UID:two@elsewhere",
      "SUMMARY:Imported task",
      "DUE:20270401T100000Z",
      "PRIORITY:1",
      "END:VTODO",
    );
  const results = async (text: string) =>
    (await ann.hub(importCalendar, { ics: text })).items.map((item) => item.result);
  t.deepEqual(await results(ics("Imported")), ["added", "added", "added"]);
  t.deepEqual(await startsOf(ann, "Imported"), [at("2027-03-22T10:00"), at("2027-04-06T12:00")]);
  t.deepEqual(await startsOf(ann, "Imported task"), ["2027-04-01T10:00:00.000Z"]);
  t.deepEqual(await results(ics("Imported")), ["unchanged", "unchanged", "unchanged"]);
  t.deepEqual((await results(ics("Renamed"))).toSorted(), ["changed", "changed", "unchanged"]);
  t.is((await startsOf(ann, "Renamed")).length, 2);
  t.deepEqual(await results(ics("Renamed")), ["unchanged", "unchanged", "unchanged"]);
  t.deepEqual(
    (await ben.hub(importCalendar, { ics: ics("Of Ben") })).items.map((item) => item.result),
    ["added", "added", "added"],
  );
});

test("what cannot be read is refused by itself, with a reason; the rest comes in", async (t) => {
  const { items } = await ann.hub(importCalendar, {
    ics: file(
      ...event("UID:a@x", "SUMMARY:No start"),
      ...event("UID:b@x", "SUMMARY:Unknown zone", "DTSTART;TZID=Middle-earth:20270322T100000"),
      ...event("UID:c@x", "SUMMARY:Bad rule", "DTSTART:20270322T100000Z", "RRULE:FREQ=SECONDLY"),
      ...event("UID:d@x", "SUMMARY:Ends early", "DTSTART:20270322T100000Z", "DTEND:20270322T090000Z"),
      ...event("SUMMARY:No UID", "DTSTART:20270322T100000Z"),
      ...event("UID:e@x", "SUMMARY:Fine", "DTSTART:20270322T100000Z"),
    ),
  });
  t.deepEqual(
    items.map(({ title, result }) => `${title}: ${result}`),
    [
      "No start: refused",
      "Unknown zone: refused",
      "Bad rule: refused",
      "Ends early: refused",
      "No UID: refused",
      "Fine: added",
    ],
  );
  t.regex(items[0]!.why!, /DTSTART/);
  t.regex(items[1]!.why!, /"Middle-earth" is unknown/);
  t.regex(items[2]!.why!, /HOURLY/);
  const error = await t.throwsAsync(ann.hub(importCalendar, { ics: "not a calendar" }));
  t.regex(error.message, /iCalendar file/);
});

test("zones as Windows and Outlook name them, times without any, whole days and durations", async (t) => {
  const { items } = await ann.hub(importCalendar, {
    time_zone: berlin,
    ics: file(
      ...event(
        "UID:w@x",
        "SUMMARY:Windows",
        "DTSTART;TZID=W. Europe Standard Time:20270701T100000",
        "DURATION:PT45M",
      ),
      ...event(
        "UID:p@x",
        "SUMMARY:Path",
        "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20270701T100000",
      ),
      ...event("UID:f@x", "SUMMARY:Floating", "DTSTART:20270701T100000"),
      ...event("UID:y@x", "SUMMARY:Whole day", "DTSTART;VALUE=DATE:20270701"),
    ),
  });
  t.deepEqual(
    items.map((item) => item.result),
    ["added", "added", "added", "added"],
  );
  for (const title of ["Windows", "Path", "Floating"])
    t.deepEqual(await startsOf(ann, title), [at("2027-07-01T10:00")], title);
  t.deepEqual(await startsOf(ann, "Whole day"), [at("2027-07-01T00:00")]);
  const windows = await ann.hub(meetings.details, { ref: items[0]!.record!.number });
  t.is(windows.ends, at("2027-07-01T10:45"));
});

test("one's own feed comes back unchanged, and an import is undone as a whole", async (t) => {
  const hal = await hub.person("hal", ["support"]);
  await hal.hub(meetings.add, {
    title: "Own",
    starts: at("2027-03-22T10:00"),
    ends: at("2027-03-22T11:00"),
    time_zone: berlin,
    rrule: "FREQ=WEEKLY;COUNT=3",
  });
  const [own] = (await hal.hub(meetings.list, {})).items;
  await hal.hub(moveMeeting, {
    ref: own!.id,
    occurrence: at("2027-03-29T10:00"),
    starts: at("2027-03-30T10:00"),
  });
  const { text } = await readFeed((await hal.hub(addFeed, {})).url);
  const again = await hal.hub(importCalendar, { ics: text });
  t.deepEqual(
    again.items.map((item) => item.result),
    ["unchanged", "unchanged"],
  );
  t.is((await startsOf(hal, "Own")).length, 3);
  const taken = await hal.hub(importCalendar, {
    ics: file(...event("UID:u@x", "SUMMARY:Undone", "DTSTART:20270322T100000Z")),
  });
  t.is((await startsOf(hal, "Undone")).length, 1);
  await hal.hub(undoChange, { change: taken.change });
  t.is((await startsOf(hal, "Undone")).length, 0);
});
