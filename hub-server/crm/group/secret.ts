/** Records whose authors nobody may learn belong to no group: that its owner sees them would tell. */
import type { Row, Table } from "../record/table.ts";
import type { Tx } from "../tx.ts";

/** @returns those of the ids */
export async function hidingAuthors(tx: Tx, table: Table, ids: readonly string[]): Promise<Set<string>> {
  const { hidesAuthorFrom } = table;
  if (!hidesAuthorFrom || !ids.length) return new Set();
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: { id: [...ids] },
    transaction: tx.transaction,
    raw: true,
  });
  const hiding = (rows as unknown as Row[]).filter((row) => hidesAuthorFrom(row) !== undefined);
  return new Set(hiding.map((row) => row.id));
}
