/** Cases: tracked, with the times of the first response and of the resolution. */
import { cases, resolveCase, respondToCase, supportCase } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import type { Aspect } from "../record/present.ts";
import { present } from "../record/present.ts";
import { slice } from "../record/slice.ts";
import type { Row } from "../record/table.ts";
import { rowFor, updateRow, written } from "../record/write.ts";
import { trackedExtras } from "../tracker/enter.ts";
import { stepFrom, take } from "../tracker/move.ts";

const tableOf = (ctx: Ctx) => ctx.parts.tables.find((table) => table.noun.key === supportCase.key)!;

const secondsTo = (row: Row, column: string) =>
  row[column]
    ? Math.max(
        0,
        Math.round((new Date(row[column] as Date).getTime() - new Date(row.created_at).getTime()) / 1000),
      )
    : null;

const times: Aspect = () =>
  Promise.resolve((row) => ({
    response_seconds: secondsTo(row, "first_response_at"),
    resolution_seconds: secondsTo(row, "resolved_at"),
  }));

/** Resolving answers too; reopening takes the resolution back. Of a case that is entered as resolved nobody noted when. */
export function enteringCase(row: Partial<Row>, category: string, now: Date): Partial<Row> {
  if (!row.id) return {};
  if (category === "open") return { resolved_at: null };
  return category === "done" ? { resolved_at: now, first_response_at: row["first_response_at"] ?? now } : {};
}

const respond = does(respondToCase, async (ctx, { ref, at }) => {
  const table = tableOf(ctx);
  const row = await rowFor(ctx, table, ref, "change");
  if (row["first_response_at"])
    throw new Conflict(
      `${row.number} was answered already, ${(row["first_response_at"] as Date).toISOString()}.`,
    );
  const when = at === undefined ? ctx.now : new Date(at);
  if (when < row.created_at || when > ctx.now)
    throw new InputInvalid([
      { field: "/at", allowed: "between the case's beginning and now", got: `"${at}"` },
    ]);
  const after = await updateRow(ctx, table, row, { first_response_at: when }, { op: "change" });
  return written(ctx, table, after, respondToCase.name, "answered", ["first_response_at"], times);
});

const resolved = does(resolveCase, async (ctx, { ref, resolution }) => {
  const step = await stepFrom(ctx, [tableOf(ctx)], ref);
  const done = step.stages.find((stage) => stage.category === "done");
  if (!done) throw new Conflict("This pipeline has no stage for what is done.");
  if (step.from.category !== "open")
    throw new Conflict(`${step.row.number} is closed (${step.from.name}). Reopen it first.`);
  const fields = resolution === undefined ? {} : { resolution };
  const { answer, after } = await take(ctx, step, done, { call: resolveCase, done: "resolved", fields });
  const [record] = await present(ctx, step.table, [after], times);
  return { change: answer.change, card: answer.card, room: answer.room, record: record as never };
});

export const caseExtras = trackedExtras("case", times);
export const caseHandlers: readonly Handler[] = [...slice(cases, "case", caseExtras), respond, resolved];
