/** How groups are kept. The room of a group of colleagues has exactly its members; that of other groups is open by right. */
import type { Ctx } from "../context.ts";
import type { TableOptions } from "../record/table.ts";

/** What was shared with a group that is gone its members see no more. */
async function tellMembers(ctx: Ctx, group: string): Promise<void> {
  const people = await ctx.tx.query<{ user_id: string }>(
    `select p.user_id from crm.group_member m join access.person p on p.id = m.member_id
     where m.group_id = $1 and m.left_at is null`,
    [group],
  );
  for (const { user_id } of people) ctx.tell({ kind: "membership", person: user_id });
}

export const groupTable: TableOptions = {
  roomMembers: async (tx, id) => {
    const [row] = await tx.query<{ people: string[] | null }>(`select crm.group_people($1) as people`, [id]);
    return row?.people ?? undefined;
  },
  stored: async (ctx, row, before) => {
    const renamed = before?.["name"] !== row["name"] || before?.removed_at !== row.removed_at;
    if (row["of"] !== "person") return;
    if (renamed) ctx.tell({ kind: "group", group: row.id });
    if (row.removed_at && !before?.removed_at) await tellMembers(ctx, row.id);
  },
};
