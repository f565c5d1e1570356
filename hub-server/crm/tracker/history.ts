/** Where a record stands, where it may go, and where it has been. */
import { listLegalStages, listTransitions } from "../../contract/index.ts";
import { does } from "../context.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { linkOf, peopleLinks, recordLinks } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import { pipelineTable } from "./board.ts";
import { trackedTables } from "./move.ts";
import { mustTrack } from "./moves.ts";
import { isOpen, legalNext, missingFor, stageLink, stageOut, stagesOf } from "./stages.ts";

export const stages = does(listLegalStages, async (ctx, { ref }) => {
  const pipelines = pipelineTable(ctx);
  const { table, row } = await resolve(ctx, [...trackedTables(ctx), pipelines], ref);
  if (table !== pipelines) mustTrack(ctx, table, row);
  const pipelineId = table === pipelines ? row.id : String(row["pipeline_id"]);
  const all = await stagesOf(ctx, pipelineId);
  const current = all.find((stage) => stage.id === row["stage_id"]);
  const legal = current && (isOpen(current) ? legalNext(all, current) : all.filter(isOpen));
  const line =
    table === pipelines
      ? linkOf(pipelines, row)
      : (await recordLinks(ctx, pipelines, [pipelineId])).get(pipelineId);
  return {
    pipeline: line!,
    items: all.map((stage) => ({
      ...stageOut(stage),
      current: stage === current,
      legal: legal?.includes(stage) ?? false,
      missing: current ? missingFor(table, stage, row, ctx.now, "").map((error) => error.field.slice(1)) : [],
    })),
  };
});

interface TransitionRow {
  id: string;
  at: Date;
  time: string;
  by_id: string | null;
  seconds_in_from: string | null;
  reason: string | null;
  change: string;
  source: Record<string, string>;
  undone: boolean;
  from: { id: string; number: string; name: string } | null;
  to: { id: string; number: string; name: string };
}

export const history = does(listTransitions, async (ctx, { ref, limit = 50, after }) => {
  const { table, row } = await resolve(ctx, trackedTables(ctx), ref, "any");
  mustTrack(ctx, table, row);
  const cursor = after === undefined ? undefined : decodeCursor(after, "time");
  const found = await ctx.tx.query<TransitionRow>(
    `select t.id, t.at, t.at::text as time, t.by_id, t.seconds_in_from, t.reason, t.change, t.source,
       exists (select from crm.stage_transition u where u.undo_of = t.id) as undone,
       case when f.id is not null then jsonb_build_object('id', f.id, 'number', f.number, 'name', f.name) end as from,
       jsonb_build_object('id', s.id, 'number', s.number, 'name', s.name) as to
     from crm.stage_transition t left join crm.stage f on f.id = t.from_stage_id join crm.stage s on s.id = t.to_stage_id
     where t.record_id = $1 and ($2::timestamptz is null or (t.at, t.id) < ($2, $3::uuid))
     order by t.at desc, t.id desc limit $4`,
    [row.id, cursor?.value ?? null, cursor?.id ?? null, limit + 1],
  );
  const page = found.slice(0, limit);
  const people = await peopleLinks(
    ctx,
    page.map((one) => one.by_id),
  );
  const last = page.at(-1);
  return {
    items: page.map(({ id, at, from, to, by_id, seconds_in_from, reason, change, source, undone }) => ({
      id,
      from: from && stageLink(from),
      to: stageLink(to),
      at: at.toISOString(),
      by: people.get(by_id ?? "") ?? null,
      seconds: seconds_in_from === null ? null : Number(seconds_in_from),
      reason,
      change,
      source,
      undone,
    })),
    next: found.length > limit && last ? encodeCursor({ value: last.time, id: last.id }) : null,
  };
});
