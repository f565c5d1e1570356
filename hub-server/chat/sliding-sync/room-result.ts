/** One room in the answer of a sliding sync ("RoomResult" of MSC4186), as JSON text. */
import type { Core } from "../core.ts";
import { eventJson, type ChatEvent } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import { bundles } from "../rooms/relations.ts";
import type { Reads } from "../rooms/reads.ts";
import type { Room } from "../rooms/room.ts";
import type { Seer } from "../rooms/seer.ts";
import { strippedState } from "../sync/other-rooms.ts";
import type { UserStream } from "../sync/streams.ts";
import { countsOf, heroesOf } from "../sync/summary.ts";
import { timelineSince, type Timeline } from "../sync/timeline.ts";
import { writeSeq, type Place } from "../sync/token.ts";
import { freshUnread } from "../sync/unread.ts";
import { bumpStamp } from "./bump-stamp.ts";
import type { Sent, SentRoom } from "./connections.ts";
import type { RoomConfig, SlidingRequest } from "./request.ts";
import type { ListedRoom } from "./room-list.ts";
import { stateResult } from "./state-result.ts";

export interface SlidingView {
  readonly core: Core;
  readonly stream: UserStream;
  /** Session of the reader. */
  readonly device: string;
  readonly request: SlidingRequest;
  /** What the connection has. */
  readonly sent: Sent;
  /** The place that this answer leads to. */
  readonly upTo: Place;
  readonly seers: ReadonlyMap<number, Seer>;
  /** What the rooms of this answer read, together. */
  readonly reads: Reads;
}

/** A room that a list or a subscription asks for. */
export interface WantedRoom {
  readonly listed: ListedRoom;
  readonly config: RoomConfig;
  readonly lists: readonly string[];
}

export interface RoomAnswer {
  /** JSON text. */
  readonly json: string;
  readonly sent: SentRoom;
  /** Ids of the events in its timeline. */
  readonly events: ReadonlySet<string>;
}

/** @returns undefined when the connection has everything of it */
export async function roomResult(view: SlidingView, wanted: WantedRoom): Promise<RoomAnswer | undefined> {
  const { listed, config } = wanted;
  const before = view.sent.rooms.get(listed.room.id);
  if (listed.entry.membership !== "join") return outsideResult(view, wanted, before);
  if (before && isCurrent(view, wanted, before)) return undefined;
  // Who was let in has not seen the room yet, whatever was sent of the invitation.
  return joinedResult(view, wanted, before?.membership === "join" ? before : undefined, config);
}

function isCurrent({ stream }: SlidingView, { listed, config }: WantedRoom, before: SentRoom): boolean {
  const { room, isDm } = listed;
  return (
    before.membership === "join" &&
    room.lastSeq <= before.seq &&
    (room.receiptSeqs.get(stream.userId) ?? 0) <= before.seq &&
    isDm === before.isDm &&
    before.wanted.key === config.wanted.key &&
    (config.timelineLimit <= before.timelineLimit || before.isWhole)
  );
}

async function joinedResult(
  view: SlidingView,
  { listed, lists }: WantedRoom,
  before: SentRoom | undefined,
  config: RoomConfig,
): Promise<RoomAnswer> {
  const { core, stream, device, upTo, request } = view;
  const { room, isDm } = listed;
  const seer = view.seers.get(room.id)!;
  const { timeline, isExpanded } = await timelineFor(view, room, before, config, seer);
  const { events: state, members } = stateResult(room, config, timeline, before);
  const unread = await freshUnread(core.pool, stream, room);
  const relations =
    timeline.limited || isExpanded || !before
      ? await bundles(view.reads, room, timeline.events, stream.userId)
      : new Map<string, string>();
  const texts = timeline.events.map((event) => {
    const bundle = relations.get(event.eventId);
    const membership = seer.membershipAt(event);
    return eventJson(event, { device, membership, ...(bundle && { relations: bundle }) });
  });
  const live = view.sent.seq > 0 ? timeline.events.filter((event) => event.seq > view.sent.seq).length : 0;
  const isNew = request.words === "v4";
  const fields = [
    before ? "" : `"initial":true`,
    `"membership":"join"`,
    lists.length ? `"lists":${JSON.stringify(lists)}` : "",
    `"bump_stamp":${bumpStamp(room)}`,
    ...describe(room, stream.userId, before),
    before?.isDm === isDm || (!before && !isDm) ? "" : `"is_dm":${isDm}`,
    `"required_state":[${state.map((event) => eventJson(event)).join(",")}]`,
    `"${isNew ? "timeline_events" : "timeline"}":[${texts.join(",")}]`,
    `"prev_batch":"${writeSeq(timeline.from)}"`,
    // Apps that know no expanded timeline put old events in their place only when it is limited.
    timeline.limited || (isExpanded && !isNew) ? `"limited":true` : "",
    isExpanded ? `"${isNew ? "" : "unstable_"}expanded_timeline":true` : "",
    `"num_live":${live}`,
    `"notification_count":${unread.main.notify},"highlight_count":${unread.main.highlight}`,
  ];
  return {
    json: `{${fields.filter(Boolean).join(",")}}`,
    events: new Set(timeline.events.map((event) => event.eventId)),
    sent: {
      seq: upTo.seq,
      membership: "join",
      timelineLimit:
        before && !timeline.limited
          ? Math.max(before.timelineLimit, config.timelineLimit)
          : config.timelineLimit,
      isWhole: before && !isExpanded ? before.isWhole && !timeline.limited : !timeline.limited,
      wanted: config.wanted,
      members,
      isDm,
    },
  };
}

const everything = () => true;

/** What is new; or the newest events anew, when the client wants more of them than it was ever sent. */
async function timelineFor(
  { reads, stream, upTo }: SlidingView,
  room: Room,
  before: SentRoom | undefined,
  config: RoomConfig,
  seer: Seer,
): Promise<{ timeline: Timeline; isExpanded: boolean }> {
  const filter = { limit: config.timelineLimit, matches: everything };
  const ignored = ignoredUsers(stream);
  const wantsMore = before && !before.isWhole && config.timelineLimit > before.timelineLimit;
  const since = before && !wantsMore ? before.seq : 0;
  const timeline = await timelineSince(reads, room, since, upTo.seq, seer, filter, ignored);
  const isExpanded = Boolean(wantsMore) && timeline.events.some((event) => event.seq <= before!.seq);
  return { timeline, isExpanded };
}

/** What changed of what a list of rooms shows. */
function describe(room: Room, userId: string, before: SentRoom | undefined): string[] {
  const since = before?.seq ?? 0;
  const fields: string[] = [];
  const text = (field: string, type: string, key: string) => {
    const event = room.get(type, "");
    if (!event || event.seq <= since) return;
    const value = event.content[key];
    if (typeof value === "string" && value !== "") fields.push(`"${field}":${JSON.stringify(value)}`);
    else if (before) fields.push(`"${field}":null`);
  };
  text("name", "m.room.name", "name");
  text("avatar", "m.room.avatar", "url");
  if (before && !membersMoved(room, since) && !nameMoved(room, since)) return fields;
  const { joined, invited } = countsOf(room);
  const heroes = heroesOf(room, userId).map((id) => hero(room, id));
  if (heroes.length) fields.push(`"heroes":${JSON.stringify(heroes)}`);
  fields.push(`"joined_count":${joined},"invited_count":${invited}`);
  return fields;
}

const nameMoved = (room: Room, since: number) =>
  ["m.room.name", "m.room.canonical_alias"].some((type) => (room.get(type, "")?.seq ?? 0) > since);

function membersMoved(room: Room, since: number): boolean {
  const news: Iterable<ChatEvent> = room.since(since) ?? room.state.get("m.room.member")?.values() ?? [];
  for (const event of news) if (event.type === "m.room.member" && event.seq > since) return true;
  return false;
}

function hero(room: Room, userId: string): object {
  const { displayname, avatar_url: avatar } = room.get("m.room.member", userId)?.content ?? {};
  return {
    user_id: userId,
    ...(typeof displayname === "string" && { displayname }),
    ...(typeof avatar === "string" && { avatar_url: avatar }),
  };
}

/** A room that the user is not in: an invitation, a knock, or the end of a membership. */
function outsideResult(
  view: SlidingView,
  { listed, lists, config }: WantedRoom,
  before: SentRoom | undefined,
): RoomAnswer | undefined {
  const { room, entry, isDm } = listed;
  const { membership } = entry;
  if (before && before.seq >= entry.seq && before.membership === membership) return undefined;
  const { userId } = view.stream;
  const own = room.get("m.room.member", userId);
  const isNew = view.request.words === "v4";
  const isOpen = membership === "invite" || membership === "knock";
  const text = own && (isOpen ? "" : eventJson(own, { device: view.device }));
  const fields = [
    before && !isOpen ? "" : `"initial":true`,
    `"membership":"${membership}"`,
    lists.length ? `"lists":${JSON.stringify(lists)}` : "",
    `"bump_stamp":${entry.seq}`,
    isOpen ? `"${isNew ? "stripped_state" : "invite_state"}":[${strippedState(room, userId)}]` : "",
    text ? `"required_state":[${text}],"${isNew ? "timeline_events" : "timeline"}":[${text}]` : "",
  ];
  return {
    json: `{${fields.filter(Boolean).join(",")}}`,
    events: new Set(),
    sent: {
      seq: Math.max(view.upTo.seq, entry.seq),
      membership,
      timelineLimit: 0,
      isWhole: false,
      wanted: config.wanted,
      members: new Set(),
      isDm,
    },
  };
}
