/** What a standing question must be before it is kept, and when it is asked next. */
import { InputInvalid } from "../../errors.ts";
import { checkedRule, checkedZone } from "../calendar/check.ts";
import { recurrence, type Series } from "../calendar/recurrence.ts";
import type { Ctx } from "../context.ts";
import type { Row, Stored, TableOptions } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { roomFor } from "../watch/room.ts";

export const prepare: NonNullable<Extras["prepare"]> = async (ctx, columns, before) => {
  if (columns.owner_id !== undefined && columns.owner_id !== (before ? before.owner_id : ctx.who.id))
    refuse("/owner", "left out: everybody asks for themselves", "another colleague");
  const { room, ...timed } = await checked(ctx, { ...before, ...columns }, columns);
  return { ...columns, ...timed, ...(columns["room"] === undefined ? {} : { room }) };
};

/** Times and room as they are kept. @param given what the asker said; the rest stood before */
export async function checked(
  ctx: Ctx,
  row: Partial<Row>,
  given: Partial<Row>,
): Promise<{ starts: Date; time_zone: string; rrule: string | null; room: string | null }> {
  const time_zone = checkedZone(row["time_zone"] ?? undefined);
  const starts = new Date(row["starts"] as string | Date);
  const rrule = row["rrule"]
    ? checkedRule(String(row["rrule"]), { starts, timeZone: time_zone, gaps: "shift" })
    : null;
  if (given["starts"] !== undefined && !rrule && starts <= ctx.now)
    refuse("/starts", "in the future", starts.toISOString());
  const room = given["room"] ? await roomFor(ctx, String(given["room"])) : null;
  return { starts, time_zone, rrule, room };
}

/** Nine o'clock stays nine o'clock across a change of clocks, and none is lost in the hour that is left out. */
export const seriesOf = (row: Partial<Row>): Series => ({
  starts: row["starts"] as Date,
  timeZone: String(row["time_zone"] ?? "UTC"),
  rrule: (row["rrule"] as string | null) ?? null,
  gaps: "shift",
});

const stored: Stored = async (ctx, row, before) => {
  const same = (name: string) => JSON.stringify(row[name] ?? null) === JSON.stringify(before?.[name] ?? null);
  const timed = ["starts", "rrule", "time_zone", "removed_at"].every(same);
  if (before && timed && same("question") && same("room")) return;
  const next = recurrence.next(seriesOf(row), ctx.now);
  await ctx.tx.query(
    `update crm.question set due_at = case when $3 then due_at else $2::timestamptz end, problem = null, attempts = 0, retry_at = null
     where id = $1 returning 1`,
    [row.id, next?.toISOString() ?? null, Boolean(before && timed)],
  );
};

export const questionTable: TableOptions = {
  secondary: true,
  sort: "starts",
  stored,
  cardTitle: (row, done) => `Standing question ${done}: ${String(row["question"])}`,
};

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got }]);
}
