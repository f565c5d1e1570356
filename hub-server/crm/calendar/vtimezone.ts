/** A time zone as iCalendar wants it spelled out (RFC 5545 §3.6.5): each change of clocks, from a time until some years ahead. */
import ICAL from "ical.js";
import { zoned } from "./zone.ts";

/** A series without an end is drawn for as long as people scroll. */
const yearsAhead = 20;

type Component = InstanceType<typeof ICAL.Component>;

interface Change {
  readonly at: Temporal.PlainDateTime;
  readonly from: string;
  readonly to: string;
}

/** @param since the earliest time that needs it */
export function timeZoneOf(name: string, since: Date, now: Date): Component {
  const zone = new ICAL.Component("vtimezone");
  zone.addPropertyWithValue("tzid", name);
  const first = zoned(since, name).subtract({ years: 1 });
  const start = Temporal.PlainDateTime.from("1970-01-01T00:00:00");
  zone.addSubcomponent(observance("standard", { at: start, from: first.offset, to: first.offset }, []));
  const changes = Map.groupBy(changesOf(first, now), ({ from, to }) => `${from} ${to}`);
  for (const [, list] of changes) {
    const [begin, ...more] = list as [Change, ...Change[]];
    const kind = seconds(begin.to) > seconds(begin.from) ? "daylight" : "standard";
    zone.addSubcomponent(observance(kind, begin, more));
  }
  return zone;
}

function changesOf(first: Temporal.ZonedDateTime, now: Date): Change[] {
  const end = zoned(now, first.timeZoneId).add({ years: yearsAhead });
  const changes: Change[] = [];
  let before = first;
  let after = before.getTimeZoneTransition("next");
  while (after && Temporal.ZonedDateTime.compare(after, end) < 0) {
    const old = after.subtract({ nanoseconds: 1 });
    changes.push({ at: old.toPlainDateTime().add({ nanoseconds: 1 }), from: old.offset, to: after.offset });
    before = after;
    after = before.getTimeZoneTransition("next");
  }
  return changes;
}

function observance(kind: string, { at, from, to }: Change, more: readonly Change[]): Component {
  const part = new ICAL.Component(kind);
  part.addPropertyWithValue("dtstart", timeOf(at));
  part.addPropertyWithValue("tzoffsetfrom", ICAL.UtcOffset.fromSeconds(seconds(from)));
  part.addPropertyWithValue("tzoffsetto", ICAL.UtcOffset.fromSeconds(seconds(to)));
  // The first is said twice: readers built on ical.js, such as Thunderbird, pass over DTSTART where there is an RDATE.
  if (more.length)
    for (const time of [at, ...more.map((change) => change.at)])
      part.addPropertyWithValue("rdate", timeOf(time));
  return part;
}

function timeOf({ year, month, day, hour, minute, second }: Temporal.PlainDateTime) {
  return ICAL.Time.fromData({ year, month, day, hour, minute, second });
}

/** `+02:00` in seconds. */
function seconds(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(offset)!;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
