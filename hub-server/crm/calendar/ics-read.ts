/** Reads an iCalendar file (RFC 5545): each event and task as the fields of a meeting or to-do, or the reason why not. */
import ICAL from "ical.js";
import { zoneNamed } from "./ics-zone.ts";
import { instantOf, zoned } from "./zone.ts";

type Component = InstanceType<typeof ICAL.Component>;
type Property = InstanceType<typeof ICAL.Property>;

export interface Entry {
  readonly noun: "meeting" | "todo";
  readonly uid: string;
  readonly title: string;
  /** The occurrence that it replaces. */
  readonly replaces: Date | null;
  readonly cancelled: boolean;
  readonly done: boolean;
  /** Fields of the noun; undefined when `why` says why not. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly why?: string;
}

interface When {
  readonly time: Date;
  readonly zone: string;
  readonly allDay: boolean;
}

/** Of times that name no zone: the one asked for, else the file's own, else the reader's usual one. */
export interface Zones {
  readonly asked: string | undefined;
  readonly usual: string;
}

/** @throws Error when it is no iCalendar file */
export function readCalendar(text: string, { asked, usual }: Zones): Entry[] {
  const parsed = parsedOf(text);
  const files = typeof parsed[0] === "string" ? [parsed] : parsed;
  const entries = files.flatMap((one) => {
    const file = new ICAL.Component(one as never);
    if (file.name !== "vcalendar") throw new Error(`expected VCALENDAR, got ${file.name.toUpperCase()}`);
    const own = textOf(file, "x-wr-timezone");
    const zone = asked ?? (own && zoneNamed(own, file)) ?? usual;
    const components = file.getAllSubcomponents().filter(({ name }) => name === "vevent" || name === "vtodo");
    return components.map((component) => entryOf(component, file, zone));
  });
  return entries.toSorted((one, other) => Number(one.replaces !== null) - Number(other.replaces !== null)); // series first
}

/** Files of Windows begin with a mark of their encoding, which is no part of them. */
function parsedOf(text: string): unknown[] {
  const bare = text.replace(/^\ufeff/, "");
  if (!/^\s*BEGIN:VCALENDAR/i.test(bare)) throw new Error("a text that does not begin with BEGIN:VCALENDAR");
  return ICAL.parse(bare) as unknown[];
}

function entryOf(component: Component, file: Component, zone: string): Entry {
  const noun = component.name === "vevent" ? "meeting" : "todo";
  const status = textOf(component, "status")?.toUpperCase();
  const named = {
    noun,
    uid: textOf(component, "uid") ?? "",
    title:
      (textOf(component, "summary") ?? "Untitled")
        .replaceAll(/\p{Cc}+/gu, " ")
        .trim()
        .slice(0, 300) || "Untitled",
    replaces: null,
    cancelled: status === "CANCELLED",
    done: status === "COMPLETED",
  } as const;
  try {
    if (!named.uid) throw new Error("it has no UID");
    const when = (name: string) => whenOf(component.getFirstProperty(name), file, zone);
    refuseUnread(component);
    const fields =
      noun === "meeting"
        ? meetingOf(component, file, zone)
        : todoOf(component, when("due") ?? when("dtstart"));
    return {
      ...named,
      replaces: replacedBy(component, file, zone)?.time ?? null,
      fields: { ...fields, ...words(component, named.title) },
    };
  } catch (error) {
    return { ...named, why: (error as Error).message };
  }
}

/** What would be read wrongly in silence is refused. */
function refuseUnread(component: Component): void {
  if (component.getAllProperties("rrule").length > 1) throw new Error("it has more than one RRULE");
  const range = component.getFirstProperty("recurrence-id")?.getFirstParameter("range");
  if (range)
    throw new Error(`it changes this occurrence and all that follow (RANGE=${range}), which is not read`);
}

/** The occurrence that an event replaces. One named by its day alone has the time of day of its series. */
function replacedBy(component: Component, file: Component, zone: string): When | undefined {
  const uid = textOf(component, "uid");
  const series = file
    .getAllSubcomponents(component.name)
    .find((one) => textOf(one, "uid") === uid && !one.getFirstProperty("recurrence-id"));
  const starts = whenOf((series ?? component).getFirstProperty("dtstart"), file, zone);
  const replaced = whenOf(component.getFirstProperty("recurrence-id"), file, zone);
  return replaced && starts ? atTimeOf(starts, replaced) : replaced;
}

/** A day alone beside a series with times means the occurrence of that day. */
function atTimeOf(starts: When, { time, zone, allDay }: When): When {
  if (!allDay || starts.allDay) return { time, zone, allDay };
  const day = zoned(time, zone).toPlainDate();
  const local = day.toPlainDateTime(zoned(starts.time, starts.zone).toPlainTime());
  return { time: instantOf(local, starts.zone), zone: starts.zone, allDay: false };
}

function textOf(component: Component, name: string): string | undefined {
  const value = component.getFirstPropertyValue(name);
  return value === null || value === undefined ? undefined : String(value);
}

function words(component: Component, title: string) {
  const note = textOf(component, "description")?.replaceAll("\u0000", "").slice(0, 20_000);
  const location = textOf(component, "location")
    ?.replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, 300);
  return {
    title,
    note: note ?? null,
    ...(component.name === "vevent" ? { location: location || null } : {}),
  };
}

function meetingOf(component: Component, file: Component, zone: string) {
  const starts = whenOf(component.getFirstProperty("dtstart"), file, zone);
  if (!starts) throw new Error("it has no DTSTART");
  const ends = endOf(component, starts, whenOf(component.getFirstProperty("dtend"), file, zone)?.time);
  const rrule = textOf(component, "rrule") ?? null;
  const times = (name: string) =>
    component
      .getAllProperties(name)
      .flatMap((property) =>
        timesOf(property, file, zone).map((when) => atTimeOf(starts, when).time.toISOString()),
      );
  return {
    starts: starts.time,
    ends,
    all_day: starts.allDay || null,
    time_zone: starts.zone,
    rrule,
    rdate: orNull(times("rdate")),
    exdate: orNull(times("exdate")),
  };
}

const orNull = (times: readonly string[]) => (times.length ? times : null);

/**
 * Without DTEND: as long as DURATION says; a day when it is all-day, else no time at all (RFC 5545 §3.6.1). A day that ends when it begins,
 * as some programs write it, is a day.
 */
function endOf(component: Component, { time, allDay }: When, ends: Date | undefined): Date | undefined {
  if (ends) return allDay && ends <= time ? undefined : ends;
  const duration = component.getFirstPropertyValue("duration");
  if (duration)
    return new Date(time.getTime() + ICAL.Duration.fromString(String(duration)).toSeconds() * 1000);
  return allDay ? undefined : time;
}

function todoOf(component: Component, due: When | undefined) {
  const priority = Number(textOf(component, "priority") ?? 0);
  return {
    due: due?.time ?? null,
    all_day: due?.allDay || null,
    time_zone: due?.zone ?? null,
    priority: priority === 0 ? null : priority < 5 ? "high" : priority > 5 ? "low" : "normal",
  };
}

function whenOf(property: Property | null, file: Component, zone: string): When | undefined {
  return property ? timesOf(property, file, zone)[0] : undefined;
}

function timesOf(property: Property, file: Component, fallback: string): When[] {
  const tzid = property.getFirstParameter("tzid");
  const known = tzid ? zoneNamed(tzid, file) : fallback;
  return property.getValues().map((value: unknown) => {
    if (!(value instanceof ICAL.Time))
      throw new Error(`${property.name.toUpperCase()} holds ${String(value)}, which is no time`);
    const { year, month, day, hour, minute, second, isDate } = value;
    const local = new Temporal.PlainDateTime(year, month, day, hour, minute, second);
    if (isDate) return { time: instantOf(local, fallback), zone: fallback, allDay: true };
    if (value.zone === ICAL.Timezone.utcTimezone)
      return { time: instantOf(local, "UTC"), zone: "UTC", allDay: false };
    if (!known) throw new Error(`the time zone "${tzid}" is unknown`);
    return { time: instantOf(local, known), zone: known, allDay: false };
  });
}
