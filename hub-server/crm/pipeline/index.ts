/** Pipelines and stages: the generic slice, and what keeps a pipeline sound. */
import { pipelines, stages, type Noun } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import type { Ctx, Handler } from "../context.ts";
import { slice } from "../record/slice.ts";
import type { Row } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { parseRule } from "../rule/index.ts";
import { kindOf } from "../rule/kind.ts";

async function load(ctx: Ctx, stageId: string): Promise<number> {
  const [row] = await ctx.tx.query<{ load: string }>(`select crm.stage_load($1) as load`, [stageId]);
  return Number(row!.load);
}

const pipelineExtras: Extras = {
  removing: async (ctx, row) => {
    const [found] = await ctx.tx.query<{ load: string | null }>(
      `select sum(crm.stage_load(id)) as load from crm.stage where pipeline_id = $1`,
      [row.id],
    );
    if (Number(found?.load ?? 0))
      throw new Conflict(`${found!.load} items stand in ${String(row["name"])}. Move or remove them first.`);
  },
};

const stageExtras: Extras = {
  prepare: async (ctx, columns, before) => {
    const pipelineId = String(before?.["pipeline_id"] ?? columns["pipeline_id"]);
    const noun = await nounOf(ctx, pipelineId);
    checkFields(noun, columns["required_fields"] as string[] | null | undefined);
    await checkNext(ctx, pipelineId, before, columns);
    const rule = columns["entry_rule"]
      ? { entry_rule: parseRule(noun, columns["entry_rule"], "/entry_rule") }
      : {};
    if (before) {
      await refuseRecast(ctx, before, columns);
      return { ...columns, ...rule };
    }
    const key = String(columns["key"] ?? slug(String(columns["name"])));
    await refuseTaken(ctx, pipelineId, key);
    return {
      ...columns,
      ...rule,
      key,
      position: columns["position"] ?? (await lastPosition(ctx, pipelineId)) + 1,
    };
  },
  removing: async (ctx, row) => {
    const items = await load(ctx, row.id);
    if (items) throw new Conflict(`${items} items stand in ${String(row["name"])}. Move them first.`);
  },
};

const slug = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "") || "stage";

async function nounOf(ctx: Ctx, pipelineId: string): Promise<Noun> {
  const [row] = await ctx.tx.query<{ entity: string }>(`select entity from crm.pipeline where id = $1`, [
    pipelineId,
  ]);
  return ctx.parts.tables.find((table) => table.noun.key === row!.entity)!.noun;
}

function checkFields(noun: Noun, names: readonly string[] | null | undefined): void {
  const unknown = names?.find((name) => !kindOf(noun, name));
  if (unknown === undefined) return;
  const allowed = `fields of ${noun.plural.toLowerCase()}: ${Object.keys(noun.fields).join(", ")}, owner, custom.…`;
  throw new InputInvalid([{ field: "/required_fields", allowed, got: `"${unknown}"` }]);
}

async function checkNext(
  ctx: Ctx,
  pipelineId: string,
  before: Row | null,
  columns: Partial<Row>,
): Promise<void> {
  const next = columns["next"] as string[] | null | undefined;
  if (!next?.length) return;
  const rows = await ctx.tx.query<{ key: string }>(
    `select key from crm.stage where pipeline_id = $1 and removed_at is null and id is distinct from $2 order by position`,
    [pipelineId, before?.id ?? null],
  );
  const keys = rows.map((row) => row.key);
  const unknown = next.find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new InputInvalid([
      { field: "/next", allowed: `keys of other stages: ${keys.join(", ")}`, got: `"${unknown}"` },
    ]);
}

/** What is closed in a stage has its time of closing: the stage cannot become an open one under it, or the other way round. */
async function refuseRecast(ctx: Ctx, before: Row, columns: Partial<Row>): Promise<void> {
  const wanted = columns["category"];
  if (wanted === undefined || wanted === before["category"]) return;
  const items = await load(ctx, before.id);
  if (items)
    throw new Conflict(
      `${items} items stand in ${String(before["name"])}. Its category can change once it is empty.`,
    );
}

async function refuseTaken(ctx: Ctx, pipelineId: string, key: string): Promise<void> {
  const [row] = await ctx.tx.query<{ name: string }>(
    `select name from crm.stage where pipeline_id = $1 and key = $2 and removed_at is null`,
    [pipelineId, key],
  );
  if (row)
    throw new InputInvalid([
      { field: "/key", allowed: `a key of its own; ${row.name} has this one`, got: `"${key}"` },
    ]);
}

async function lastPosition(ctx: Ctx, pipelineId: string): Promise<number> {
  const [row] = await ctx.tx.query<{ last: number | null }>(
    `select max(position) as last from crm.stage where pipeline_id = $1 and removed_at is null`,
    [pipelineId],
  );
  return row?.last ?? 0;
}

export const pipelineHandlers: readonly Handler[] = [
  ...slice(pipelines, "pipeline", pipelineExtras),
  ...slice(stages, "stage", stageExtras),
];
