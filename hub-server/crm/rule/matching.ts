/** The records for which a rule holds, as one person sees them: what they may not see, nothing of theirs follows. */
import { literal, Op, type WhereOptions } from "sequelize";
import type { Rule } from "../../contract/index.ts";
import { grantsFor, hiddenFields, predicate } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Table } from "../record/table.ts";
import type { Tx } from "../tx.ts";
import { fieldsOf } from "./explain.ts";
import { ruleSql } from "./sql.ts";

/** @param ids among these; null: among all of the noun. @returns ids */
export async function matching(
  tx: Tx,
  table: Table,
  rule: Rule,
  owner: Standing,
  ids: readonly string[] | null,
  now: Date,
): Promise<string[]> {
  if (!grantsFor(owner, table.noun.key, "view").length) return [];
  const hidden = hiddenFields(owner, table.noun.key, "view"); // since the rule was written, perhaps
  if (fieldsOf(rule).some((field) => hidden.has(field))) return [];
  const escape = (text: string) => table.model.sequelize!.escape(text);
  const rows = await table.model.findAll({
    attributes: ["id"],
    where: {
      removed_at: null,
      ...(ids ? { id: [...ids] } : {}),
      [Op.and]: [literal(ruleSql(table.noun, rule, escape, now)), predicate(table, [owner], "view")],
    } as WhereOptions,
    transaction: tx.transaction,
    raw: true,
  });
  return (rows as unknown as { id: string }[]).map((row) => row.id);
}
