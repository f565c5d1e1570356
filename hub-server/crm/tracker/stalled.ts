/** What is stalled, over all pipelines that one may see: one statement, the longest in its stage first. */
import { literal, Op } from "sequelize";
import { listStalled } from "../../contract/index.ts";
import { grantsFor, predicate } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { resolveIn } from "../record/resolve.ts";
import { selectSql } from "../record/sql.ts";
import type { Row, Table } from "../record/table.ts";
import { findPerson } from "../record/take.ts";
import { pipelineTable } from "./board.ts";
import { itemsOf } from "./items.ts";
import { idleSql, lateSql } from "./lateness.ts";
import { trackedTables } from "./move.ts";
import { mayTrack } from "./moves.ts";
import { stageLink, type Stage } from "./stages.ts";

interface Stuck {
  readonly noun: string;
  readonly id: string;
  readonly since: string;
  readonly row: Row;
  readonly stage: Stage;
  readonly idle_days: number | null;
}

export const stalled = does(listStalled, async (ctx, { pipeline, owner, limit = 50, after }) => {
  const line = pipeline === undefined ? undefined : await resolveIn(ctx, pipelineTable(ctx), pipeline);
  const narrowed: Readonly<Record<string, unknown>> = {
    ...(line ? { pipeline_id: line.id } : {}),
    ...(owner === undefined ? {} : { owner_id: (await findPerson(ctx, owner)).id }),
  };
  const tables = trackedTables(ctx).filter(
    (table) =>
      (!line || line["entity"] === table.noun.key) &&
      grantsFor(ctx.who, table.noun.key, "view").length &&
      mayTrack(ctx, table),
  );
  if (!tables.length) return { items: [], next: null };
  const branches = tables.map((table) => `(${branch(ctx, table, narrowed, limit + 1, after)})`);
  const found = await ctx.tx.query<Stuck>(
    `select stuck.noun, stuck.id, stuck.since, stuck.row, to_jsonb(s) as stage, p.idle_days
     from (${branches.join(" union all ")}) stuck
       join crm.stage s on s.id = (stuck.row ->> 'stage_id')::uuid join crm.pipeline p on p.id = s.pipeline_id
     order by stuck.entered, stuck.id limit ${limit + 1}`,
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const tableOf = (noun: string) => tables.find((table) => table.noun.key === noun)!;
  const items = await itemsOf(
    ctx,
    page.map(({ noun, row, stage, idle_days }) => ({
      table: tableOf(noun),
      row,
      stage,
      idleAfter: idle_days,
    })),
  );
  return {
    items: items.map((item, index) => ({
      ...item,
      stage: stageLink(page[index]!.stage),
      seconds: Math.floor((ctx.now.getTime() - Date.parse(item.entered_stage_at)) / 1000),
    })),
    next: found.length > limit && last ? encodeCursor({ value: last.since, id: last.id }) : null,
  };
});

function branch(
  ctx: Ctx,
  table: Table,
  narrowed: Readonly<Record<string, unknown>>,
  limit: number,
  after: string | undefined,
): string {
  const key = `"${table.noun.key}"`;
  const now = `'${ctx.now.toISOString()}'`;
  const escape = (text: string) => table.model.sequelize!.escape(text);
  const cursor = after === undefined ? undefined : decodeCursor(after, "time");
  const stuck = `exists (select from crm.stage s join crm.pipeline p on p.id = s.pipeline_id
    where s.id = ${key}."stage_id" and (${lateSql(key, now)} or ${idleSql(key, now)}))`;
  const beyond =
    cursor &&
    `(${key}."entered_stage_at", ${key}."id") > (${escape(cursor.value ?? "")}::timestamptz, ${escape(cursor.id)}::uuid)`;
  return selectSql(table, {
    attributes: [
      [literal(`'${table.noun.key}'`), "noun"],
      "id",
      [literal(`${key}."entered_stage_at"`), "entered"],
      [literal(`${key}."entered_stage_at"::text`), "since"],
      [literal(`to_jsonb(${key}) - 'search'`), "row"],
    ],
    where: {
      ...narrowed,
      removed_at: null,
      closed_at: null,
      [Op.and]: [predicate(table, ctx.viewers, "view"), literal(stuck), ...(beyond ? [literal(beyond)] : [])],
    },
    order: ["entered_stage_at", "id"],
    limit,
  });
}
