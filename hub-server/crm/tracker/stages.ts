/** Stages of a pipeline, in their order, and which may follow which. */
import type { Rule, stageCategories, StageOut } from "../../contract/index.ts";
import { Conflict, InputInvalid, type FieldError } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import { unmet } from "../rule/index.ts";
import { valueOf } from "../rule/holds.ts";

export interface Stage {
  readonly id: string;
  readonly number: string;
  readonly pipeline_id: string;
  readonly name: string;
  readonly key: string;
  readonly position: number;
  readonly category: (typeof stageCategories)[number];
  readonly probability: number | null;
  readonly sla_hours: number | null;
  readonly wip_limit: number | null;
  readonly required_fields: readonly string[] | null;
  readonly entry_rule: Rule | null;
  readonly next: readonly string[] | null;
}

const columns = `id, number, pipeline_id, name, key, position, category, probability, sla_hours, wip_limit, required_fields, entry_rule, next`;

/** Asked once a transaction: an import enters the same pipeline hundreds of times. */
const known = new WeakMap<object, Map<string, Promise<Stage[]>>>();

export function stagesOf(ctx: Pick<Ctx, "tx">, pipelineId: string): Promise<Stage[]> {
  const here = known.get(ctx.tx) ?? new Map<string, Promise<Stage[]>>();
  known.set(ctx.tx, here);
  const found =
    here.get(pipelineId) ??
    ctx.tx.query<Stage>(
      `select ${columns} from crm.stage where pipeline_id = $1 and removed_at is null order by position, id`,
      [pipelineId],
    );
  here.set(pipelineId, found);
  return found;
}

const mains = new WeakMap<object, Map<string, string>>();

/** The pipeline that a noun's records enter unless another is named; asked once a transaction. */
export async function mainPipeline(ctx: Ctx, table: Table): Promise<string> {
  const here = mains.get(ctx.tx) ?? new Map<string, string>();
  mains.set(ctx.tx, here);
  const id = here.get(table.noun.key) ?? (await askMain(ctx, table));
  here.set(table.noun.key, id);
  return id;
}

async function askMain(ctx: Ctx, table: Table): Promise<string> {
  const [row] = await ctx.tx.query<{ id: string }>(
    `select id from crm.pipeline where entity = $1 and removed_at is null order by main desc nulls last, id limit 1`,
    [table.noun.key],
  );
  if (!row)
    throw new Conflict(`There is no pipeline for ${table.noun.plural.toLowerCase()} that you can see.`);
  return row.id;
}

/**
 * The stage that a text names: by number, id, key or name, or as the only one whose name begins so.
 * @throws InputInvalid with the stages there are
 */
export function findStage(stages: readonly Stage[], text: string, field: string): Stage {
  const wanted = text.trim().toLowerCase();
  const exact = stages.find((stage) =>
    [stage.number, stage.id, stage.key, stage.name].some((name) => name.toLowerCase() === wanted),
  );
  const beginning = stages.filter((stage) => stage.name.toLowerCase().startsWith(wanted));
  const found = exact ?? (beginning.length === 1 ? beginning[0] : undefined);
  if (found) return found;
  throw new InputInvalid([{ field, allowed: `one of ${namesOf(stages)}`, got: `"${text}"` }]);
}

export const namesOf = (stages: readonly Stage[]) => stages.map((stage) => stage.name).join(", ") || "none";

export const isOpen = (stage: Stage) => stage.category === "open";

/** The stages that may follow by a move: those it lists, or any. Out of a closed stage only reopening leads. */
export function legalNext(stages: readonly Stage[], from: Stage): Stage[] {
  if (!isOpen(from)) return [];
  return stages.filter(
    (stage) => stage.id !== from.id && (!from.next?.length || from.next.includes(stage.key)),
  );
}

/** What a row lacks for a stage: its required fields, and what its entry rule asks. Fields are named below `path`. */
export function missingFor(table: Table, stage: Stage, row: Row, now: Date, path: string): FieldError[] {
  const required = (stage.required_fields ?? []).filter((name) => valueOf(table.noun, name, row) === null);
  const absent = required.map((name) => ({
    field: name,
    allowed: `given for ${stage.name}`,
    got: "nothing",
  }));
  const broken = stage.entry_rule ? unmet(table.noun, stage.entry_rule, row, now) : [];
  const all = [...absent, ...broken.filter((error) => !required.includes(error.field))];
  return all.map((error) => ({ ...error, field: `${path}/${error.field}` }));
}

/** A stage as answers show it. */
export function stageOut(stage: Stage): StageOut {
  const { id, number, name: title, key, position, category, probability, sla_hours, wip_limit } = stage;
  const required_fields = [...(stage.required_fields ?? [])];
  return {
    id,
    noun: "stage",
    number,
    title,
    key,
    position,
    category,
    probability,
    sla_hours,
    wip_limit,
    required_fields,
  };
}

export function stageLink({ id, number, name }: Pick<Stage, "id" | "number" | "name">) {
  return { id, noun: "stage", number, title: name };
}
