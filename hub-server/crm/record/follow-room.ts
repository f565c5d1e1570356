/** Who may see a record follows from what stands in it: after each write, whoever made it, its room is looked at. */
import type { Ctx } from "../context.ts";
import { roomOf } from "./card.ts";
import type { Row, Table } from "./table.ts";

/** By transaction: whether some role sees records of a noun by a rule over their fields. */
const known = new WeakMap<object, Map<string, Promise<boolean>>>();

export async function followRoom(ctx: Ctx, table: Table, before: Row, after: Row): Promise<void> {
  if (table.noun.room === "none") return;
  const moved = after.owner_id !== before.owner_id || after.group_id !== before.group_id;
  if ((moved || (await isRuled(ctx, table.noun.key))) && (await roomOf(ctx, after.id)))
    ctx.tell({ kind: "membership", records: [after.id] });
}

function isRuled({ tx }: Ctx, noun: string): Promise<boolean> {
  const here = known.get(tx) ?? new Map<string, Promise<boolean>>();
  known.set(tx, here);
  const asked =
    here.get(noun) ??
    tx
      .query(`select from access.permission where noun = $1 and verb = 'view' and rule is not null limit 1`, [
        noun,
      ])
      .then((rows) => rows.length > 0);
  here.set(noun, asked);
  return asked;
}
