/** Zones as files spell them out: a reader that knows nothing but the file finds the same offsets. */
import test from "ava";
import ICAL from "ical.js";
import { timeZoneOf } from "./vtimezone.ts";

for (const name of [
  "America/New_York",
  "Europe/Berlin",
  "Australia/Sydney",
  "Asia/Kathmandu",
  "Africa/Casablanca",
])
  test(`the clocks of ${name} go alike in a file and here, before and after each change, for as long as a series is drawn`, (t) => {
    const now = new Date("2026-11-22T12:00:00Z");
    const file = ICAL.parse(timeZoneOf(name, new Date("2027-03-09T15:00:00Z"), now).toString()) as never;
    const zone = new ICAL.Timezone(new ICAL.Component(file));
    const first = Temporal.PlainDateTime.from("2026-06-01T12:00:00");
    const days = Array.from({ length: 18 * 33 }, (_, place) => first.add({ days: place * 11 }));
    const wrong = days.filter(
      (day) =>
        zone.utcOffset(ICAL.Time.fromString(day.toString(), undefined as never)) !==
        day.toZonedDateTime(name).offsetNanoseconds / 1e9,
    );
    t.deepEqual(wrong.map(String), []);
  });
