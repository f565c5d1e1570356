/** Conflicts: who takes part and is busy already. Times are known of every colleague; with what, only to those who may see it. */
import { freeBusy } from "../calendar/busy-times.ts";
import { recurrence } from "../calendar/recurrence.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { peopleLinks, recordLinks } from "../record/links.ts";
import type { Row } from "../record/table.ts";
import { attendeesOf } from "./attendees.ts";
import { endOf, meetingSeries } from "./meeting.ts";
import { meetingTable } from "./occurrence.ts";

export interface ClashValue {
  readonly person: LinkValue;
  readonly starts: string;
  readonly ends: string;
  readonly meeting: LinkValue | null;
}

const most = 20;
const reach = 92 * 86_400_000;

/** Conflicts of a meeting's occurrences in the three months after the first that is still to come. A fixed number of statements. */
export async function clashesWith(ctx: Ctx, row: Row): Promise<ClashValue[]> {
  const from = (row["starts"] as Date) > ctx.now ? (row["starts"] as Date) : ctx.now;
  const spans = recurrence
    .between(meetingSeries(row), from, new Date(from.getTime() + reach))
    .map((starts) => ({ starts, ends: endOf(row, starts) }));
  if (!spans.length) return [];
  const people = [row.owner_id, ...(await attendeesOf(ctx, [row.id])).map((one) => one.person_id)];
  const ids = [...new Set(people)].filter((id) => id !== null);
  const taken = await freeBusy(ctx, ids, spans[0]!.starts, spans.at(-1)!.ends);
  const same = new Set([row.id, row["series_id"]]);
  const clashing = taken
    .filter(({ meeting }) => !same.has(meeting))
    .filter((one) => meets(spans, one))
    .slice(0, most);
  return named(ctx, clashing);
}

interface Span {
  readonly starts: Date;
  readonly ends: Date;
}

/** Whether one overlaps any of spans that come, and end, one after the other: found by halving, for there may be thousands. */
export function meets(spans: readonly Span[], one: Span): boolean {
  const from = one.starts.getTime();
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.ends.getTime() > from) high = middle;
    else low = middle + 1;
  }
  return low < spans.length && spans[low]!.starts < one.ends;
}

/** With the names of people, and of those meetings that everybody concerned may see. */
export async function named(
  ctx: Ctx,
  taken: readonly { person: string; meeting: string; starts: Date; ends: Date }[],
): Promise<ClashValue[]> {
  const people = await peopleLinks(
    ctx,
    taken.map((one) => one.person),
  );
  const alone = ctx.viewers.length === 1;
  const seen = alone
    ? await recordLinks(
        ctx,
        meetingTable(ctx),
        taken.map((one) => one.meeting),
      )
    : new Map<string, LinkValue>();
  return taken.map(({ person, meeting, starts, ends }) => ({
    person: people.get(person)!,
    starts: starts.toISOString(),
    ends: ends.toISOString(),
    meeting: seen.get(meeting) ?? null,
  }));
}
