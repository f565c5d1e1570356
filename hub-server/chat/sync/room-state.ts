/** State that goes with a timeline: what changed before it, or what holds after it (MSC4222). */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { eventsBySeq, stateAt, stateBetween } from "../rooms/select.ts";
import type { Room } from "../rooms/room.ts";
import type { EventFilter } from "./filter.ts";
import type { Timeline } from "./timeline.ts";

/** The whole state: at the start of the timeline, or at its end. */
export async function fullState(
  pool: Pool,
  room: Room,
  timeline: Timeline,
  atEnd: boolean,
): Promise<ChatEvent[]> {
  const current = [...room.stateEvents()];
  if (atEnd) return current;
  const later = new Set(current.filter((event) => event.seq > timeline.from).map((event) => event.seq));
  if (!later.size) return current;
  const before = current.filter((event) => !later.has(event.seq));
  // What the timeline replaces is put back; a key that changed twice in it is found by going back to its start.
  const replaced = replacedBefore(timeline);
  if (!replaced) return stateAt(pool, room.id, timeline.from);
  return replaced.length ? [...before, ...(await eventsBySeq(pool, replaced))] : before;
}

/** Seqs of state events in force before the timeline and replaced in it; undefined when the timeline does not tell. */
function replacedBefore({ events, from }: Timeline): number[] | undefined {
  const known = new Set(events.map((event) => event.seq));
  const seqs: number[] = [];
  for (const { fields } of events) {
    if (!fields.previous || known.has(fields.previous.seq)) continue;
    if (fields.previous.seq > from) return undefined;
    seqs.push(fields.previous.seq);
  }
  return seqs;
}

/** For each state key changed after `since`: its event before the timeline, or at its end. */
export async function stateDelta(
  pool: Pool,
  room: Room,
  since: number,
  timeline: Timeline,
  atEnd: boolean,
): Promise<ChatEvent[]> {
  if (atEnd) return latest(room.since(since) ?? [...room.stateEvents()].filter(({ seq }) => seq > since));
  if (!timeline.limited || timeline.from <= since) return [];
  const held = room.since(since);
  if (held) return latest(held.filter((event) => event.seq <= timeline.from));
  return stateBetween(pool, room.id, since, timeline.from);
}

function latest(events: readonly ChatEvent[]): ChatEvent[] {
  const byKey = new Map<string, ChatEvent>();
  for (const event of events)
    if (event.stateKey !== null) byKey.set(`${event.type}\n${event.stateKey}`, event);
  return [...byKey.values()];
}

/**
 * Keeps only the members who matter for this answer: the reader, who speaks in the timeline, who changed.
 * @param shown members whose event this session has; those added now are put in
 */
export function lazyMembers(
  room: Room,
  state: readonly ChatEvent[],
  timeline: Timeline,
  reader: string,
  isFull: boolean,
  shown: Set<string>,
): ChatEvent[] {
  const speakers = new Set(timeline.events.map((event) => event.sender));
  if (isFull) speakers.add(reader);
  const kept = state.filter(
    (event) => event.type !== "m.room.member" || !isFull || speakers.has(event.stateKey!),
  );
  const present = new Set(kept.filter(isMember).map((event) => event.stateKey));
  for (const event of timeline.events) if (isMember(event)) present.add(event.stateKey);
  for (const userId of speakers) {
    const event = room.get("m.room.member", userId);
    if (event && !present.has(userId) && !shown.has(userId)) kept.push(event);
  }
  for (const event of kept) if (isMember(event)) shown.add(event.stateKey!);
  return kept;
}

const isMember = (event: ChatEvent) => event.type === "m.room.member";

export const filterState = (state: readonly ChatEvent[], filter: EventFilter) => state.filter(filter.matches);
