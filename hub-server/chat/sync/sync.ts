/** GET /sync: what is new to a user since a place, at once or when something comes ("Syncing" of the specification). */
import type { Core } from "../core.ts";
import { needMembers } from "../rooms/few-members.ts";
import { openReads } from "../rooms/reads.ts";
import type { Room } from "../rooms/room.ts";
import { isOpenTo } from "../rooms/seer.ts";
import type { SyncFilter } from "./filter.ts";
import type { View } from "./joined-room.ts";
import { ruleSetOf, rulesType } from "../push/rule-set.ts";
import type { MembershipEntry, UserStream } from "./streams.ts";
import { peekedRooms } from "./peeks.ts";
import { presenceNews } from "./presence-news.ts";
import { sectionsOf } from "./sections.ts";
import { type Place, start, writePlace } from "./token.ts";
import { deviceNews, type DeviceNews } from "./device-news.ts";
import { moved, waitForNews } from "./wait.ts";

export interface SyncRequest {
  readonly userId: string;
  readonly device: string;
  readonly filter: SyncFilter;
  readonly since: Place | undefined;
  readonly fullState: boolean;
  readonly stateField: View["stateField"];
  /** Milliseconds to wait for news. */
  readonly timeout: number;
  /** Fires when the client goes away. */
  readonly gone: AbortSignal;
  /** Waits until a large answer may be made. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @returns the answer as JSON text */
export async function sync(core: Core, request: SyncRequest): Promise<string> {
  const deadline = Date.now() + request.timeout;
  for (;;) {
    const stream = await core.streams.get(request.userId);
    const head = core.writer.head();
    const upTo: Place = { seq: head, typing: core.typing.head(), device: head };
    const view = viewOf(core, stream, request, upTo);
    const left = deadline - Date.now();
    const isOver = left <= 0 || core.stopping.aborted || request.gone.aborted;
    const mayWait = request.since && !request.fullState && !isOver;
    if (!mayWait || !isQuiet(view)) {
      const news = await (isLarge(view) ? request.turn(() => newsSince(view)) : newsSince(view));
      if (!news.isEmpty || !mayWait) return answer(upTo, news);
    }
    await waitForNews(core, stream, upTo, left, request.gone);
  }
}

function viewOf(core: Core, stream: UserStream, request: SyncRequest, upTo: Place): View {
  const { filter, device, fullState, stateField } = request;
  // A place that this database never reached belongs to another one: begin anew.
  const since = request.since && request.since.seq <= upTo.seq ? request.since : start;
  const reads = openReads(core.pool);
  return { core, stream, filter, device, since, upTo, fullState, stateField, reads };
}

/** Commits, of all rooms: who is further behind was away. */
const farBehind = 2000;

/** An answer of any size, as opposed to one of somebody who listens all the time. */
const isLarge = ({ since, upTo, stream, fullState }: View): boolean =>
  fullState || since.seq < Math.max(stream.from, upTo.seq - farBehind);

/** Nothing can have come: an idle client that asks again is not worth looking through its rooms. */
function isQuiet({ stream, device, since }: View): boolean {
  return (
    since.seq >= stream.from &&
    since.device >= since.seq &&
    !moved(stream, since) &&
    !stream.pending.has(device)
  );
}

interface News {
  readonly isEmpty: boolean;
  readonly devices: DeviceNews;
  readonly accountData: string;
  readonly presence: string;
  readonly join: string;
  readonly invite: string;
  readonly knock: string;
  readonly leave: string;
  readonly peek: string;
}

async function newsSince(view: View): Promise<News> {
  const entries = await changedRooms(view);
  const rooms = await roomsOf(view, entries);
  const sections = await sectionsOf(view, entries, rooms);
  const accountData = globalData(view);
  const presence = presenceNews(view, entries, rooms);
  const peek = (await peekedRooms(view)).join(",");
  const devices = await deviceNews(view);
  const isEmpty =
    !accountData &&
    !presence.length &&
    !peek &&
    devices.isEmpty &&
    Object.values(sections).every((list: string[]) => !list.length);
  const { join, invite, knock, leave } = sections;
  return {
    isEmpty,
    devices,
    accountData,
    presence: presence.join(","),
    join: join.join(","),
    invite: invite.join(","),
    knock: knock.join(","),
    peek,
    leave: leave.join(","),
  };
}

/** A first sync with lazy members is content with few members of the rooms that it sees all of. */
async function roomsOf(view: View, entries: readonly MembershipEntry[]): Promise<ReadonlyMap<number, Room>> {
  const { core, stream, since, filter, fullState } = view;
  const ids = entries.map((entry) => entry.room);
  if (since.seq > 0 || fullState || !filter.state.lazyMembers) return core.rooms.byNumbers(ids);
  const rooms = await core.rooms.few(ids);
  const whole = [...rooms.values()].filter((room) => !isOpenTo(room, stream.userId));
  await core.rooms.byNumbers(whole.map((room) => room.id));
  await Promise.all([...rooms.values()].map((room) => needMembers(view.reads, room, [stream.userId])));
  return rooms;
}

/** Memberships of rooms in which something may be new; for a first sync, of all. */
async function changedRooms({ core, stream, since, filter, fullState }: View): Promise<MembershipEntry[]> {
  const all = [...stream.memberships.values()];
  const isLeft = (entry: MembershipEntry) => entry.membership === "leave" || entry.membership === "ban";
  if (since.seq === 0 || fullState)
    return all.filter(
      (entry) =>
        !isLeft(entry) ||
        (filter.includeLeave && !entry.forgotten) ||
        (since.seq > 0 && entry.seq > since.seq),
    );
  const moved = await movedRooms(core, stream, since, all);
  return all.filter((entry) => entry.seq > since.seq || (entry.membership === "join" && moved(entry.room)));
}

/** From memory, unless the place is older than what memory holds: then by one statement. */
async function movedRooms(core: Core, stream: UserStream, since: Place, all: readonly MembershipEntry[]) {
  const data = new Set<number>();
  for (const datum of stream.accountData.values()) if (datum.seq > since.seq) data.add(datum.room);
  const older = since.seq < stream.from ? await movedInDatabase(core, since.seq, all) : undefined;
  return (room: number) =>
    (stream.touched.get(room) ?? 0) > since.seq ||
    (stream.typing.get(room) ?? 0) > since.typing ||
    data.has(room) ||
    older?.has(room) === true;
}

async function movedInDatabase(core: Core, since: number, all: readonly MembershipEntry[]) {
  const joined = all.filter((entry) => entry.membership === "join").map((entry) => entry.room);
  const { rows } = await core.pool.query<{ room: string }>({
    name: "chat-moved-rooms",
    text: `select room from unnest($1::bigint[]) room
      where exists (select from chat.event e where e.room = room and e.seq > $2)
        or exists (select from chat.receipt r where r.room = room and r.seq > $2)`,
    values: [joined, since],
  });
  return new Set(rows.map((row) => Number(row.room)));
}

function globalData({ stream, since, filter }: View): string {
  const events: string[] = [];
  if (since.seq === 0 && filter.accountData.allowsType(rulesType)) events.push(rulesJson(stream));
  for (const { type, text, seq } of stream.dataOf(0)) {
    if (seq <= since.seq || !filter.accountData.allowsType(type)) continue;
    if (type !== rulesType) events.push(`{"type":${JSON.stringify(type)},"content":${text}}`);
    else if (since.seq > 0) events.push(rulesJson(stream));
  }
  return events.join(",");
}

const rulesJson = (stream: UserStream) =>
  `{"type":"${rulesType}","content":${JSON.stringify({ global: ruleSetOf(stream) })}}`;

function answer(upTo: Place, news: News): string {
  return (
    `{"next_batch":"${writePlace({ ...upTo, device: news.devices.upTo })}",` +
    `"account_data":{"events":[${news.accountData}]},"presence":{"events":[${news.presence}]},${news.devices.json},` +
    `"rooms":{"join":{${news.join}},"invite":{${news.invite}},"knock":{${news.knock}},"leave":{${news.leave}}${news.peek && `,"peek":{${news.peek}}`}}}`
  );
}
