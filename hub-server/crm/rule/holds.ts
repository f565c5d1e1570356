/** Evaluating a rule on one row, in JavaScript. Every condition answers true or false; an empty field makes a comparison false. */
import type { Condition, Noun, Rule } from "../../contract/index.ts";
import { fromColumns } from "../record/values.ts";
import type { Row } from "../record/table.ts";
import { everyRecord, kindOf, type Kind } from "./kind.ts";

type Subject = Pick<Noun, "fields">;

/** Whether a rule, as `parseRule` gives it, holds for a row. @param now for `older_than` and `newer_than` */
export function holds(noun: Subject, rule: Rule, row: Row, now: Date): boolean {
  if ("all" in rule) return rule.all.every((one) => holds(noun, one, row, now));
  if ("any" in rule) return rule.any.some((one) => holds(noun, one, row, now));
  if ("not" in rule) return !holds(noun, rule.not, row, now);
  return conditionHolds(noun, rule, row, now);
}

/** The value of a field as rules compare it; null when it is empty. */
export function valueOf(noun: Subject, name: string, row: Row): unknown {
  const field = noun.fields[name];
  const value = name.startsWith("custom.")
    ? row.custom[name.slice("custom.".length)]
    : field
      ? fromColumns(name, field, row)
      : row[everyRecord[name]!.column];
  if (value instanceof Date) return value.toISOString();
  return value === undefined || value === "" || (Array.isArray(value) && !value.length) ? null : value;
}

export function conditionHolds(noun: Subject, { field, op, value }: Condition, row: Row, now: Date): boolean {
  const kind = kindOf(noun, field)!;
  const have = valueOf(noun, field, row);
  const equals = (wanted: unknown) => have !== null && compare(kind, have, wanted) === 0;
  const order = () => (have === null ? undefined : compare(kind, have, value));
  switch (op) {
    case "filled":
      return have !== null;
    case "empty":
      return have === null;
    case "is":
      return equals(value);
    case "is_not":
      return !equals(value);
    case "one_of":
      return (value as unknown[]).some(equals);
    case "none_of":
      return !(value as unknown[]).some(equals);
    case "below":
      return (order() ?? Number.NaN) < 0;
    case "at_most":
      return (order() ?? Number.NaN) <= 0;
    case "above":
      return (order() ?? Number.NaN) > 0;
    case "at_least":
      return (order() ?? Number.NaN) >= 0;
    case "older_than":
      return have !== null && (compare(kind, have, daysBefore(kind, now, Number(value))) ?? 0) < 0;
    case "newer_than":
      return have !== null && (compare(kind, have, daysBefore(kind, now, Number(value))) ?? 0) > 0;
    case "contains":
      return have !== null && contains(have, String(value));
  }
}

/** The day or instant so many days before now, as text; UTC. */
export function daysBefore(kind: Kind, now: Date, days: number): string {
  const instant = new Date(now.getTime() - days * 86_400_000).toISOString();
  return kind === "date" ? instant.slice(0, 10) : instant;
}

/** Below, at or above zero; undefined when the two cannot be compared, such as amounts of two currencies. */
function compare(kind: Kind, have: unknown, wanted: unknown): number | undefined {
  switch (kind) {
    case "datetime":
      return Date.parse(String(have)) - Date.parse(String(wanted));
    case "money": {
      const [a, b] = [have, wanted] as { amount_minor: number; currency: string }[];
      return a!.currency === b!.currency ? a!.amount_minor - b!.amount_minor : undefined;
    }
    case "number":
      return Number(have) - Number(wanted);
    case "json":
      if (typeof have !== typeof wanted) return undefined;
      return typeof have === "number" ? have - Number(wanted) : have === wanted ? 0 : undefined;
    case "date":
      return String(have) < String(wanted) ? -1 : Number(have !== wanted);
    case "text":
    case "boolean":
    case "tags":
    case "id":
    case "other":
      return have === wanted ? 0 : undefined;
  }
}

/** Capitals of A to Z do not count, as in PostgreSQL's collation "C", which every database has. */
const folded = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

function contains(have: unknown, part: string): boolean {
  if (Array.isArray(have)) return have.includes(part);
  return typeof have === "string" && folded(have).includes(folded(part));
}
