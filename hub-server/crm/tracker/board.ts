/** The board: a pipeline as columns. The number of statements does not depend on how many columns or items there are. */
import { literal, Op, type WhereOptions } from "sequelize";
import { showBoard, type trackedNouns } from "../../contract/index.ts";
import { predicate } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { linkOf } from "../record/links.ts";
import { resolveIn } from "../record/resolve.ts";
import { selectSql } from "../record/sql.ts";
import type { Row, Table } from "../record/table.ts";
import { findPerson } from "../record/take.ts";
import { itemsOf, sumOf, type Found } from "./items.ts";
import { idleSql, lateSql } from "./lateness.ts";
import { mustTrack } from "./moves.ts";
import { findStage, stageOut, stagesOf, type Stage } from "./stages.ts";

export const pipelineTable = (ctx: Ctx) => ctx.parts.tables.find((table) => table.noun.key === "pipeline")!;

interface View {
  readonly pipeline: Row;
  readonly table: Table;
  readonly stages: readonly Stage[];
  /** What everybody concerned may see of it, narrowed by what was asked. */
  readonly where: WhereOptions;
  readonly limit: number;
  readonly after: string | undefined;
}

export const board = does(showBoard, async (ctx, { ref, owner, stage, limit = 20, after }) => {
  const pipeline = await resolveIn(ctx, pipelineTable(ctx), ref);
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === pipeline["entity"])!;
  mustTrack(ctx, table);
  const all = await stagesOf(ctx, pipeline.id);
  const stages = stage === undefined ? all : [findStage(all, stage, "/stage")];
  const owned = owner === undefined ? {} : { owner_id: (await findPerson(ctx, owner)).id };
  const where = {
    ...owned,
    removed_at: null,
    [Op.and]: [predicate(table, ctx.viewers, "view")],
  } as WhereOptions;
  const view: View = {
    pipeline,
    table,
    stages,
    where,
    limit,
    after: stage === undefined ? undefined : after,
  };
  const figures = await figuresOf(ctx, view);
  const rows = await rowsOf(ctx, view);
  const items = await itemsOf(
    ctx,
    rows.flatMap(({ found }) => found.slice(0, limit)),
  );
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    pipeline: linkOf(pipelineTable(ctx), pipeline),
    noun: table.noun.key as (typeof trackedNouns)[number],
    columns: rows.map(({ stage: column, found }) => ({
      stage: stageOut(column),
      ...figures(column),
      items: found.slice(0, limit).map(({ row }) => byId.get(row.id)!),
      next: nextOf(found, limit),
    })),
  };
});

function nextOf(found: readonly Found[], limit: number): string | null {
  const last = found[limit - 1]?.row;
  return found.length > limit && last ? encodeCursor({ value: String(last["rank"]), id: last.id }) : null;
}

interface Figure {
  stage_id: string;
  currency: string | null;
  count: string;
  sum: string | null;
  late: string;
  idle: string;
}

/** Counts and sums of each column, in one statement. */
async function figuresOf(ctx: Ctx, { table, stages, where }: View) {
  const sum = sumOf(ctx, table);
  const now = `'${ctx.now.toISOString()}'`;
  const money = sum ? [`${sum}_minor`, `${sum}_currency`] : [];
  const rows = selectSql(table, {
    attributes: ["stage_id", "pipeline_id", "entered_stage_at", "changed_at", ...money],
    where: { [Op.and]: [where, { stage_id: stages.map((stage) => stage.id) }] },
  });
  const [minor, currency] = sum ? [`sum(i."${sum}_minor")`, `i."${sum}_currency"`] : ["null", "null::text"];
  const figures = await ctx.tx.query<Figure>(
    `select i.stage_id, ${currency} as currency, count(*) as count, ${minor} as sum,
       count(*) filter (where ${lateSql("i", now)}) as late, count(*) filter (where ${idleSql("i", now)}) as idle
     from (${rows}) i join crm.stage s on s.id = i.stage_id join crm.pipeline p on p.id = i.pipeline_id
     group by 1, 2 order by 2`,
  );
  return (stage: Stage) => {
    const mine = figures.filter((figure) => figure.stage_id === stage.id);
    const total = (name: "count" | "late" | "idle") =>
      mine.reduce((all, figure) => all + Number(figure[name]), 0);
    const sums = mine.filter((figure) => figure.currency !== null);
    return {
      count: total("count"),
      late: total("late"),
      idle: total("idle"),
      sums: sums.map((figure) => ({ amount_minor: Number(figure.sum), currency: figure.currency! })),
    };
  };
}

/** The first items of each column and one more, in one statement. */
async function rowsOf(ctx: Ctx, { pipeline, table, stages, where, limit, after }: View) {
  const key = `"${table.noun.key}"`;
  const cursor = after === undefined ? undefined : decodeCursor(after);
  const escape = (text: string) => table.model.sequelize!.escape(text);
  const beyond =
    cursor && `(${key}."rank", ${key}."id") > (${escape(cursor.value ?? "")}, ${escape(cursor.id)}::uuid)`;
  const column = selectSql(table, {
    attributes: Object.keys(table.model.getAttributes()).filter((name) => name !== "search"),
    where: {
      [Op.and]: [where, literal(`${key}."stage_id" = s.id`), ...(beyond ? [literal(beyond)] : [])],
    },
    order: ["rank", "id"],
    limit: limit + 1,
  });
  const ids = stages.map((stage) => `'${stage.id}'`).join(", ");
  const rows = await ctx.tx.query<Row>(
    `select item.* from unnest(array[${ids}]::uuid[]) with ordinality s (id, place) cross join lateral (${column}) item
     order by s.place, item.rank, item.id`,
  );
  const idleAfter = pipeline["idle_days"] as number | null;
  return stages.map((stage) => ({
    stage,
    found: rows
      .filter((row) => row["stage_id"] === stage.id)
      .map((row): Found => ({ table, row, stage, idleAfter })),
  }));
}
