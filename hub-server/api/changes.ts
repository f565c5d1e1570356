/** Change events: one row for each record that a call touched, in one statement, in the call's transaction. */
import { randomUUIDv7 } from "node:crypto";
import type { ChangeDraft, Ctx } from "../crm/context.ts";

export async function insertChanges(ctx: Ctx, call: string, changes: readonly ChangeDraft[]): Promise<void> {
  if (!changes.length) return;
  const rows = changes.map((draft, index) => ({
    id: randomUUIDv7(),
    place: index,
    entity: draft.entity,
    entity_id: draft.entityId,
    op: draft.op,
    patch: draft.patch,
    undo_of: draft.undoOf ?? null,
    reversible: draft.reversible ?? true,
  }));
  const via = ctx.principal.kind === "appservice" ? ctx.principal.userId : null;
  await ctx.tx.query(
    `insert into hub.change_event (id, change, entity, entity_id, op, patch, call, actor_id, via, source, source_ref, undo_of, reversible)
     select id, $2, entity, entity_id, op, patch, $3, $4, $5, $6, $7, undo_of, reversible
     from jsonb_to_recordset($1::jsonb) as draft
       (id uuid, place int, entity text, entity_id uuid, op text, patch jsonb, undo_of uuid, reversible boolean)
     order by place`,
    [
      JSON.stringify(rows),
      ctx.change,
      call,
      ctx.who.id || null,
      via,
      ctx.source.kind,
      JSON.stringify(ctx.source.ref),
    ],
  );
}
