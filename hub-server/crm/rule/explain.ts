/** What a rule is about, and why it does not hold, in words. */
import { opWords, type Condition, type Noun, type Rule } from "../../contract/index.ts";
import type { FieldError } from "../../errors.ts";
import { asText } from "../record/values.ts";
import type { Row } from "../record/table.ts";
import { holds, valueOf } from "./holds.ts";

type Subject = Pick<Noun, "fields">;

/** The fields that a rule looks at: a change of others cannot change its answer. */
export function fieldsOf(rule: Rule): string[] {
  const all = (rules: readonly Rule[]) => [...new Set(rules.flatMap(fieldsOf))];
  if ("all" in rule) return all(rule.all);
  if ("any" in rule) return all(rule.any);
  return "not" in rule ? fieldsOf(rule.not) : [rule.field];
}

/** One sentence part for each condition that stands in the way, by field; nothing when the rule holds. */
export function unmet(noun: Subject, rule: Rule, row: Row, now: Date): FieldError[] {
  if (holds(noun, rule, row, now)) return [];
  if ("all" in rule) return rule.all.flatMap((one) => unmet(noun, one, row, now));
  if ("field" in rule) return [errorOf(noun, rule, row)];
  const allowed = ruleText(noun, rule);
  return fieldsOf(rule).map((field) => ({ field, allowed, got: shown(noun, field, row) }));
}

function errorOf(noun: Subject, condition: Condition, row: Row): FieldError {
  return {
    field: condition.field,
    allowed: conditionText(noun, condition),
    got: shown(noun, condition.field, row),
  };
}

const labelOf = (noun: Subject, field: string) => noun.fields[field]?.label ?? field;

function text(noun: Subject, name: string, value: unknown): string {
  const field = typeof value === "number" ? undefined : noun.fields[name]; // a number of days, or plain
  if (Array.isArray(value)) return value.map((one) => text(noun, name, one)).join(", ");
  return field?.type === "money" || field?.type === "datetime" || field?.type === "choice"
    ? asText(field, value)
    : String(value);
}

function shown(noun: Subject, field: string, row: Row): string {
  const value = valueOf(noun, field, row);
  return value === null ? "nothing" : text(noun, field, value);
}

function conditionText(noun: Subject, { field, op, value }: Condition): string {
  return [opWords[op], value === undefined ? "" : text(noun, field, value)].filter(Boolean).join(" ");
}

/** A rule as people read it. */
export function ruleText(noun: Subject, rule: Rule): string {
  const join = (rules: readonly Rule[], word: string) => rules.map((one) => ruleText(noun, one)).join(word);
  if ("all" in rule) return join(rule.all, " and ");
  if ("any" in rule) return join(rule.any, " or ");
  if ("not" in rule) return `not (${ruleText(noun, rule.not)})`;
  return `${labelOf(noun, rule.field)} ${conditionText(noun, rule)}`.trim();
}
