/** Cancelling a meeting: one occurrence is left out, from one on the series ends, all of it is marked cancelled. */
import { cancelMeeting } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import type { Row } from "../record/table.ts";
import { updateRow, written } from "../record/write.ts";
import { withAttendees } from "./aspect.ts";
import { tellAttendees } from "./attendees.ts";
import { endedBefore } from "./move.ts";
import { meetingTable, ownFrom, targetOf, type Target } from "./occurrence.ts";

const words = {
  single: "cancelled",
  this: "cancelled once",
  following: "cancelled from here on",
  all: "cancelled",
};

export const cancel = does(cancelMeeting, async (ctx, asked) => {
  const target = await targetOf(ctx, asked);
  if (target.row["status"] === "cancelled") throw new Conflict(`${target.row.number} is cancelled already.`);
  const row = await cancelled(ctx, target);
  const done = words[target.part];
  if (target.part === "this" || target.part === "following")
    await tellAttendees(
      ctx,
      { ...row, starts: target.occurrence, ends: target.occurrence },
      `${capital(done)}: ${String(row["title"])}`,
    );
  return written(ctx, meetingTable(ctx), row, cancelMeeting.name, done, [], withAttendees);
});

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

async function cancelled(ctx: Ctx, { part, row, occurrence, own }: Target): Promise<Row> {
  const table = meetingTable(ctx);
  const gone = (one: Row) => updateRow(ctx, table, one, { removed_at: ctx.now }, { op: "remove" });
  if (part === "single" || part === "all")
    return updateRow(ctx, table, row, { status: "cancelled" }, { op: "change" });
  if (part === "this") {
    if (own) await gone(own);
    const exdate = [...((row["exdate"] as string[] | null) ?? []), occurrence.toISOString()];
    return updateRow(ctx, table, row, { exdate }, { op: "change" });
  }
  for (const one of await ownFrom(ctx, row, occurrence)) await gone(one);
  return updateRow(ctx, table, row, endedBefore(row, occurrence), { op: "change" });
}
