/** The newest events of a room since a place, as one user may see them through one filter. */
import type { ChatEvent } from "../event.ts";
import type { Reads } from "../rooms/reads.ts";
import type { Room } from "../rooms/room.ts";
import type { Seer } from "../rooms/seer.ts";
import type { EventFilter } from "./filter.ts";

export interface Timeline {
  readonly events: readonly ChatEvent[];
  /** There are events between `since` and the first of these. */
  readonly limited: boolean;
  /** The place just before the first of these. */
  readonly from: number;
}

/** @param upTo nothing after this seq. @param ignored whose messages are left out */
export async function timelineSince(
  reads: Pick<Reads, "newest">,
  room: Room,
  since: number,
  upTo: number,
  seer: Seer,
  filter: Pick<EventFilter, "limit" | "matches">,
  ignored: ReadonlySet<string>,
): Promise<Timeline> {
  const wanted = (event: ChatEvent) =>
    event.seq <= upTo &&
    (event.stateKey !== null || !ignored.has(event.sender)) &&
    (seer.sees(event) || seer.knows(event)) &&
    filter.matches(event);
  const held = room.since(since);
  if (held) return cut(held.filter(wanted).map(seer.as), since, filter.limit, false);
  // The ring does not reach back to `since`, but may hold all that is wanted.
  const newest = room.ring.filter((event) => event.seq > since && wanted(event));
  if (newest.length >= filter.limit) return cut(newest.map(seer.as), since, filter.limit, true);
  const reach = 2 * filter.limit + 20;
  const rows = await reads.newest({ room: room.id, after: since, upTo, most: reach });
  return cut(rows.toReversed().filter(wanted).map(seer.as), since, filter.limit, rows.length === reach);
}

function cut(events: readonly ChatEvent[], since: number, limit: number, more: boolean): Timeline {
  const limited = more || events.length > limit;
  const last = limit === 0 ? [] : events.slice(-limit);
  const first = last[0] ?? (limited ? events.at(-1) : undefined);
  // With a limit of 0 the client stands behind everything.
  const from = last.length ? first!.seq - 1 : (first?.seq ?? since);
  return { events: last, limited, from };
}
