/**
 * Rooms that a session follows without being in them (MSC2753): those that are open to the world. In memory only: a client
 * that comes back after a restart peeks again.
 */
import { eventJson } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf } from "../rooms/seer.ts";
import { receiptsJson, typingJson } from "./ephemeral.ts";
import type { View } from "./joined-room.ts";
import { fullState, stateDelta } from "./room-state.ts";
import { timelineSince } from "./timeline.ts";
import { writeSeq } from "./token.ts";

export interface Peeks {
  /** @param at place in the stream of typing: syncs from before it get the whole room */
  readonly begin: (userId: string, device: string, room: Room, at: number) => void;
  readonly end: (userId: string, device: string, room: Room) => void;
  /** Rooms of a session by number, with the place where each was begun. */
  readonly of: (userId: string, device: string) => ReadonlyMap<number, number>;
}

const mostPerSession = 50;
const nothing: ReadonlyMap<number, number> = new Map();

/** @param limit sessions to remember */
export function openPeeks(limit: number): Peeks {
  const sessions = new Map<string, Map<number, number>>();
  const key = (userId: string, device: string) => `${userId} ${device}`;
  return {
    of: (userId, device) => sessions.get(key(userId, device)) ?? nothing,
    begin: (userId, device, room, at) => {
      const own = sessions.get(key(userId, device)) ?? new Map<number, number>();
      sessions.set(key(userId, device), own.set(room.id, at));
      if (own.size > mostPerSession) own.delete(own.keys().next().value!);
      if (sessions.size > limit) sessions.delete(sessions.keys().next().value!);
      room.peekers.add(userId);
    },
    end: (userId, device, room) => {
      sessions.get(key(userId, device))?.delete(room.id);
    },
  };
}

export const isOpenToWorld = (room: Room) =>
  room.get("m.room.history_visibility", "")?.content.history_visibility === "world_readable";

/** @returns members of `rooms.peek`, as JSON texts */
export async function peekedRooms(view: View): Promise<string[]> {
  const { core, stream, device, since } = view;
  const peeks = core.peeks.of(stream.userId, device);
  if (!peeks.size) return [];
  const rooms = await core.rooms.byNumbers([...peeks.keys()]);
  const texts: string[] = [];
  for (const [number, at] of peeks) {
    const room = rooms.get(number);
    if (!room || room.joined.has(stream.userId) || !isOpenToWorld(room)) continue;
    const json = await peekedJson(view, room, since.seq === 0 || at > since.typing);
    if (json !== undefined) texts.push(`${JSON.stringify(room.roomId)}:${json}`);
  }
  return texts;
}

async function peekedJson(view: View, room: Room, isNew: boolean): Promise<string | undefined> {
  const { core, stream, filter, upTo } = view;
  const { pool } = core;
  const since = isNew ? 0 : view.since.seq;
  const seer = await seerOf(pool, room, stream.userId);
  const ignored = ignoredUsers(stream);
  const timeline = await timelineSince(pool, room, since, upTo.seq, seer, filter.timeline, ignored);
  const atEnd = view.stateField !== "state";
  const state = isNew
    ? await fullState(pool, room, timeline, atEnd)
    : await stateDelta(pool, room, since, timeline, atEnd);
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
