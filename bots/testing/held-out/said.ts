/** What the held-out phrases are written with. */
import { does, type Phrase } from "../../commands/phrasings/phrase.ts";

export const berlin = { time_zone: "Europe/Berlin" };
/** Midnight in Berlin, in winter, at which a whole day begins. */
export const dayOf = (day: string) => ({
  due: Temporal.PlainDate.from(day)
    .toZonedDateTime("Europe/Berlin")
    .toInstant()
    .toString()
    .replace("Z", ".000Z"),
  ...berlin,
  all_day: true,
});
/** A time on the clocks of Berlin, as an instant. */
export const clockOf = (local: string) =>
  new Date(
    Temporal.PlainDateTime.from(local).toZonedDateTime("Europe/Berlin").epochMilliseconds,
  ).toISOString();
export const dueAt = (local: string) => ({ due: clockOf(local), ...berlin });

export const todo = (words: string, title: string, more: object = {}): Phrase =>
  does(words, "todo.add", { title, ...more });
export const remind = (words: string, text: string, local: string, more: object = {}): Phrase =>
  does(words, "reminder.add", { text, at: clockOf(local), ...berlin, ...more });
/** @param to its end, without its day when it is the same */
export const meet = (words: string, who: string, from: string, to?: string, more: object = {}): Phrase =>
  does(words, "meeting.add", {
    title: `Meeting with ${who}`,
    about: who,
    starts: clockOf(from),
    ...(to ? { ends: clockOf(to.includes("T") ? to : `${from.slice(0, 10)}T${to}`) } : {}),
    ...berlin,
    ...more,
  });
export const bill = (
  words: string,
  party: string,
  unit_price_minor: number,
  currency: string,
  description: string,
  more: object = {},
): Phrase =>
  does(words, "invoice.add", {
    party,
    currency,
    ...more,
    lines: [{ description, quantity: 1, unit_price_minor }],
  });
/** The same, said at another time. */
export const saidAt = (at: string, phrases: readonly Phrase[]): Phrase[] =>
  phrases.map((phrase) => ({ ...phrase, in: { ...phrase.in, at: new Date(at) } }));
