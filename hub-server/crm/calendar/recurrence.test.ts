import test from "ava";
import fc from "fast-check";
import { recurrence, type Series } from "./recurrence.ts";
import { examples } from "./rfc5545/index.ts";
import { instantOf, zoned } from "./zone.ts";

const newYork = "America/New_York";
const berlin = "Europe/Berlin";
const at = (local: string, zone = newYork) => instantOf(Temporal.PlainDateTime.from(local), zone);
const local = (zone: string) => (time: Date) =>
  zoned(time, zone).toString({ timeZoneName: "never" }).slice(0, 25);
const far = new Date("2030-01-01T00:00:00Z");

for (const { title, starts, rules, exdates = [], expected, goesOn } of examples)
  for (const rrule of rules)
    test(`RFC 5545: ${title} (${rrule})`, (t) => {
      const series: Series = {
        starts: at(starts),
        timeZone: newYork,
        rrule,
        exdates: exdates.map((time) => at(time)),
      };
      const wanted = expected.map((time) => at(time));
      const end = goesOn ? new Date(wanted.at(-1)!.getTime() + 1) : far;
      t.deepEqual(recurrence.between(series, new Date(0), end), wanted);
      t.deepEqual(recurrence.between({ ...series, gaps: "shift" }, new Date(0), end), wanted);
      t.deepEqual(oneByOne(series, wanted.length), wanted);
      if (!goesOn) t.is(recurrence.next(series, wanted.at(-1)!), null);
      t.deepEqual(recurrence.last(series), goesOn ? "endless" : wanted.at(-1));
    });

function oneByOne(series: Series, count: number): Date[] {
  const found: Date[] = [];
  let after: Date | null = new Date(series.starts.getTime() - 1);
  while (found.length < count && (after = recurrence.next(series, after))) found.push(after);
  return found;
}

const clocks = [
  {
    zone: berlin,
    gap: "2026-03-29",
    before: "+01:00",
    after: "+02:00",
    overlap: "2026-10-25",
    twice: "02:30",
  },
  {
    zone: newYork,
    gap: "2026-03-08",
    before: "-05:00",
    after: "-04:00",
    overlap: "2026-11-01",
    twice: "01:30",
  },
];

for (const { zone, gap, before, after, overlap, twice } of clocks) {
  const series = (starts: string, more: Partial<Series> = {}): Series => ({
    starts: at(starts, zone),
    timeZone: zone,
    rrule: "FREQ=DAILY;COUNT=3",
    ...more,
  });
  const dayBefore = (date: string) => Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
  const all = (one: Series) => recurrence.between(one, new Date(0), far).map(local(zone));

  test(`ten o'clock in ${zone} stays ten o'clock when clocks change`, (t) => {
    t.deepEqual(all(series(`${dayBefore(gap)}T10:00`)).slice(0, 2), [
      `${dayBefore(gap)}T10:00:00${before}`,
      `${gap}T10:00:00${after}`,
    ]);
  });

  test(`in ${zone} a local time that does not exist is no occurrence and is not counted`, (t) => {
    const times = all(series(`${dayBefore(gap)}T02:30`));
    t.is(times.length, 3);
    t.false(times.some((time) => time.startsWith(gap)));
  });

  test(`in ${zone} what must not be lost moves behind the gap, for that day alone`, (t) => {
    t.deepEqual(
      all(series(`${dayBefore(gap)}T02:30`, { gaps: "shift" })).map((time) => time.slice(5, 16)),
      [
        `${dayBefore(gap).slice(5)}T02:30`,
        `${gap.slice(5)}T03:30`,
        `${Temporal.PlainDate.from(gap).add({ days: 1 }).toString().slice(5)}T02:30`,
      ],
    );
  });

  test(`in ${zone} a local time that comes twice is one occurrence, the first`, (t) => {
    for (const gaps of ["skip", "shift"] as const) {
      const times = all(series(`${dayBefore(overlap)}T${twice}`, { gaps }));
      t.is(times.length, 3);
      t.is(times[1], `${overlap}T${twice}:00${after}`);
    }
  });
}

test("RDATE adds, EXDATE takes away, and both count in no COUNT", (t) => {
  const series: Series = {
    starts: at("2026-01-05T10:00"),
    timeZone: newYork,
    rrule: "FREQ=WEEKLY;COUNT=3",
    rdates: [at("2026-01-07T15:00"), at("2026-01-12T10:00")],
    exdates: [at("2026-01-19T10:00")],
  };
  const wanted = [at("2026-01-05T10:00"), at("2026-01-07T15:00"), at("2026-01-12T10:00")];
  t.deepEqual(recurrence.between(series, new Date(0), far), wanted);
  t.deepEqual(oneByOne(series, 9), wanted);
  t.deepEqual(recurrence.last(series), wanted[2]);
});

test("next, between and last agree for any rule, zone and window", (t) => {
  const zones = fc.constantFrom(
    berlin,
    newYork,
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
    "Africa/Cairo",
  );
  const rules = fc.constantFrom(
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=YEARLY",
    "FREQ=HOURLY;INTERVAL=7",
    "FREQ=DAILY;COUNT=40",
    "FREQ=WEEKLY;COUNT=9;BYDAY=SU",
  );
  const times = fc.date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(
      zones,
      rules,
      times,
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom("skip", "shift"),
      (timeZone, rrule, starts, start, gaps) => {
        const series: Series = {
          starts: new Date(Math.floor(Number(starts) / 6e4) * 6e4),
          timeZone,
          rrule,
          gaps,
        };
        const from = new Date(Number(series.starts) + start * 86_400_000);
        const to = new Date(Number(from) + 30 * 86_400_000);
        const found = recurrence.between(series, from, to);
        const stepped: Date[] = [];
        let next = recurrence.next(series, new Date(Number(from) - 1));
        while (next && next < to) {
          stepped.push(next);
          next = recurrence.next(series, next);
        }
        t.deepEqual(stepped, found);
        const last = recurrence.last(series);
        if (last instanceof Date) t.is(recurrence.next(series, last), null);
      },
    ),
    { seed: 5545, numRuns: 150 },
  );
});
