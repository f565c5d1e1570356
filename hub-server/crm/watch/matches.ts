/** For which records the rule of a watch holds, as its owner sees them, and for which it held before. */
import type { Rule } from "../../contract/index.ts";
import { hiddenFields } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Table } from "../record/table.ts";
import { fieldsOf } from "../rule/index.ts";
import { matching } from "../rule/matching.ts";
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
