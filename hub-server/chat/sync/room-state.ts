/** State that goes with a timeline: what changed before it, or what holds after it (MSC4222). */
import type { ChatEvent } from "../event.ts";
import type { Reads } from "../rooms/reads.ts";
import { needMembers } from "../rooms/few-members.ts";
import type { Room } from "../rooms/room.ts";
import type { EventFilter } from "./filter.ts";
import type { Shown } from "./shown.ts";
import type { Timeline } from "./timeline.ts";

/**
 * The whole state: at the end of the timeline, or such that the timeline leads from it to the end.
 * @param reader with lazy members: only those who speak or change in the timeline, and the reader
 */
export async function fullState(
  reads: Reads,
  room: Room,
  timeline: Timeline,
  atEnd: boolean,
  reader?: string,
): Promise<ChatEvent[]> {
  const current =
    reader === undefined
      ? [...room.stateEvents()]
      : [...room.stateBesideMembers(), ...(await membersIn(reads, room, timeline, reader))];
  if (atEnd) return current;
  const shown = new Set(timeline.events.map((event) => event.seq));
  const told = new Map(current.filter((event) => shown.has(event.seq)).map((event) => [keyOf(event), event]));
  if (!told.size) return current;
  // What the timeline tells is left out; what it replaces is put back as it was. What a filter hides stays.
  const kept = current.filter((event) => !told.has(keyOf(event)));
  const replaced = replacedBefore(timeline);
  const before = replaced
    ? await Promise.all(replaced.map((seq) => reads.bySeq(seq)))
    : await lastOfEach(reads, room, told.values(), 0, timeline.from);
  return [...kept, ...before.flat().filter((event) => told.has(keyOf(event)))];
}

async function membersIn(reads: Reads, room: Room, timeline: Timeline, reader: string): Promise<ChatEvent[]> {
  const named = new Set([reader]);
  for (const event of timeline.events) {
    named.add(event.sender);
    if (isMember(event)) named.add(event.stateKey!);
  }
  await needMembers(reads, room, named);
  return [...named].flatMap((userId) => room.get("m.room.member", userId) ?? []);
}

/** The last value of each of these keys with `after < seq <= upTo`. */
const lastOfEach = (reads: Reads, room: Room, keys: Iterable<ChatEvent>, after: number, upTo: number) =>
  Promise.all(
    Array.from(keys, ({ type, stateKey }) =>
      reads.lastOf({ room: room.id, after, upTo, type, stateKey: stateKey! }),
    ),
  );

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

/** What changed after `since` and is not told by the timeline; with `atEnd`, all that changed. */
export async function stateDelta(
  reads: Reads,
  room: Room,
  since: number,
  timeline: Timeline,
  atEnd: boolean,
): Promise<ChatEvent[]> {
  const held = room.since(since);
  const changed = held ? latest(held) : [...room.stateEvents()].filter((event) => event.seq > since);
  if (atEnd || !changed.length) return changed;
  const shown = new Set(timeline.events.map((event) => event.seq));
  const hidden = changed.filter((event) => !shown.has(event.seq));
  if (!timeline.limited || timeline.from <= since || hidden.length === changed.length) return hidden;
  // A key that changed in the gap and again in the timeline: the timeline starts from its value in the gap.
  const told = new Map(changed.filter((event) => shown.has(event.seq)).map((event) => [keyOf(event), event]));
  const gap = held
    ? latest(held.filter((event) => event.seq <= timeline.from))
    : (await lastOfEach(reads, room, told.values(), since, timeline.from)).flat();
  return [...hidden, ...gap.filter((event) => told.has(keyOf(event)))];
}

const keyOf = (event: ChatEvent) => `${event.type}\n${event.stateKey}`;

function latest(events: readonly ChatEvent[]): ChatEvent[] {
  const byKey = new Map<string, ChatEvent>();
  for (const event of events) if (event.stateKey !== null) byKey.set(keyOf(event), event);
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
  shown: Shown,
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
