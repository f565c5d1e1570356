/** Entering a stage: what must hold, and which columns follow. */
import { Conflict, InputInvalid } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { rankAfter } from "./rank.ts";
import { findStage, isOpen, mainPipeline, missingFor, stagesOf, type Stage } from "./stages.ts";

/** One person at a time arranges a stage, or fills its last place. */
export async function lockStage(ctx: Ctx, stageId: string): Promise<void> {
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [stageId]);
}

/**
 * The columns of a row that enters a stage, at its end.
 * @param row as it will stand there
 * @throws InputInvalid for what is missing, Conflict when the stage is full
 */
export async function entering(
  ctx: Ctx,
  table: Table,
  stage: Stage,
  row: Row,
  path: string,
): Promise<Partial<Row>> {
  const missing = missingFor(table, stage, row, ctx.now, path);
  if (missing.length) throw new InputInvalid(missing);
  if (stage.wip_limit) await refuseFull(ctx, stage, stage.wip_limit);
  return {
    stage_id: stage.id,
    entered_stage_at: ctx.now,
    closed_at: isOpen(stage) ? null : ctx.now,
    rank: rankAfter(await lastRank(ctx, table, stage.id)),
    ...table.tracked?.entering?.(row, stage.category, ctx.now),
  };
}

async function refuseFull(ctx: Ctx, stage: Stage, limit: number): Promise<void> {
  await lockStage(ctx, stage.id);
  const [row] = await ctx.tx.query<{ load: string }>(`select crm.stage_load($1) as load`, [stage.id]);
  if (Number(row!.load) >= limit)
    throw new Conflict(`${stage.name} holds ${row!.load} of at most ${limit}. Move one on first.`, {
      errors: [{ field: "/to", allowed: "a stage with room", got: `"${stage.name}"` }],
    });
}

async function lastRank(ctx: Ctx, table: Table, stageId: string): Promise<string | null> {
  const [row] = await ctx.tx.query<{ rank: string }>(
    `select rank from crm."${table.noun.key}" where stage_id = $1 and removed_at is null order by rank desc, id desc limit 1`,
    [stageId],
  );
  return row?.rank ?? null;
}

/** What every tracked noun adds to the slice: a record begins in a stage. */
export function trackedExtras(noun: string, aspect?: Extras["aspect"]): Extras {
  return {
    ...(aspect ? { aspect } : {}),
    prepare: async (ctx, columns, before, input) => {
      if (before) return columns;
      const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun)!;
      const pipeline_id = (columns["pipeline_id"] as string | undefined) ?? (await mainPipeline(ctx, table));
      const stages = await stagesOf(ctx, pipeline_id);
      const stage = birthplace(stages, input["stage"] as string | undefined);
      const row = {
        ...columns,
        custom: (input["custom"] as Row["custom"]) ?? {},
        created_at: ctx.now,
        changed_at: ctx.now,
      };
      return { ...columns, pipeline_id, ...(await entering(ctx, table, stage, row as Row, "")) };
    },
  };
}

function birthplace(stages: readonly Stage[], named: string | undefined): Stage {
  if (named !== undefined) return findStage(stages, named, "/stage");
  const first = stages.find(isOpen) ?? stages[0];
  if (!first) throw new Conflict("This pipeline has no stage yet. An administrator adds them.");
  return first;
}
