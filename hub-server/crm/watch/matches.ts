/** For which records the rule of a watch holds, as its owner sees them, and for which it held before. */
import { literal, Op, type WhereOptions } from "sequelize";
import type { Rule } from "../../contract/index.ts";
import { grantsFor, hiddenFields, predicate } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Table } from "../record/table.ts";
import { fieldsOf, ruleSql } from "../rule/index.ts";
import type { Tx } from "../tx.ts";

/** Ids of records. */
export interface Turned {
  readonly fits: readonly string[];
  readonly ends: readonly string[];
  readonly stays: readonly string[];
}

export interface Ruled {
  readonly id: string;
  readonly rule: Rule;
}

const none: Turned = { fits: [], ends: [], stays: [] };

/**
 * Brings what is kept up to date, in the transaction of the job.
 * @param owner whose transaction it is; whoever may not see a field of the rule learns nothing of it
 * @param ids the records that may have changed; null: all of the noun
 * @returns for which records the answer turned
 */
export async function turn(
  tx: Tx,
  table: Table,
  watch: Ruled,
  owner: Standing,
  ids: readonly string[] | null,
  now: Date,
): Promise<Turned> {
  const hidden = hiddenFields(owner, table.noun.key, "view");
  if (fieldsOf(watch.rule).some((field) => hidden.has(field))) return none;
  const fitting = await matching(tx, table, watch.rule, owner, ids, now);
  const known = await tx.query<{ id: string }>(
    `select record_id as id from crm.watch_match where watch_id = $1 and ($2::uuid[] is null or record_id = any ($2))`,
    [watch.id, ids],
  );
  const before = new Set(known.map((row) => row.id));
  const present = new Set(fitting);
  const turned = {
    fits: fitting.filter((id) => !before.has(id)),
    ends: [...before].filter((id) => !present.has(id)),
    stays: fitting.filter((id) => before.has(id)),
  };
  await keep(tx, watch.id, turned);
  return turned;
}

async function keep(tx: Tx, watch: string, { fits, ends }: Turned): Promise<void> {
  if (fits.length)
    await tx.query(
      `insert into crm.watch_match (watch_id, record_id) select $1, unnest($2::uuid[]) on conflict do nothing returning 1`,
      [watch, fits],
    );
  if (ends.length)
    await tx.query(`delete from crm.watch_match where watch_id = $1 and record_id = any ($2) returning 1`, [
      watch,
      ends,
    ]);
}

async function matching(
  tx: Tx,
  table: Table,
  rule: Rule,
  owner: Standing,
  ids: readonly string[] | null,
  now: Date,
): Promise<string[]> {
  if (!grantsFor(owner, table.noun.key, "view").length) return [];
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
