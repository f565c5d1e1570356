/**
 * What the hub knows of each user who syncs: memberships, account data, and which rooms moved when. Kept true by the
 * writer after each commit, so that a sync which finds nothing new costs no SQL.
 */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import type { KeyCounts } from "../keys/device-keys.ts";
import type { CompiledRules } from "../push/evaluate.ts";
import type { Room } from "../rooms/room.ts";
import type { Membership } from "../types.ts";
import type { AccountDatum, Batch } from "../writer/jobs.ts";
import { openAlarm } from "./alarm.ts";
import type { Shown } from "./shown.ts";
import type { Unread } from "./unread.ts";

export interface MembershipEntry {
  readonly room: number;
  readonly membership: Membership;
  /** When the membership became this; a change of name in it does not count. */
  readonly seq: number;
  forgotten: boolean;
}

export class UserStream {
  readonly userId: string;
  readonly memberships = new Map<number, MembershipEntry>();
  /** By `<room> <type>`; room 0: global. */
  readonly accountData = new Map<string, AccountDatum>();
  readonly #dataByRoom = new Map<number, Map<string, AccountDatum>>();
  /** Newest change per room, for every change after `from`. */
  readonly touched = new Map<number, number>();
  readonly typing = new Map<number, number>();
  readonly from: number;
  readonly unread = new Map<number, Unread>();
  /** Compiled when they are needed. */
  rules: CompiledRules | undefined;
  ignored: { readonly seq: number; readonly users: ReadonlySet<string> } | undefined;
  /** Members whose event a session was sent already, by `<session> <room>`. */
  readonly shown = new Map<string, Shown>();
  /** First and last place of what waits for each device. */
  readonly pending = new Map<string, { oldest: number; newest: number }>();
  /** One-time keys left, by device, when somebody asked. */
  readonly keyCounts = new Map<string, Promise<KeyCounts>>();
  /** Place of the last news of any kind: nothing after it concerns this user. */
  newsAt = 0;
  /** The same in the stream of typing. */
  typingAt = 0;
  readonly waiters = new Set<() => void>();
  ready: Promise<void> = Promise.resolve();
  lastUsed = 0;

  constructor(userId: string, from: number) {
    this.userId = userId;
    this.from = from;
  }

  membership(room: number): Membership | undefined {
    return this.memberships.get(room)?.membership;
  }

  /** The later one wins, whatever order they come in. */
  setMembership(entry: MembershipEntry): void {
    const before = this.memberships.get(entry.room);
    if (before && before.seq >= entry.seq) return;
    this.newsAt = Math.max(this.newsAt, entry.seq);
    const same = before?.membership === entry.membership;
    this.memberships.set(entry.room, same ? { ...entry, seq: before.seq } : entry);
  }

  setAccountDatum(datum: AccountDatum): void {
    const key = `${datum.room} ${datum.type}`;
    this.newsAt = Math.max(this.newsAt, datum.seq);
    if ((this.accountData.get(key)?.seq ?? -1) >= datum.seq) return;
    this.accountData.set(key, datum);
    const ofRoom = this.#dataByRoom.get(datum.room);
    if (ofRoom) ofRoom.set(datum.type, datum);
    else this.#dataByRoom.set(datum.room, new Map([[datum.type, datum]]));
  }

  /** Account data of one room; 0: global. */
  dataOf(room: number): Iterable<AccountDatum> {
    return this.#dataByRoom.get(room)?.values() ?? [];
  }

  setPending(deviceId: string, seq: number): void {
    const before = this.pending.get(deviceId);
    this.pending.set(deviceId, { oldest: before?.oldest ?? seq, newest: seq });
    this.newsAt = Math.max(this.newsAt, seq);
  }

  forgetDevice(deviceId: string): void {
    this.pending.delete(deviceId);
    this.keyCounts.delete(deviceId);
  }

  wake(): void {
    for (const waiter of this.waiters) waiter();
  }
}

export interface Streams {
  readonly get: (userId: string) => Promise<UserStream>;
  /** The stream if it is in memory. */
  readonly known: (userId: string) => UserStream | undefined;
  /** After COMMIT: brings the streams in memory up to date and wakes those who wait. */
  readonly told: (batch: Batch) => void;
  readonly toldTyping: (room: Room) => void;
  /** Somebody came or went: those in the same rooms may want to know, and the person's own clients. */
  readonly toldPresence: (stream: UserStream, rooms: readonly Room[], at: number) => void;
  readonly setForgotten: (userId: string, room: number) => void;
  /** Messages of a room were taken away: what is unread in it is counted anew. */
  readonly countAnew: (room: number) => void;
  /** Forgets everything and wakes everybody. */
  readonly clear: () => void;
}

/** Who follows a room without being in it, by the number of the room. */
export type Followers = (room: number) => ReadonlyMap<string, unknown>;

/** @param limit streams to keep in memory */
export function openStreams(pool: Pool, head: () => number, limit: number, followers: Followers): Streams {
  const streams = new Map<string, UserStream>();
  const wake = openAlarm();

  const open = (userId: string) => {
    const stream = new UserStream(userId, head());
    streams.set(userId, stream);
    stream.ready = load(pool, stream);
    stream.ready.catch(() => streams.delete(userId));
    if (streams.size > limit) drop();
    return stream;
  };
  const drop = () => {
    const idle = [...streams.values()].filter((stream) => !stream.waiters.size);
    for (const stream of idle.toSorted((a, b) => a.lastUsed - b.lastUsed).slice(0, limit / 10))
      streams.delete(stream.userId);
  };
  const members = function* (room: Room): Iterable<UserStream> {
    const peekers = followers(room.id);
    if (room.joined.size > streams.size) {
      for (const stream of streams.values())
        if (room.joined.has(stream.userId) || peekers.has(stream.userId)) yield stream;
      return;
    }
    for (const userIds of [room.joined, peekers.keys()])
      for (const userId of userIds) {
        const stream = streams.get(userId);
        if (stream) yield stream;
      }
  };
  return {
    get: async (userId) => {
      const stream = streams.get(userId) ?? open(userId);
      stream.lastUsed = Date.now();
      await stream.ready;
      return stream;
    },
    known: (userId) => streams.get(userId),
    told: (batch) => {
      for (const { userId, reader, rooms, seq } of batch.devices)
        for (const stream of [
          streams.get(reader || userId),
          ...rooms.flatMap((room) => [...members(room)]),
        ]) {
          if (!stream) continue;
          stream.newsAt = Math.max(stream.newsAt, seq);
          wake(stream);
        }
      for (const { userId, deviceId, seq } of batch.toDevice) {
        const stream = streams.get(userId);
        stream?.setPending(deviceId, seq);
        if (stream) wake(stream);
      }
      for (const { event } of batch.events) {
        const stream = memberStream(streams, event);
        if (!stream) continue;
        stream.setMembership(entryOf(event));
        wake(stream);
      }
      for (const [room, seq] of moved(batch))
        for (const stream of members(room)) {
          stream.touched.set(room.id, seq);
          stream.newsAt = Math.max(stream.newsAt, seq);
          wake(stream);
        }
      for (const datum of batch.accountData) {
        const stream = streams.get(datum.userId);
        stream?.setAccountDatum(datum);
        if (stream) wake(stream);
      }
    },
    toldTyping: (room) => {
      for (const stream of members(room)) {
        stream.typing.set(room.id, room.typingAt);
        stream.typingAt = room.typingAt;
        wake(stream);
      }
    },
    toldPresence: (own, rooms, at) => {
      for (const stream of new Set([own, ...rooms.flatMap((room) => [...members(room)])])) {
        stream.typingAt = at;
        wake(stream);
      }
    },
    setForgotten: (userId, room) => {
      const entry = streams.get(userId)?.memberships.get(room);
      if (entry) entry.forgotten = true;
    },
    countAnew: (room) => {
      for (const stream of streams.values()) stream.unread.delete(room);
    },
    clear: () => {
      const old = [...streams.values()];
      streams.clear();
      for (const stream of old) stream.wake();
    },
  };
}

const memberStream = (streams: Map<string, UserStream>, event: ChatEvent) =>
  event.type === "m.room.member" && event.stateKey !== null ? streams.get(event.stateKey) : undefined;

const entryOf = (event: ChatEvent): MembershipEntry => ({
  room: event.fields.room,
  membership: event.content.membership as Membership,
  seq: event.seq,
  forgotten: false,
});

function moved(batch: Batch): Map<Room, number> {
  const rooms = new Map<Room, number>();
  for (const { room, event } of batch.events) rooms.set(room, event.seq);
  for (const { room, receipt } of batch.receipts)
    rooms.set(room, Math.max(receipt.seq, rooms.get(room) ?? 0));
  return rooms;
}

async function load(pool: Pool, stream: UserStream): Promise<void> {
  const [memberships, data, pending] = await Promise.all([
    pool.query<{ room: string; membership: Membership; seq: string; forgotten: boolean }>({
      name: "chat-stream-memberships",
      text: "select room, membership, seq, forgotten from chat.membership where user_id = $1",
      values: [stream.userId],
    }),
    pool.query<{ room: string; type: string; content: string; seq: string }>({
      name: "chat-stream-account-data",
      text: "select room, type, content, seq from chat.account_data where user_id = $1",
      values: [stream.userId],
    }),
    pool.query<{ device_id: string; oldest: string; newest: string }>({
      name: "chat-stream-pending",
      text: `select device_id, min(seq) as oldest, max(seq) as newest from chat.to_device
        where user_id = $1 group by device_id`,
      values: [stream.userId],
    }),
  ]);
  for (const row of pending.rows) {
    const newest = Math.max(Number(row.newest), stream.pending.get(row.device_id)?.newest ?? 0);
    stream.pending.set(row.device_id, { oldest: Number(row.oldest), newest });
  }
  for (const row of memberships.rows)
    stream.setMembership({ ...row, room: Number(row.room), seq: Number(row.seq) });
  for (const { room, type, content, seq } of data.rows)
    stream.setAccountDatum({
      userId: stream.userId,
      room: Number(room),
      type,
      text: content,
      seq: Number(seq),
    });
}
