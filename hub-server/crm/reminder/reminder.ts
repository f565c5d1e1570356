/** What a reminder is: of which record, at which times, and what must hold before it is stored. */
import { InputInvalid } from "../../errors.ts";
import { checkedRule, checkedZone } from "../calendar/check.ts";
import { recurrence, type Series } from "../calendar/recurrence.ts";
import { replacedIn } from "../meeting/aspect.ts";
import { meetingSeries } from "../meeting/meeting.ts";
import type { Ctx } from "../context.ts";
import type { Row } from "../record/table.ts";
import type { Tx } from "../tx.ts";

/** The next firing: of which occurrence, and when. */
export interface Arm {
  readonly occurrence: Date;
  readonly due: Date;
}

/** Completes and checks a reminder: of a to-do, of a meeting, or at a time of its own. */
export function prepareReminder(ctx: Ctx, columns: Partial<Row>, before: Row | null): Promise<Partial<Row>> {
  const row: Partial<Row> = { ...before, ...columns };
  const kinds = ["todo_id", "meeting_id", "at"].filter((name) => row[name]);
  const refuse = (field: string, allowed: string, got: string) => {
    throw new InputInvalid([{ field, allowed, got }]);
  };
  if (kinds.length !== 1)
    refuse("/at", "one of at, todo and meeting", kinds.length ? kinds.join(" and ") : "nothing");
  if (kinds[0] !== "at" && row["rrule"])
    refuse("/rrule", "given with at only: it follows its to-do or meeting", String(row["rrule"]));
  if (kinds[0] === "at" && row["before_s"])
    refuse("/before_s", "given with todo or meeting", String(row["before_s"]));
  const zone = checkedZone(row["time_zone"] ?? undefined);
  const at = row["at"] ? new Date(row["at"] as string | Date) : null;
  if (at && columns["at"] !== undefined && at <= ctx.now) refuse("/at", "in the future", at.toISOString());
  const rrule =
    row["rrule"] && at
      ? checkedRule(String(row["rrule"]), { starts: at, timeZone: zone, gaps: "shift" })
      : null;
  return Promise.resolve({
    ...columns,
    ...(at ? { at, time_zone: zone, rrule } : { before_s: row["before_s"] ?? 0 }),
    channel: row["channel"] ?? "chat",
  });
}

/** What a reminder hangs on, as far as its times follow from it: nothing when that is over, hidden when the person may not see it. */
export type Subject = Series | "over" | "hidden";

/** Read with the rights of whoever is reminded. */
export async function subjectOf(tx: Tx, row: Row): Promise<Subject> {
  if (row["todo_id"]) return ofTodo(tx, String(row["todo_id"]));
  if (row["meeting_id"]) return ofMeeting(tx, String(row["meeting_id"]));
  const [starts, rrule] = [row["at"] as Date, row["rrule"] as string | null];
  return { starts, rrule, timeZone: String(row["time_zone"] ?? "UTC"), gaps: "shift" };
}

async function ofTodo(tx: Tx, id: string): Promise<Subject> {
  const [row] = await tx.query<Row>(`select due, status, removed_at from crm.todo where id = $1`, [id]);
  if (!row) return "hidden";
  if (row["status"] !== "open" || row.removed_at || !row["due"]) return "over";
  return { starts: row["due"] as Date, timeZone: "UTC", rrule: null };
}

/** A series with the occurrences that were moved: those at the times to which they were moved. */
async function ofMeeting(tx: Tx, id: string): Promise<Subject> {
  const [row] = await tx.query<Row & { dead: boolean }>(
    `select m.*, m.status <> 'confirmed' or m.removed_at is not null or s.status <> 'confirmed' or s.removed_at is not null as dead
     from crm.meeting m left join crm.meeting s on s.id = m.series_id where m.id = $1`,
    [id],
  );
  if (!row) return "hidden";
  if (row.dead) return "over";
  const moved = await tx.query<{ starts: Date }>(
    `select starts from crm.meeting where series_id = $1 and status = 'confirmed' and removed_at is null`,
    [id],
  );
  const series = meetingSeries(row, (await replacedIn({ tx }, [row])).get(id));
  return { ...series, rdates: [...series.rdates!, ...moved.map((one) => one.starts)] };
}

/** How long before its occurrence a reminder is due, in ms. */
export const lead = (row: Row) => Number(row["before_s"] ?? 0) * 1000;

/** The next firing of an occurrence that is due after a time. @param before ms between being due and the occurrence */
export function nextArm(subject: Subject, before: number, after: Date): Arm | null {
  if (typeof subject === "string") return null;
  const occurrence = recurrence.next(subject, new Date(after.getTime() + before));
  return occurrence && { occurrence, due: new Date(occurrence.getTime() - before) };
}

/** Whether an occurrence is still one. */
export function stands(subject: Subject, occurrence: Date): boolean {
  if (typeof subject === "string") return false;
  return recurrence.between(subject, occurrence, new Date(occurrence.getTime() + 1)).length > 0;
}
