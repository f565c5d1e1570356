/** Rules in words, with titles where ids stand. */
import type { Rule } from "../../contract/index.ts";
import type { Ctx } from "../context.ts";
import { linkTo } from "../record/anyref.ts";
import type { Table } from "../record/table.ts";
import { ruleText } from "../rule/index.ts";

/** @returns nothing for a rule that always holds */
export async function wordsOf(ctx: Ctx, table: Table, rule: Rule): Promise<string> {
  return ruleText(table.noun, await titled(ctx, table, rule))
    .replaceAll(/\s+/g, " ")
    .trim();
}

async function titled(ctx: Ctx, table: Table, rule: Rule): Promise<Rule> {
  if ("all" in rule) return { all: await all(ctx, table, rule.all) };
  if ("any" in rule) return { any: await all(ctx, table, rule.any) };
  if ("not" in rule) return { not: await titled(ctx, table, rule.not) };
  const to = rule.field === "owner" ? "person" : table.noun.fields[rule.field]?.to;
  if (!to || rule.value === undefined) return rule;
  const several = Array.isArray(rule.value);
  const titles = new Set<unknown>();
  for (const id of several ? (rule.value as unknown[]) : [rule.value])
    titles.add((await linkTo(ctx, { noun: to, id: String(id) }))?.title ?? id);
  return { ...rule, value: several ? [...titles] : [...titles][0] };
}

async function all(ctx: Ctx, table: Table, rules: readonly Rule[]): Promise<Rule[]> {
  const named: Rule[] = [];
  for (const one of rules) named.push(await titled(ctx, table, one));
  return named;
}
