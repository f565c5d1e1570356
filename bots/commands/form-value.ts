/** The value of a form's field as people type it. */
import type { FormField } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { lex } from "../words/lex.ts";
import { wordsOf } from "../words/moment.ts";
import { settle } from "../words/plan.ts";
import { takeRun } from "../words/tail.ts";
import type { Circumstances } from "./command.ts";
import { readChoice, readTyped } from "./fields.ts";
import { hereOf } from "./time.ts";

/** @throws WordsUnclear naming the field and what it takes */
export function readFormValue(field: FormField, text: string, circumstances: Circumstances): unknown {
  const { type, options, label } = field;
  if (options?.length) return orRefuse(readChoice(options, text), field, options.join(", "), text);
  if (type === "date" || type === "datetime") return readTime(field, text, circumstances);
  if (type === "object" || type === "list" || type === "rule" || type === "times")
    throw new WordsUnclear(`${label} is set in its form, not by words.`, 0);
  const typed = readTyped(type, text, circumstances.at);
  return orRefuse(typed, field, type, text);
}

function orRefuse(value: unknown, { label }: FormField, allowed: string, text: string): unknown {
  if (value !== undefined) return value;
  throw new WordsUnclear(`${label} takes ${allowed}, not "${text}".`, 0);
}

/** In the person's zone; of a date only the day. */
function readTime(field: FormField, text: string, circumstances: Circumstances): string {
  const tense = /^(at|asked_at|answered_at|since|paid_on|issue_date)$/.test(field.name) ? "past" : "future";
  const now = hereOf(circumstances, tense);
  const tokens = lex(text);
  const { said, used } = takeRun(tokens, wordsOf(tokens), 0, now);
  const plan = used === tokens.length ? settle(said, now, text, 0) : undefined;
  if (!plan) throw new WordsUnclear(`${field.label} takes a time such as tomorrow 9:00, not "${text}".`, 0);
  const day = Temporal.Instant.from(plan.starts).toZonedDateTimeISO(plan.zone).toPlainDate().toString();
  return field.type === "date" ? day : plan.starts;
}
