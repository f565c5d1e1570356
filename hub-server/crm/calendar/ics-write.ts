/** Meetings and to-dos as an iCalendar file (RFC 5545): series with their rule, what is left out of them, and what replaces it. */
import ICAL from "ical.js";
import { readUntil } from "./recurrence.ts";
import type { AttendeeRow } from "../meeting/attendees.ts";
import type { Row } from "../record/table.ts";
import { timeZoneOf } from "./vtimezone.ts";
import { zoned } from "./zone.ts";

export interface CalendarFile {
  readonly name: string;
  readonly serverName: string;
  readonly now: Date;
  readonly meetings: readonly Row[];
  /** Occurrences that became meetings of their own, by series; those that are not among the meetings take place no more. */
  readonly replaced: ReadonlyMap<string, readonly Date[]>;
  readonly todos: readonly Row[];
  readonly attendees: readonly AttendeeRow[];
  /** E-mail addresses of people, by id. */
  readonly addresses: ReadonlyMap<string, string>;
}

type Component = InstanceType<typeof ICAL.Component>;

export function writeCalendar(file: CalendarFile): string {
  const calendar = new ICAL.Component("vcalendar");
  for (const [name, value] of head(file.name)) calendar.addPropertyWithValue(name, value);
  for (const [zone, since] of zonesOf(file)) calendar.addSubcomponent(timeZoneOf(zone, since, file.now));
  for (const row of file.meetings) calendar.addSubcomponent(eventOf(row, file));
  for (const row of file.todos) calendar.addSubcomponent(todoOf(row, file));
  return `${calendar.toString()}\r\n`;
}

const head = (name: string): [string, string][] => [
  ["version", "2.0"],
  ["prodid", "-//Singularity//Hub//EN"],
  ["calscale", "GREGORIAN"],
  ["method", "PUBLISH"],
  ["x-wr-calname", name],
  ["refresh-interval", "PT15M"],
];

/** Zones with a time in them, and since when they are needed. */
function zonesOf({ meetings, todos }: CalendarFile): Map<string, Date> {
  const zones = new Map<string, Date>();
  const times = [
    ...meetings.map((row) => [row, "starts"] as const),
    ...todos.map((row) => [row, "due"] as const),
  ];
  for (const [row, name] of times) {
    const zone = String(row["time_zone"] ?? "UTC");
    const time = row[name] as Date | null;
    if (row["all_day"] === true || zone === "UTC" || !time) continue;
    const known = zones.get(zone);
    if (!known || time < known) zones.set(zone, time);
  }
  return zones;
}

function eventOf(row: Row, file: CalendarFile): Component {
  const event = new ICAL.Component("vevent");
  common(event, row, file);
  put(event, "dtstart", row, row["starts"] as Date);
  put(event, "dtend", row, row["ends"] as Date);
  if (row["recurrence_id"]) put(event, "recurrence-id", row, row["recurrence_id"] as Date);
  if (row["rrule"]) event.addPropertyWithValue("rrule", ICAL.Recur.fromString(ruleOf(row)));
  for (const name of ["rdate", "exdate"])
    for (const time of (row[name] as string[] | null) ?? []) put(event, name, row, new Date(time));
  for (const time of goneOf(row, file)) put(event, "exdate", row, time);
  if (row["location"]) event.addPropertyWithValue("location", String(row["location"]));
  event.addPropertyWithValue("status", "CONFIRMED");
  people(event, row, file);
  return event;
}

/** Replaced by what was cancelled or declined since, and so left out. */
function goneOf({ id }: Row, { meetings, replaced }: CalendarFile): Date[] {
  const here = meetings.filter((one) => one["series_id"] === id).map((one) => Number(one["recurrence_id"]));
  return (replaced.get(id) ?? []).filter((time) => !here.includes(time.getTime()));
}

function todoOf(row: Row, file: CalendarFile): Component {
  const todo = new ICAL.Component("vtodo");
  common(todo, row, file);
  if (row["due"]) put(todo, "due", row, row["due"] as Date);
  todo.addPropertyWithValue("priority", { high: 1, low: 9 }[String(row["priority"])] ?? 5);
  todo.addPropertyWithValue("status", "NEEDS-ACTION");
  return todo;
}

function common(component: Component, row: Row, { serverName }: CalendarFile): void {
  const id = String(row["series_id"] ?? row.id);
  component.addPropertyWithValue("uid", (row["uid"] as string | null) ?? `${id}@${serverName}`);
  component.addPropertyWithValue("dtstamp", utc(row.changed_at));
  component.addPropertyWithValue("sequence", row.version - 1);
  component.addPropertyWithValue("summary", String(row["title"]));
  if (row["note"])
    component.addPropertyWithValue("description", String(row["note"]).replaceAll(/\r\n?/g, "\n"));
}

const utc = (time: Date) => ICAL.Time.fromJSDate(time, true);

/** A time in the zone of its row: a date where it is all-day. */
function put(component: Component, name: string, row: Row, time: Date): void {
  const zone = String(row["time_zone"] ?? "UTC");
  const { year, month, day, hour, minute, second } = zoned(time, zone);
  const property = new ICAL.Property(name, component);
  if (row["all_day"] === true) {
    property.resetType("date");
    property.setValue(ICAL.Time.fromData({ year, month, day, isDate: true }));
  } else if (zone === "UTC") property.setValue(utc(time));
  else {
    property.setValue(ICAL.Time.fromData({ year, month, day, hour, minute, second }));
    property.setParameter("tzid", zone);
  }
  component.addProperty(property);
}

/** UNTIL is of the same kind as DTSTART (RFC 5545 §3.3.10). */
function ruleOf(row: Row): string {
  const zone = String(row["time_zone"]);
  const date = (text: string) =>
    zoned(new Date(readUntil(text, zone)), zone)
      .toPlainDate()
      .toString()
      .replaceAll("-", "");
  const rule = String(row["rrule"]);
  if (row["all_day"] !== true) return rule;
  return rule.replace(/(UNTIL=)([^;]+)/, (_, name: string, text: string) => name + date(text));
}

function people(event: Component, row: Row, { attendees, addresses }: CalendarFile): void {
  const address = (id: string) => (addresses.has(id) ? `mailto:${addresses.get(id)}` : `urn:uuid:${id}`);
  const mine = attendees.filter((one) => one.meeting_id === row.id);
  if (row.owner_id && mine.length) event.addPropertyWithValue("organizer", address(row.owner_id));
  for (const one of mine) {
    const property = event.addPropertyWithValue(
      "attendee",
      one.person_id ? address(one.person_id) : `mailto:${one.email}`,
    );
    property.setParameter("cn", one.name.replaceAll('"', "'"));
    property.setParameter("partstat", one.answer.toUpperCase());
  }
}
