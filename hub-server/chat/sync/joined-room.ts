/** One joined room in a sync. Written as text: events were serialised when they were stored. */
import { eventJson, type ChatEvent } from "../event.ts";
import type { Core } from "../core.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import { bundles } from "../rooms/relations.ts";
import type { Reads } from "../rooms/reads.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf, type Seer } from "../rooms/seer.ts";
import { receiptsJson, typingJson } from "./ephemeral.ts";
import { type Place, start, writeSeq } from "./token.ts";
import { filterState, fullState, lazyMembers, stateDelta } from "./room-state.ts";
import type { SyncFilter } from "./filter.ts";
import { fragmentFor, fragmentState, fragmentTimeline, type Fragment } from "./fragment.ts";
import { Shown } from "./shown.ts";
import type { UserStream } from "./streams.ts";
import { summaryJson } from "./summary.ts";
import { timelineSince, type Timeline } from "./timeline.ts";
import { freshUnread, total, type Unread } from "./unread.ts";

export interface View {
  readonly core: Core;
  readonly stream: UserStream;
  readonly filter: SyncFilter;
  /** Session of the reader. */
  readonly device: string;
  readonly since: Place;
  /** The place that this answer leads to. */
  readonly upTo: Place;
  readonly fullState: boolean;
  /** How the reader sees the rooms of this answer, as far as it was found out for all of them at once. */
  readonly seers?: ReadonlyMap<number, Seer>;
  /** What the rooms of this answer read, together. */
  readonly reads: Reads;
  /** Name of the state field that the client asked for (MSC4222), or `state`. */
  readonly stateField: "state" | "state_after" | "org.matrix.msc4222.state_after";
}

/** @returns JSON text; undefined when nothing of the room is new to the reader */
export async function joinedRoomJson(view: View, room: Room): Promise<string | undefined> {
  const { core, stream, filter, upTo } = view;
  const fragment = await fragmentFor(view, room);
  if (fragment) return firstJson(view, room, fragment);
  const isNew = (stream.memberships.get(room.id)?.seq ?? 0) > view.since.seq || view.since.seq === 0;
  const since: Place = isNew ? start : view.since;
  const seer = view.seers?.get(room.id) ?? (await seerOf(core.pool, room, stream.userId));
  const newest = await timelineSince(
    view.reads,
    room,
    since.seq,
    upTo.seq,
    seer,
    filter.timeline,
    ignoredUsers(stream),
  );
  // Who has just joined has not seen what was before, however short it is.
  const timeline = isNew && view.since.seq > 0 ? { ...newest, limited: true } : newest;
  const state = await stateFor(view, room, since, timeline);
  const parts = { ephemeral: ephemeral(view, room, since), data: roomData(view, room, since) };
  const unread = await freshUnread(core.pool, stream, room);
  const newsOfReceipts = room.lastReceiptSeq > since.seq;
  const isQuiet =
    !isNew &&
    !view.fullState &&
    !timeline.events.length &&
    !timeline.limited &&
    !state.length &&
    !parts.ephemeral.length &&
    !parts.data.length &&
    !newsOfReceipts;
  if (isQuiet) return undefined;
  const summary = needsSummary(isNew || view.fullState, timeline, state)
    ? summaryJson(room, stream.userId)
    : "{}";
  return (
    `{"summary":${summary},"${view.stateField}":{"events":[${state.map((e) => eventJson(e)).join(",")}]},` +
    `"timeline":${await timelineJson(view, room, timeline, seer)},` +
    `"ephemeral":{"events":[${parts.ephemeral.join(",")}]},"account_data":{"events":[${parts.data.join(",")}]},` +
    `${unreadJson(unread, filter.threadCounts)}}`
  );
}

/** A room in a first sync, where most of it is the same for everybody. */
async function firstJson(view: View, room: Room, fragment: Fragment): Promise<string> {
  const { core, stream, filter, device } = view;
  if (filter.state.lazyMembers) stream.shown.set(`${device} ${room.id}`, new Shown(fragment.members));
  const unread = await freshUnread(core.pool, stream, room);
  return (
    `{"summary":${summaryJson(room, stream.userId)},` +
    `"${view.stateField}":{"events":[${fragmentState(fragment, view, room)}]},` +
    `"timeline":${fragmentTimeline(fragment, stream.userId, device)},` +
    `"ephemeral":{"events":[${ephemeral(view, room, start).join(",")}]},` +
    `"account_data":{"events":[${roomData(view, room, start).join(",")}]},${unreadJson(unread, filter.threadCounts)}}`
  );
}

async function stateFor(view: View, room: Room, since: Place, timeline: Timeline): Promise<ChatEvent[]> {
  const { filter, stream, device } = view;
  const atEnd = view.stateField !== "state";
  const isFull = since.seq === 0 || view.fullState;
  const state = isFull
    ? await fullState(view.reads, room, timeline, atEnd, filter.state.lazyMembers ? stream.userId : undefined)
    : await stateDelta(view.reads, room, since.seq, timeline, atEnd);
  if (!filter.state.lazyMembers) return filterState(state, filter.state);
  const key = `${device} ${room.id}`;
  let shown = stream.shown.get(key);
  if (!shown || isFull || filter.state.redundantMembers) stream.shown.set(key, (shown = new Shown()));
  return filterState(lazyMembers(room, state, timeline, stream.userId, isFull, shown), filter.state);
}

function ephemeral({ stream, filter, since: asked }: View, room: Room, since: Place): string[] {
  const { allowsType } = filter.ephemeral;
  const typing = allowsType("m.typing") && (room.typing.size || asked.seq) && typingJson(room, since.typing);
  const receipts = allowsType("m.receipt") && receiptsJson(room, since.seq, stream.userId);
  return [typing, receipts].filter((text): text is string => typeof text === "string");
}

function roomData({ stream, filter, fullState: all }: View, room: Room, since: Place): string[] {
  const events: string[] = [];
  for (const { type, text, seq } of stream.dataOf(room.id))
    if ((all || seq > since.seq) && filter.roomAccountData.allowsType(type))
      events.push(`{"type":${JSON.stringify(type)},"content":${text}}`);
  return events;
}

async function timelineJson(view: View, room: Room, timeline: Timeline, seer: Seer): Promise<string> {
  const { stream, device } = view;
  // Live events have no children yet; only a jump needs them ("Aggregations": GET /sync, limited).
  const relations = timeline.limited
    ? await bundles(view.reads, room, timeline.events, stream.userId)
    : undefined;
  const events = timeline.events.map((event) => {
    const bundle = relations?.get(event.eventId);
    return eventJson(event, {
      device,
      membership: seer.membershipAt(event),
      ...(bundle && { relations: bundle }),
    });
  });
  return `{"events":[${events.join(",")}],"limited":${timeline.limited},"prev_batch":"${writeSeq(timeline.from)}"}`;
}

function unreadJson(unread: Unread, byThread: boolean): string {
  const json = (count: { notify: number; highlight: number }) =>
    `{"notification_count":${count.notify},"highlight_count":${count.highlight}}`;
  if (!byThread) return `"unread_notifications":${json(total(unread))}`;
  const threads = [...unread.threads].map(([id, count]) => `${JSON.stringify(id)}:${json(count)}`);
  return `"unread_notifications":${json(unread.main)},"unread_thread_notifications":{${threads.join(",")}}`;
}

const needsSummary = (full: boolean, timeline: Timeline, state: readonly ChatEvent[]) =>
  full || [...timeline.events, ...state].some((event) => event.type === "m.room.member");
