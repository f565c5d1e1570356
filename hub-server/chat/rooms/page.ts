/** One page of a room's history. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import type { Room } from "./room.ts";
import { eventsBackward, eventsForward } from "./select.ts";

export interface PageRequest {
  readonly dir: "b" | "f";
  /** Place to start at: events up to it come backward, events after it forward. */
  readonly from: number;
  /** Place to stop at. */
  readonly to: number | undefined;
  /** The last place that the reader may reach. */
  readonly end: number;
  readonly limit: number;
  readonly wanted: (event: ChatEvent) => boolean;
  /** How the reader may read an event. */
  readonly as: (event: ChatEvent) => ChatEvent;
}

export interface Page {
  readonly events: readonly ChatEvent[];
  /** Place of the next page; undefined when there is none. */
  readonly next: number | undefined;
}

/** A filter that wants little may read this many times a page's worth; then the client asks again. */
const mostRounds = 10;

export async function page(pool: Pool, room: Room, request: PageRequest): Promise<Page> {
  const { dir, limit, wanted, as } = request;
  const found: ChatEvent[] = [];
  let place = request.from;
  for (let round = 0; round < mostRounds; round++) {
    const reach = limit + 1;
    const rows = await read(pool, room, request, place, reach);
    for (const event of rows) {
      if (found.length === limit) return { events: found, next: place };
      place = dir === "b" ? event.seq - 1 : event.seq;
      if (wanted(event)) found.push(as(event));
    }
    // Forward there is always a next place: something may yet come.
    if (rows.length < reach) return { events: found, next: dir === "f" && found.length ? place : undefined };
    if (found.length === limit) break;
  }
  return { events: found, next: place };
}

async function read(pool: Pool, room: Room, { dir, to, end }: PageRequest, place: number, limit: number) {
  const [after, upTo] = dir === "b" ? [to ?? 0, Math.min(place, end)] : [place, Math.min(to ?? end, end)];
  const held = room.ring.filter((event) => event.seq > after && event.seq <= upTo);
  // The ring answers when it reaches back far enough, or holds a whole page of what is asked for.
  if (after >= room.ringFrom) return dir === "b" ? held.toReversed().slice(0, limit) : held.slice(0, limit);
  if (dir === "b" && held.length >= limit) return held.toReversed().slice(0, limit);
  const select = dir === "b" ? eventsBackward : eventsForward;
  return select(pool, room.id, after, upTo, limit);
}
