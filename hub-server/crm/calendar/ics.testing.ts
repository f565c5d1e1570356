/** For tests of calendar files: writing them, and following links. */
import ICAL from "ical.js";
import { showAgenda } from "../../contract/index.ts";
import type { TestPerson } from "../../testing/hub.ts";
import { at } from "./testing.ts";

/** A calendar file. */
export const file = (...lines: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
/** An event of a calendar file. */
export const event = (...lines: string[]) => [
  "BEGIN:VEVENT",
  "DTSTAMP:20270101T000000Z",
  ...lines,
  "END:VEVENT",
];

/** What a calendar link answers. */
export async function readFeed(url: string) {
  const answer = await fetch(url);
  const text = await answer.text();
  return { answer, text, calendar: answer.ok ? new ICAL.Component(ICAL.parse(text) as never) : undefined };
}

/** When a person has something of this title, in 2027. */
export async function startsOf(person: TestPerson, title: string): Promise<string[]> {
  const { items } = await person.hub(showAgenda, {
    from: at("2027-01-01T00:00"),
    to: at("2027-12-31T00:00"),
  });
  return items.filter((item) => item.record.title === title).map((item) => item.starts);
}
