/** The records that a rule names: to learn that it holds is to learn of them, and a watch may be called by their titles. */
import type { Rule } from "../../contract/index.ts";
import type { Table } from "../record/table.ts";
import { rowsOf, type Telling } from "./seen.ts";

type Pointer = readonly [noun: string, id: string];

function pointersOf(table: Table, rule: Rule): Pointer[] {
  if ("all" in rule) return rule.all.flatMap((one) => pointersOf(table, one));
  if ("any" in rule) return rule.any.flatMap((one) => pointersOf(table, one));
  if ("not" in rule) return pointersOf(table, rule.not);
  const { to } = table.noun.fields[rule.field] ?? {};
  if (!to || rule.value === undefined) return [];
  return [rule.value].flat().map((id) => [to, String(id)] as const);
}

/** Whether everybody who reads may see each record that the rule names; colleagues are known to all. */
export async function areNamedToAll(telling: Telling): Promise<boolean> {
  const { of, rule } = telling.watch;
  const table = telling.parts.tables.find(({ noun }) => noun.key === of);
  if (!table || !rule) return true;
  for (const [noun, pointers] of Map.groupBy(pointersOf(table, rule), ([to]) => to)) {
    const target = telling.parts.tables.find((one) => one.noun.key === noun);
    const ids = [...new Set(pointers.map(([, id]) => id))];
    const rows =
      target &&
      (await rowsOf(
        telling,
        target,
        ids.map((id) => ({ id })),
      ));
    if (rows && rows.length < ids.length) return false;
  }
  return true;
}
