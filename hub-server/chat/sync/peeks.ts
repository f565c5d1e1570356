/**
 * Rooms that a session follows without being in them (MSC2753): those that are open to the world. In memory only: a client
 * that comes back after a restart peeks again.
 */
import { eventJson } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import type { Room } from "../rooms/room.ts";
import { seersOf, type Seer } from "../rooms/seer.ts";
import { receiptsJson, typingJson } from "./ephemeral.ts";
import type { View } from "./joined-room.ts";
import { fullState, stateDelta } from "./room-state.ts";
import { timelineSince } from "./timeline.ts";
import { writeSeq } from "./token.ts";

export interface Peeks {
  /** @param at place in the stream of typing: syncs from before it get the whole room */
  readonly begin: (userId: string, device: string, room: Room, at: number) => void;
  readonly end: (userId: string, device: string, room: number) => void;
  /** A session is over. */
  readonly forget: (userId: string, device: string) => void;
  /** Who follows a room, by user id, with the number of their sessions that do. */
  readonly followers: (room: number) => ReadonlyMap<string, number>;
  /** Rooms of a session by number, with the place where each was begun. */
  readonly of: (userId: string, device: string) => ReadonlyMap<number, number>;
}

const mostPerSession = 50;
const nothing: ReadonlyMap<number, number> = new Map();

/** @param limit sessions to remember */
export function openPeeks(limit: number): Peeks {
  const sessions = new Map<string, Session>();
  const followers = new Map<number, Map<string, number>>();
  const key = (userId: string, device: string) => `${userId} ${device}`;
  const count = (userId: string, room: number, more: number) => {
    const here = followers.get(room) ?? new Map<string, number>();
    const left = (here.get(userId) ?? 0) + more;
    if (left) here.set(userId, left);
    else here.delete(userId);
    if (here.size) followers.set(room, here);
    else followers.delete(room);
  };
  const leave = ({ userId, rooms }: Session, room: number) => {
    if (rooms.delete(room)) count(userId, room, -1);
  };
  const drop = (name: string) => {
    const session = sessions.get(name);
    for (const room of session?.rooms.keys() ?? []) leave(session!, room);
    sessions.delete(name);
  };
  return {
    of: (userId, device) => sessions.get(key(userId, device))?.rooms ?? nothing,
    followers: (room) => followers.get(room) ?? nobody,
    begin: (userId, device, room, at) => {
      const name = key(userId, device);
      const session = sessions.getOrInsertComputed(name, () => ({ userId, rooms: new Map() }));
      if (!session.rooms.has(room.id)) count(userId, room.id, 1);
      session.rooms.set(room.id, at);
      if (session.rooms.size > mostPerSession) leave(session, session.rooms.keys().next().value!);
      if (sessions.size > limit) drop(sessions.keys().next().value!);
    },
    end: (userId, device, room) => {
      const session = sessions.get(key(userId, device));
      if (session) leave(session, room);
    },
    forget: (userId, device) => drop(key(userId, device)),
  };
}

interface Session {
  readonly userId: string;
  /** With the place where each was begun. */
  readonly rooms: Map<number, number>;
}

const nobody: ReadonlyMap<string, number> = new Map();

export const isOpenToWorld = (room: Room) =>
  room.get("m.room.history_visibility", "")?.content.history_visibility === "world_readable";

/** @returns members of `rooms.peek`, as JSON texts */
export async function peekedRooms(view: View): Promise<string[]> {
  const { core, stream, device, since } = view;
  const peeks = core.peeks.of(stream.userId, device);
  if (!peeks.size) return [];
  const rooms = await core.rooms.byNumbers([...peeks.keys()]);
  const open = [...rooms.values()].filter((room) => !room.joined.has(stream.userId) && isOpenToWorld(room));
  const seers = await seersOf(core.pool, open, stream.userId);
  const texts = open.map(async (room) => {
    const json = await peekedJson(
      view,
      room,
      seers.get(room.id)!,
      since.seq === 0 || peeks.get(room.id)! > since.typing,
    );
    return json === undefined ? [] : [`${JSON.stringify(room.roomId)}:${json}`];
  });
  return (await Promise.all(texts)).flat();
}

async function peekedJson(view: View, room: Room, seer: Seer, isNew: boolean): Promise<string | undefined> {
  const { reads, stream, filter, upTo } = view;
  const since = isNew ? 0 : view.since.seq;
  const ignored = ignoredUsers(stream);
  const timeline = await timelineSince(reads, room, since, upTo.seq, seer, filter.timeline, ignored);
  const atEnd = view.stateField !== "state";
  const state = isNew
    ? await fullState(reads, room, timeline, atEnd)
    : await stateDelta(reads, room, since, timeline, atEnd);
  const beside = [
    typingJson(room, isNew ? upTo.typing : view.since.typing),
    receiptsJson(room, isNew ? upTo.seq : since, stream.userId),
  ].filter((text) => text !== undefined);
  if (!isNew && !timeline.events.length && !state.length && !beside.length) return undefined;
  const json = (list: typeof state) => list.map((event) => eventJson(event)).join(",");
  return (
    `{"${view.stateField}":{"events":[${json(state.filter(filter.state.matches))}]},"timeline":{"events":[${json([...timeline.events])}],` +
    `"limited":${timeline.limited},"prev_batch":"${writeSeq(timeline.from)}"},"ephemeral":{"events":[${beside.join(",")}]}}`
  );
}
