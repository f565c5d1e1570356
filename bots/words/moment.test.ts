import test from "ava";
import { WordsUnclear } from "../errors.ts";
import type { Here } from "./day.ts";
import { lex } from "./lex.ts";
import { takeMoment, wordsOf, type Gathered } from "./moment.ts";
import { settle, type Plan } from "./plan.ts";

/** Sunday, 22 November 2026, 13:00 in Berlin. */
const now = Temporal.Instant.from("2026-11-22T12:00:00Z").toZonedDateTimeISO("Europe/Berlin");
const english: Here = { now, language: "en", order: undefined, clock24: true, tense: "future" };

/** Reads a whole line as a moment. @throws WordsUnclear, also when a part of it is none */
function read(line: string, here: Here = english): Plan & { remind: number[] | undefined } {
  const tokens = lex(line, { ranges: true });
  const words = wordsOf(tokens);
  const said: Gathered = {};
  let at = 0;
  for (let used = -1; at < tokens.length && used !== 0; at += used)
    used = takeMoment(tokens, words, at, here, said);
  if (at < tokens.length) throw new WordsUnclear(`rest: ${words.slice(at).join(" ")}`, at);
  return { ...settle(said, here, line, 0)!, remind: said.remind };
}

const told: readonly (readonly [string, string])[] = [
  ["next tue 10-11am every 2 weeks", "Tue 24 Nov 2026 10:00–11:00 CET, every 2 weeks"],
  ["every monday 9am x 5", "Mon 23 Nov 2026 09:00 CET, every Mon (5×)"],
  ["every 1st of the month", "Tue 1 Dec 2026, every month on day 1"],
  ["every last friday of the month 4pm", "Fri 27 Nov 2026 16:00 CET, every last Fri of the month"],
  ["every weekday until 24 dec", "Mon 23 Nov 2026, every weekday until Thu 24 Dec 2026"],
  ["every 2 weeks on mon, wed and fri", "Mon 23 Nov 2026, every 2 weeks on Mon, Wed, Fri"],
  ["11pm to 11:30pm tomorrow", "Mon 23 Nov 2026 23:00–23:30 CET"],
  ["11-1pm tomorrow", "Mon 23 Nov 2026 11:00–13:00 CET"],
  ["24 jun 2027 noon", "Thu 24 Jun 2027 12:00 CEST"],
  ["midnight", "Mon 23 Nov 2026 00:00 CET"],
  ["a week from tuesday", "Tue 1 Dec 2026"],
  ["31.12.", "Thu 31 Dec 2026"],
  ["this friday eod", "Fri 27 Nov 2026 17:00 CET"],
];

for (const [line, text] of told)
  test(`"${line}" is told back as it was understood`, (t) => {
    t.is(read(line).text, text);
  });

test("a rule is an RFC 5545 one, its end in UTC and inclusive", (t) => {
  t.is(read("every tue 9:00 until 24 dec").rrule, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224T225959Z");
  t.is(read("every 3 months 9:00").rrule, "FREQ=MONTHLY;INTERVAL=3");
  t.is(read("every second friday of the month").rrule, "FREQ=MONTHLY;BYDAY=2FR");
});

test("the known traps of chrono-node are asked back or read right", (t) => {
  t.throws(() => read("05/06/2027"), { message: /2027-06-05 or 2027-05-06/ });
  t.true(read("tomorrow").allDay, "a bare day is no noon");
  t.is(read("eod").text, "Sun 22 Nov 2026 17:00 CET");
  t.is(read("in 2 weeks").starts, "2026-12-05T23:00:00.000Z");
  t.throws(() => read("at 5"), { message: /05:00 or 17:00/ });
});

test("day and month are read in the order of the language", (t) => {
  t.is(read("5/6/2027", { ...english, order: "dmy" }).text, "Sat 5 Jun 2027");
  t.is(read("5/6/2027", { ...english, order: "mdy" }).text, "Thu 6 May 2027");
  t.is(read("13/6/2027").text, "Sun 13 Jun 2027");
});

test("a time of day with two meanings is asked back unless the clock has 24 hours", (t) => {
  t.is(read("tomorrow 5:30").text, "Mon 23 Nov 2026 05:30 CET");
  t.throws(() => read("tomorrow 5:30", { ...english, clock24: false }), { message: /05:30 or 17:30/ });
  t.is(read("tomorrow 17:30", { ...english, clock24: false }).text, "Mon 23 Nov 2026 17:30 CET");
});

test("what is ambiguous carries whole lines that are not", (t) => {
  const error = t.throws(() => read("by 5/6/2027 9am"), { instanceOf: WordsUnclear });
  t.deepEqual(error.instead, ["by 2027-06-05 9am", "by 2027-05-06 9am"]);
  t.is(error.at, 3);
});

test("weekdays: the coming one; of two that people may mean both are offered", (t) => {
  const monday = { ...english, now: now.add({ days: 1 }) };
  t.is(read("tue", monday).text, "Tue 24 Nov 2026");
  t.throws(() => read("next tue", monday), { message: /2026-11-24 or 2026-12-01/ });
  t.throws(() => read("monday", monday), { message: /2026-11-23 or 2026-11-30/ });
});

test("the clocks change: an hour that is left out is refused, of two equal ones the first is meant", (t) => {
  t.throws(() => read("2027-03-28 2:30am"), { message: /does not exist/ });
  t.is(read("2027-10-31 2:30am").starts, "2027-10-31T00:30:00.000Z");
});

test("a range ends when the clocks on the wall say so, also on the day on which they change", (t) => {
  t.is(read("2027-03-28 1:00-4:00").ends, "2027-03-28T02:00:00.000Z");
  t.is(read("2027-10-31 1:00-4:00").ends, "2027-10-31T03:00:00.000Z");
  t.throws(() => read("2027-03-28 1:00-2:30"), { message: /does not exist/ });
});

test("a series ends in one way, and has one time at least", (t) => {
  t.throws(() => read("every week 9:00 5 times until dec"), { message: /not both/ });
  t.throws(() => read("every week 9:00 0 times"), { message: /one time at least/ });
});

test("what is counted from a day that does not exist, or reaches too far, is none", (t) => {
  t.throws(() => read("3 weeks from 2027-02-30"), { message: /not a date/ });
  t.throws(() => read("999 years from 31.12.9999"), { message: /too far ahead/ });
});

test("what has passed is no time for something to do, and what is to come none for something done", (t) => {
  t.throws(() => read("yesterday"), { message: /has passed/ });
  t.throws(() => read("tomorrow", { ...english, tense: "past" }), { message: /not happened/ });
  t.is(read("friday 3pm", { ...english, tense: "past" }).text, "Fri 20 Nov 2026 15:00 CET");
  t.is(read("24.12.", { ...english, tense: "past" }).text, "Wed 24 Dec 2025");
});

test("reminders are seconds before", (t) => {
  t.deepEqual(read("tomorrow 9am remind 1d,10m").remind, [86_400, 600]);
  t.deepEqual(read("tomorrow 9am remind 1 hour and 5 min before").remind, [3600, 300]);
});
