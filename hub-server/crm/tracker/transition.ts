/** Transitions: one row for each change of stage, whoever wrote it: a move, an import, an undo. */
import { randomUUIDv7 } from "node:crypto";
import type { Stored } from "../record/table.ts";

/** A trigger copies from the record what decides who sees the move. */
export const recordTransition =
  (noun: string): Stored =>
  async (ctx, row, before, draft) => {
    if (before?.["stage_id"] === row["stage_id"]) return;
    const entered = before ? new Date(before["entered_stage_at"] as Date | string).getTime() : Number.NaN;
    const seconds = before ? Math.max(0, Math.floor((ctx.now.getTime() - entered) / 1000)) : null;
    const reason = draft.patch?.["reason"]?.[1] ?? null;
    await ctx.tx.query(
      `insert into crm.stage_transition
         (id, noun, record_id, pipeline_id, from_stage_id, to_stage_id, at, by_id, seconds_in_from, reason, source, change,
          undo_of, back)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, undone.id, coalesce(not undone.back, false)
       from (select) one left join lateral (
         select t.id, t.back from hub.change_event e join crm.stage_transition t on t.change = e.change and t.record_id = e.entity_id
         where e.id = $13 and t.from_stage_id is not null) undone on true`,
      [
        randomUUIDv7(),
        noun,
        row.id,
        row["pipeline_id"],
        before?.["stage_id"] ?? null,
        row["stage_id"],
        ctx.now.toISOString(),
        ctx.who.id || null,
        seconds,
        reason,
        JSON.stringify(ctx.source.ref),
        ctx.change,
        draft.undoOf ?? null,
      ],
    );
  };
