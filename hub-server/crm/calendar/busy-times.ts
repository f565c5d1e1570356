/** When people are busy: the occurrences of the meetings in which they take part, without what these are. One statement. */
import type { Ctx } from "../context.ts";
import { recurrence } from "./recurrence.ts";
import { endOf, meetingSeries, type Timed } from "../meeting/meeting.ts";

export interface Taken {
  readonly person: string;
  readonly meeting: string;
  readonly starts: Date;
  readonly ends: Date;
}

interface BusyRow extends Timed {
  readonly person_id: string;
  readonly meeting_id: string;
  readonly replaced: Date[];
}

/** Every span in which one of these people is busy, in order. Whole-day meetings are notices, not appointments: they keep nobody busy. */
export async function freeBusy(
  ctx: Pick<Ctx, "tx">,
  people: readonly string[],
  from: Date,
  to: Date,
): Promise<Taken[]> {
  const rows = await ctx.tx.query<BusyRow>(`select * from crm.busy($1, $2, $3) where all_day is not true`, [
    people,
    from.toISOString(),
    to.toISOString(),
  ]);
  return rows
    .flatMap((row) =>
      occurrencesIn(row, row.replaced, from, to).map((span) => ({
        person: row.person_id,
        meeting: row.meeting_id,
        ...span,
      })),
    )
    .toSorted(byStart);
}

/** Occurrences that overlap a window: those, too, that began before it. */
export function occurrencesIn(row: Timed, replaced: readonly Date[], from: Date, to: Date) {
  const length = endOf(row, row.starts).getTime() - row.starts.getTime();
  const since = new Date(from.getTime() - length - day);
  return recurrence
    .between(meetingSeries(row, replaced), since, to)
    .map((starts) => ({ starts, ends: endOf(row, starts) }))
    .filter(({ starts, ends }) => ends > from || starts >= from);
}

const day = 86_400_000;
const byStart = (one: Taken, other: Taken) => one.starts.getTime() - other.starts.getTime();
