/** Compiling a rule to SQL: the same answer as `holds`, for every row at once. */
import type { Condition, Noun, Rule } from "../../contract/index.ts";
import { columnsOf } from "../record/table.ts";
import { daysBefore } from "./holds.ts";
import { everyRecord, kindOf, type Kind } from "./kind.ts";

type Subject = Pick<Noun, "key" | "fields">;

/** Quotes a text as a literal of SQL, e.g. Sequelize's `escape`. */
export type Escape = (text: string) => string;

/** A boolean expression that is never null, over the table under the noun's name. @param rule as `parseRule` gives it */
export function ruleSql(noun: Subject, rule: Rule, escape: Escape, now: Date): string {
  const join = (rules: readonly Rule[], word: string, none: string) =>
    rules.length ? `(${rules.map((one) => ruleSql(noun, one, escape, now)).join(` ${word} `)})` : none;
  if ("all" in rule) return join(rule.all, "and", "true");
  if ("any" in rule) return join(rule.any, "or", "false");
  if ("not" in rule) return `(not ${ruleSql(noun, rule.not, escape, now)})`;
  return conditionSql(noun, rule, escape, now);
}

/**
 * The same as the condition of a WHERE, where null and false are one: what nothing negates stays a plain comparison, for which there
 * may be an index. `access.rule_where` says the same in the policies.
 */
export function ruleWhere(noun: Subject, rule: Rule, escape: Escape, now: Date): string {
  const join = (rules: readonly Rule[], word: string, none: string) =>
    rules.length ? `(${rules.map((one) => ruleWhere(noun, one, escape, now)).join(` ${word} `)})` : none;
  if ("all" in rule) return join(rule.all, "and", "true");
  if ("any" in rule) return join(rule.any, "or", "false");
  if ("not" in rule) return ruleSql(noun, rule, escape, now);
  const { field, op, value } = rule;
  if (op === "one_of")
    return join(
      (value as unknown[]).map((one): Condition => ({ field, op: "is", value: one })),
      "or",
      "false",
    );
  const column = columnOf(noun, field, escape);
  const plain = op === "is" && (column.kind === "text" || column.kind === "id") && value !== "";
  return plain
    ? `${column.sql} = ${escape(String(value))}${column.kind === "id" ? "::uuid" : ""}`
    : conditionSql(noun, rule, escape, now);
}

interface Column {
  readonly kind: Kind;
  /** SQL of the value. */
  readonly sql: string;
  /** SQL of money's currency. */
  readonly currency: string;
}

function columnOf(noun: Subject, name: string, escape: Escape): Column {
  const kind = kindOf(noun, name)!;
  const quoted = (column: string) => `"${noun.key}"."${column}"`;
  if (kind === "json" && name.startsWith("custom."))
    return { kind, sql: `(${quoted("custom")} -> ${escape(name.slice("custom.".length))})`, currency: "" };
  const field = noun.fields[name];
  const columns = field ? columnsOf(name, field) : [everyRecord[name]!.column];
  return { kind, sql: quoted(columns[0]!), currency: quoted(columns.at(-1)!) };
}

function conditionSql(noun: Subject, { field, op, value }: Condition, escape: Escape, now: Date): string {
  const column = columnOf(noun, field, escape);
  const test = (sign: string, wanted: unknown) =>
    `coalesce(${compareSql(column, sign, wanted, escape)}, false)`;
  const oneOf = () => `(${(value as unknown[]).map((one) => test("=", one)).join(" or ")})`;
  const cutoff = () => daysBefore(column.kind, now, Number(value));
  switch (op) {
    case "filled":
      return filledSql(column);
    case "empty":
      return `(not ${filledSql(column)})`;
    case "is":
      return test("=", value);
    case "is_not":
      return `(not ${test("=", value)})`;
    case "one_of":
      return oneOf();
    case "none_of":
      return `(not ${oneOf()})`;
    case "below":
      return test("<", value);
    case "at_most":
      return test("<=", value);
    case "above":
      return test(">", value);
    case "at_least":
      return test(">=", value);
    case "older_than":
      return test("<", cutoff());
    case "newer_than":
      return test(">", cutoff());
    case "contains":
      return `coalesce(${containsSql(column, String(value), escape)}, false)`;
  }
}

function compareSql({ kind, sql, currency }: Column, sign: string, wanted: unknown, escape: Escape): string {
  switch (kind) {
    case "money": {
      const money = wanted as { amount_minor: number; currency: string };
      return `(${currency} = ${escape(money.currency)} and ${sql} ${sign} ${money.amount_minor})`;
    }
    case "number":
      return `${sql} ${sign} ${Number(wanted)}::numeric`;
    case "boolean":
      return `${sql} ${sign} ${wanted === true}`;
    case "date":
      return `${sql} ${sign} ${escape(String(wanted))}::date`;
    case "datetime": // the hub's clock counts milliseconds
      return `date_trunc('milliseconds', ${sql}) ${sign} ${escape(String(wanted))}::timestamptz`;
    case "json":
      return sign === "="
        ? `${sql} = ${escape(JSON.stringify(wanted))}::jsonb`
        : `case jsonb_typeof(${sql}) when 'number' then ${sql}::numeric ${sign} ${Number(wanted)}::numeric end`;
    case "id":
      return `${sql} = ${escape(String(wanted))}::uuid`;
    case "text":
    case "tags":
    case "other":
      return `(${sql} = ${escape(String(wanted))} and ${sql} <> '')`;
  }
}

function filledSql({ kind, sql }: Column): string {
  switch (kind) {
    case "text":
      return `coalesce(${sql} <> '', false)`;
    case "tags":
      return `coalesce(cardinality(${sql}) > 0, false)`;
    case "json":
      return `coalesce(${sql} not in ('null', '""', '[]'), false)`;
    case "number":
    case "money":
    case "boolean":
    case "date":
    case "datetime":
    case "id":
    case "other":
      return `(${sql} is not null)`;
  }
}

function containsSql({ kind, sql }: Column, part: string, escape: Escape): string {
  const within = (text: string) =>
    `strpos(lower(${text} collate "C"), lower(${escape(part)} collate "C")) > 0`;
  if (kind === "tags") return `${escape(part)} = any (${sql})`;
  if (kind !== "json") return within(sql);
  return `case jsonb_typeof(${sql}) when 'array' then ${sql} @> ${escape(JSON.stringify([part]))}::jsonb
    when 'string' then ${within(`(${sql} #>> '{}')`)} end`;
}
