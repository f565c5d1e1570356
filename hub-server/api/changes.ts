/** Change events: one row for each record that a call touched, in one statement, in the call's transaction. */
import { randomUUIDv7 } from "node:crypto";
import type { ChangeDraft, Ctx } from "../crm/context.ts";

/** Who writes: the context of a call, or what the hub does by itself, with nobody's id. */
export interface Writer extends Pick<Ctx, "tx" | "change" | "source"> {
  readonly who: { readonly id: string };
  readonly principal: { readonly kind: Ctx["principal"]["kind"]; readonly userId: string };
}

export async function insertChanges(
  ctx: Writer,
  call: string,
  changes: readonly ChangeDraft[],
): Promise<void> {
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
    hidden_from: draft.hiddenFrom ?? null,
    source: draft.source?.kind ?? ctx.source.kind,
    ref: draft.source?.ref ?? ctx.source.ref,
  }));
  const via = ctx.principal.kind === "appservice" ? ctx.principal.userId : null;
  const ref = JSON.stringify(ctx.source.ref);
  await ctx.tx.query(
    `insert into hub.change_event (id, change, entity, entity_id, op, patch, call, actor_id, via, source, source_ref, undo_of, reversible)
     select id, $2, entity, entity_id, op, patch, $3, case when hidden_from is null then $4::uuid end,
       case when hidden_from is null then $5 end, source, case when hidden_from is null then ref else '{}' end, undo_of, reversible
     from jsonb_to_recordset($1::jsonb) as draft
       (id uuid, place int, entity text, entity_id uuid, op text, patch jsonb, undo_of uuid, reversible boolean, hidden_from uuid, source text, ref jsonb)
     order by place`,
    [JSON.stringify(rows), ctx.change, call, ctx.who.id || null, via],
  );
  for (const { id, hidden_from } of rows.filter((row) => row.hidden_from))
    await ctx.tx.query(
      `insert into hub.hidden_actor (id, actor_id, hidden_from, via, source_ref) values ($1, $2, $3, $4, $5)`,
      [id, ctx.who.id, hidden_from, via, ref],
    );
}
