/** Moving a record to another stage, and reopening a closed one. Undo puts it back; both stand in its history. */
import { calls, moveRecord, reopenRecord, type AnyCall, type Card } from "../../contract/index.ts";
import { inputErrors } from "../../api/validate.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { hiddenFields, mustShow, namesIn } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { cardOf, roomOf } from "../record/card.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { takeFields, takeOwner } from "../record/take.ts";
import { lockRow, updateRow } from "../record/write.ts";
import { entering } from "./enter.ts";
import { spanText } from "./span.ts";
import { findStage, isOpen, legalNext, namesOf, stageOut, stagesOf, type Stage } from "./stages.ts";

export const trackedTables = (ctx: Ctx): readonly Table[] =>
  ctx.parts.tables.filter((table) => table.tracked);

export interface Step {
  readonly table: Table;
  readonly row: Row;
  readonly stages: readonly Stage[];
  readonly from: Stage;
}

/** A record with its stages, locked. Whoever waited for the lock learns that the record went elsewhere meanwhile. */
export async function stepFrom(ctx: Ctx, tables: readonly Table[], ref: string): Promise<Step> {
  const { table, row: seen } = await resolve(ctx, tables, ref);
  const row = await lockRow(ctx, table, seen.id, "change");
  const stages = await stagesOf(ctx, String(row["pipeline_id"]));
  const from = stages.find((stage) => stage.id === row["stage_id"]);
  if (!from)
    throw new Conflict(`${row.number} stands in a stage that was removed. An administrator can restore it.`);
  if (seen["stage_id"] !== row["stage_id"]) throw elsewhere(row, from, stages);
  return { table, row, stages, from };
}

function elsewhere(row: Row, at: Stage, stages: readonly Stage[]): Conflict {
  const legal = legalNext(stages, at);
  return new Conflict(
    `${row.number} was moved meanwhile: it stands in ${at.name}. From there: ${namesOf(legal)}.`,
    {
      legal: legal.map(stageOut),
    },
  );
}

function legalTarget({ row, stages, from }: Step, to: string): Stage {
  const legal = legalNext(stages, from);
  const target = findStage(stages, to, "/to");
  const extra = {
    legal: legal.map(stageOut),
    errors: [{ field: "/to", allowed: `one of ${namesOf(legal)}`, got: `"${to}"` }],
  };
  if (target.id === from.id)
    throw new Conflict(`${row.number} stands in ${from.name} already. From there: ${namesOf(legal)}.`, extra);
  if (!isOpen(from)) throw new Conflict(`${row.number} is closed (${from.name}). Reopen it first.`, extra);
  if (!legal.includes(target))
    throw new Conflict(
      `${row.number} cannot go from ${from.name} to ${target.name}. From there: ${namesOf(legal)}.`,
      extra,
    );
  return target;
}

type Fields = Readonly<Record<string, unknown>>;

/** Columns for the fields given on the way, by the same checks as the noun's `change`. */
async function fieldColumns(ctx: Ctx, { table, row }: Step, fields: Fields): Promise<Partial<Row>> {
  const change = calls.find((call) => call.name === `${table.noun.key}.change`)!;
  const { ref, ...wrong } = fields; // `ref` names the record, not a field
  const errors = inputErrors(change, { ...wrong, ref: "-" }).map((error) => ({
    ...error,
    field: `/fields${error.field}`,
  }));
  if (ref !== undefined) errors.push({ field: "/fields/ref", allowed: "left out", got: JSON.stringify(ref) });
  if (errors.length) throw new InputInvalid(errors);
  mustShow(hiddenFields(ctx.who, table.noun.key, "change"), namesIn(fields));
  const columns: Partial<Row> = await takeFields(ctx, table, fields);
  if (fields["owner"] !== undefined) columns.owner_id = await takeOwner(ctx, fields);
  if (fields["custom"] !== undefined)
    columns.custom = { ...row.custom, ...(fields["custom"] as Row["custom"]) };
  return columns;
}

/** Takes the step and tells it. @param done what happened, for the card */
export async function take(
  ctx: Ctx,
  step: Step,
  to: Stage,
  how: {
    readonly call: AnyCall;
    readonly done: string;
    readonly reason?: string | undefined;
    readonly fields?: Fields | undefined;
  },
) {
  const { table, row, from } = step;
  const { fields = {}, reason } = how;
  const given = await fieldColumns(ctx, step, fields);
  const columns = { ...given, ...(await entering(ctx, table, to, { ...row, ...given }, "/fields")) };
  const patch = {
    rank: [row["rank"], columns["rank"]] as const,
    ...(reason ? { reason: [null, reason] as const } : {}),
  };
  const after = await updateRow(ctx, table, row, columns, { op: "change", patch });
  const seconds = Math.max(
    0,
    Math.floor((ctx.now.getTime() - new Date(row["entered_stage_at"] as Date).getTime()) / 1000),
  );
  const told = await cardOf(ctx, table, after, how.call.name, how.done, Object.keys(fields));
  const card: Card = {
    ...told.card,
    ...(reason ? { text: reason } : {}),
    facts: [{ label: "From", value: `${from.name}, after ${spanText(seconds)}` }, ...told.card.facts],
  };
  ctx.tell({ kind: "card", about: told.about, card });
  const record = { ...linkOf(table, after), version: after.version };
  const room = await roomOf(ctx, told.about.id);
  return {
    answer: { change: ctx.change, card, room, record, from: stageOut(from), to: stageOut(to), seconds },
    after,
  };
}

export const move = does(moveRecord, async (ctx, { ref, to, from, reason, fields }) => {
  const step = await stepFrom(ctx, trackedTables(ctx), ref);
  if (from !== undefined && findStage(step.stages, from, "/from").id !== step.from.id)
    throw elsewhere(step.row, step.from, step.stages);
  const target = legalTarget(step, to);
  const done = `moved to ${target.name}`;
  return (await take(ctx, step, target, { call: moveRecord, done, reason, fields })).answer;
});

/** The open stage that a closed record last stood in. */
async function stoodBefore(ctx: Ctx, { row, stages, from }: Step): Promise<Stage> {
  const [last] = await ctx.tx.query<{ from_stage_id: string }>(
    `select from_stage_id from crm.stage_transition where record_id = $1 and to_stage_id = $2 and from_stage_id is not null
     order by at desc, id desc limit 1`,
    [row.id, from.id],
  );
  const open = stages.filter(isOpen);
  const found = open.find((stage) => stage.id === last?.from_stage_id) ?? open[0];
  if (!found) throw new Conflict("This pipeline has no open stage.");
  return found;
}

export const reopen = does(reopenRecord, async (ctx, { ref, to, reason }) => {
  const step = await stepFrom(ctx, trackedTables(ctx), ref);
  if (isOpen(step.from)) throw new Conflict(`${step.row.number} is open: it stands in ${step.from.name}.`);
  const open = step.stages.filter(isOpen);
  const target = to === undefined ? await stoodBefore(ctx, step) : findStage(open, to, "/to");
  const done = `reopened in ${target.name}`;
  return (await take(ctx, step, target, { call: reopenRecord, done, reason })).answer;
});
