/**
 * What a first sync says of a room to all of its members alike, made once for each filter and kept until something happens in
 * the room. A first sync of somebody in hundreds of rooms is then mostly texts put together.
 */
import { eventJson, type ChatEvent } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import { bundles } from "../rooms/relations.ts";
import type { Room } from "../rooms/room.ts";
import { seesAll, seerOf } from "../rooms/seer.ts";
import type { View } from "./joined-room.ts";
import { filterState, fullState, lazyMembers } from "./room-state.ts";
import { Shown } from "./shown.ts";
import { timelineSince, type Timeline } from "./timeline.ts";
import { writeSeq } from "./token.ts";

export interface Fragment {
  readonly timeline: Timeline;
  /** Events of the timeline, as somebody reads them who had no part in them. */
  readonly texts: readonly string[];
  /** The same, put together. */
  readonly events: string;
  /** Texts of `m.relations`, by event id. */
  readonly relations: ReadonlyMap<string, string>;
  /** Who took part in a thread that is shown, by the id of its first event. */
  readonly threads: ReadonlyMap<string, ReadonlySet<string>>;
  /** Who reads some of the events differently, and which. */
  readonly personal: ReadonlyMap<string, ReadonlySet<number>>;
  readonly state: string;
  /** Whose membership is in `state`. */
  readonly members: ReadonlySet<string>;
}

/** Filters kept for each room. */
const mostFilters = 4;

/** Without lazy members a fragment holds every member: only small rooms are worth it. */
const mostMembers = 100;

const longestFilter = 2000;

/** @returns undefined when this reader sees the room in a way of their own */
export async function fragmentFor(view: View, room: Room): Promise<Fragment | undefined> {
  const { core, stream, filter, stateField, upTo } = view;
  const { source, state } = filter;
  if (view.since.seq > 0 || view.fullState || room.lastSeq > upTo.seq) return undefined;
  if (source.length > longestFilter || ignoredUsers(stream).size > 0) return undefined;
  if (!state.lazyMembers && room.joined.size > mostMembers) return undefined;
  const seer = view.seers?.get(room.id) ?? (await seerOf(core.pool, room, stream.userId));
  if (seer !== seesAll) return undefined;
  const key = `${stateField} ${source}`;
  const known = room.fragments.get(key);
  if (known) return known as Promise<Fragment | undefined>;
  const fresh = makeFragment(view, room);
  if (room.fragments.size >= mostFilters) room.fragments.delete(room.fragments.keys().next().value!);
  room.fragments.set(key, fresh);
  fresh.catch(() => room.fragments.delete(key));
  return fresh;
}

async function makeFragment(view: View, room: Room): Promise<Fragment | undefined> {
  const { reads, filter, upTo } = view;
  const timeline = await timelineSince(reads, room, 0, upTo.seq, seesAll, filter.timeline, nobody);
  // Without the ring nobody knows who took part in a thread.
  if (timeline.events.some((event) => event.seq <= room.ringFrom)) return undefined;
  const relations = timeline.limited ? await bundles(reads, room, timeline.events, "") : new Map();
  const full = await fullState(
    reads,
    room,
    timeline,
    view.stateField !== "state",
    filter.state.lazyMembers ? "" : undefined,
  );
  const shown = new Shown();
  const lazy = filter.state.lazyMembers ? lazyMembers(room, full, timeline, "", true, shown) : full;
  const state = filterState(lazy, filter.state);
  const texts = timeline.events.map((event) => textFor(event, relations.get(event.eventId)));
  const threads = threadsIn(room, timeline.events, relations);
  return {
    timeline,
    texts,
    events: texts.join(","),
    relations,
    threads,
    personal: personalIn(timeline.events, threads),
    state: state.map((event) => eventJson(event)).join(","),
    members: shown.all(),
  };
}

const nobody: ReadonlySet<string> = new Set();

const textFor = (event: ChatEvent, relations: string | undefined, device?: string) =>
  eventJson(event, {
    membership: "join",
    ...(device !== undefined && { device }),
    ...(relations && { relations }),
  });

function threadsIn(
  room: Room,
  events: readonly ChatEvent[],
  relations: ReadonlyMap<string, string>,
): Map<string, ReadonlySet<string>> {
  const roots = events.filter((event) => relations.get(event.eventId)?.includes('"m.thread":'));
  const threads = new Map(roots.map((root) => [root.eventId, new Set([root.sender])]));
  if (threads.size)
    for (const { thread, sender } of room.ring) if (thread !== null) threads.get(thread)?.add(sender);
  return threads;
}

function personalIn(
  events: readonly ChatEvent[],
  threads: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Set<number>> {
  const personal = new Map<string, Set<number>>();
  const put = (userId: string, index: number) =>
    personal.set(userId, (personal.get(userId) ?? new Set()).add(index));
  events.forEach((event, index) => {
    if (event.fields.txnId !== null) put(event.sender, index);
    for (const userId of threads.get(event.eventId) ?? []) put(userId, index);
  });
  return personal;
}

/** The timeline as this reader sees it: their own transaction ids, and the threads they took part in. */
export function fragmentTimeline(fragment: Fragment, userId: string, device: string): string {
  const { timeline, texts, personal, relations, threads } = fragment;
  const own = personal.get(userId);
  const events = own
    ? texts.map((text, index) => {
        if (!own.has(index)) return text;
        const event = timeline.events[index]!;
        const relation = relations.get(event.eventId);
        const took = threads.get(event.eventId)?.has(userId);
        return textFor(event, took ? tookPart(relation!) : relation, device);
      })
    : [fragment.events];
  return `{"events":[${events.join(",")}],"limited":${timeline.limited},"prev_batch":"${writeSeq(timeline.from)}"}`;
}

const strange = '"current_user_participated":false';

/** The last one: what people wrote stands before it. */
function tookPart(relations: string): string {
  const at = relations.lastIndexOf(strange);
  return `${relations.slice(0, at)}"current_user_participated":true${relations.slice(at + strange.length)}`;
}

/** The state as this reader gets it: with lazy members, their own membership too. */
export function fragmentState(fragment: Fragment, view: View, room: Room): string {
  const { userId } = view.stream;
  const { lazyMembers: isLazy } = view.filter.state;
  const isTold = fragment.timeline.events.some((e) => e.type === "m.room.member" && e.stateKey === userId);
  if (!isLazy || isTold || fragment.members.has(userId)) return fragment.state;
  const own = room.get("m.room.member", userId);
  if (!own || !view.filter.state.matches(own)) return fragment.state;
  return fragment.state ? `${fragment.state},${eventJson(own)}` : eventJson(own);
}
