/** The value of a date or a time as people type it, in their own zone: `2026-12-31`, `next fri 17:00`, `in 3 weeks`, `gestern`. */
import { nouns } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Here } from "../words/day.ts";
import { lex } from "../words/lex.ts";
import { wordsOf } from "../words/moment.ts";
import { settle, type Plan } from "../words/plan.ts";
import { takeRun } from "../words/tail.ts";
import type { Circumstances } from "./command.ts";
import { hereOf } from "./time.ts";

/** Where a field stands: `at` of an interaction has passed, `at` of a reminder has not. */
export interface TimeField {
  readonly noun: string;
  readonly name: string;
  readonly label: string;
  readonly type: string;
}

/** What is noted afterwards: never of the future. */
const happened = /^(interaction at|\S+ (asked_at|answered_at|shipped_at|paid_on))$/;
/** What is more often of the past, and may be of the future. */
const mostlyPast = /^\S+ (issue_date|(employed_)?since)$/;

/** Words that set a date or a time: only for them it matters where somebody lives. */
export const setsTime = new RegExp(
  `(?:^|\\s)(?:${[...new Set(timeLabels())].join("|")})["”“]?\\s*[:=：]`,
  "iu",
);

function timeLabels(): string[] {
  const fields = nouns.flatMap((noun) => Object.entries(noun.fields));
  const timed = fields.filter(
    ([, { type, managed }]) => !managed && (type === "date" || type === "datetime"),
  );
  return timed.flatMap(([key, { label }]) =>
    [key, label].map((name) => name.replaceAll(/[\s_]+/g, "[\\s_'’-]*")),
  );
}

/**
 * @returns a day of a date, else ISO 8601 in UTC
 * @throws WordsUnclear when it is none, could be two, or, of what is noted afterwards, has not happened yet
 */
export function readFieldTime(field: TimeField, text: string, circumstances: Circumstances): string {
  if (/^\d{4}-\d{2}-\d{2}t.*(z|[+-]\d{2}:?\d{2})$/i.test(text) && field.type === "datetime")
    return zoned(field, text);
  // A day with its year is the same day everywhere.
  const anywhere = field.type === "date" && /^\d{4}-\d{1,2}-\d{1,2}$/.test(text);
  const here = hereFor(field, anywhere ? { ...circumstances, zone: "UTC" } : circumstances);
  const tokens = lex(text);
  const { said, used } = takeRun(tokens, wordsOf(tokens), 0, here);
  const plan = used === tokens.length ? settle(said, here, text, 0) : undefined;
  if (!plan || plan.rrule)
    throw new WordsUnclear(`${field.label} takes ${allowed(field)}, not "${text}".`, 0);
  return valueOf(field, plan, text, here);
}

const allowed = ({ type }: TimeField) =>
  type === "date" ? "a day such as 2026-11-27 or next friday" : "a time such as tomorrow 9:00";

function hereFor({ noun, name }: TimeField, circumstances: Circumstances): Here {
  const place = `${noun} ${name}`;
  const past = happened.test(place);
  return { ...hereOf(circumstances, past || mostlyPast.test(place) ? "past" : "future"), anyTime: !past };
}

function zoned(field: TimeField, text: string): string {
  const instant = new Date(text.toUpperCase());
  if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  throw new WordsUnclear(`${field.label} takes ${allowed(field)}, not "${text}".`, 0);
}

/** Of what has happened the day may be all that is known: noon UTC is the same date nearly everywhere. What lies ahead has a time. */
function valueOf({ type, label }: TimeField, plan: Plan, text: string, { now, anyTime }: Here): string {
  const day = Temporal.Instant.from(plan.starts).toZonedDateTimeISO(plan.zone).toPlainDate();
  if (type === "date") return day.toString();
  if (!plan.allDay) return plan.starts;
  if (!anyTime)
    return day.equals(now.toPlainDate())
      ? new Date(now.epochMilliseconds).toISOString()
      : `${day.toString()}T12:00:00.000Z`;
  const timed = ["09:00", "17:00"].map((clock) => `${text} ${clock}`);
  throw new WordsUnclear(`${label}: at what time that day?`, 0, timed);
}
