/** In and out of groups: the only statements that write memberships. Each answers the ids that really moved. */
import type { Ctx } from "../context.ts";

type Mover = Pick<Ctx, "tx" | "now" | "change">;

/** @param by who put them in; null: the rule */
export async function enter(
  { tx, now, change }: Mover,
  group: string,
  of: string,
  ids: readonly string[],
  by: string | null,
): Promise<string[]> {
  if (!ids.length) return [];
  const rows = await tx.query<{ member_id: string }>(
    `insert into crm.group_member (id, group_id, member_noun, member_id, added_by, entered_at, entered_change)
     select gen_random_uuid(), $1, $2, member, $4, $5, $6 from unnest($3::uuid[]) member
     on conflict (group_id, member_id) where left_at is null do nothing returning member_id`,
    [group, of, ids, by, now.toISOString(), change],
  );
  return rows.map((row) => row.member_id);
}

export async function leave(
  { tx, now, change }: Mover,
  group: string,
  ids: readonly string[],
): Promise<string[]> {
  if (!ids.length) return [];
  const rows = await tx.query<{ member_id: string }>(
    `update crm.group_member set left_at = greatest($3::timestamptz, entered_at), left_change = $4
     where group_id = $1 and member_id = any ($2) and left_at is null returning member_id`,
    [group, ids, now.toISOString(), change],
  );
  return rows.map((row) => row.member_id);
}
