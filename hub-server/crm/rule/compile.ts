/** A rule over columns, from which `access.rule_sql` makes policies of row-level security: PostgreSQL knows no fields. */
import type { Noun, Rule } from "../../contract/index.ts";
import { columnsOf } from "../record/table.ts";
import { everyRecord, kindOf } from "./kind.ts";

type Compiled = Readonly<Record<string, unknown>>;

/** @param rule as `parseRule` gives it */
export function compileRule(noun: Pick<Noun, "fields">, rule: Rule): Compiled {
  if ("all" in rule) return { all: rule.all.map((one) => compileRule(noun, one)) };
  if ("any" in rule) return { any: rule.any.map((one) => compileRule(noun, one)) };
  if ("not" in rule) return { not: compileRule(noun, rule.not) };
  const { field: name, ...asked } = rule;
  const kind = kindOf(noun, name)!;
  if (name.startsWith("custom.")) return { ...asked, kind, path: name.slice("custom.".length) };
  const field = noun.fields[name];
  const columns = field ? columnsOf(name, field) : [everyRecord[name]!.column];
  return { ...asked, kind, column: columns[0], ...(kind === "money" ? { currency: columns[1] } : {}) };
}
