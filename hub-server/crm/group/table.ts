/** How groups are kept. The room of a group of colleagues has exactly its members; that of other groups is open by right. */
import type { TableOptions } from "../record/table.ts";

export const groupTable: TableOptions = {
  roomMembers: async (tx, id) => {
    const [row] = await tx.query<{ people: string[] | null }>(`select crm.group_people($1) as people`, [id]);
    return row?.people ?? undefined;
  },
  stored: async (ctx, row, before) => {
    const renamed = before?.["name"] !== row["name"] || before?.removed_at !== row.removed_at;
    if (row["of"] === "person" && renamed) ctx.tell({ kind: "group", group: row.id });
  },
};
