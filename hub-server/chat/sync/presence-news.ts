/** Presence in a sync: of those who share a room with the reader, and of the reader. */
import { absent, presenceEvent, type Standing } from "../presence/presence.ts";
import type { Room } from "../rooms/room.ts";
import type { View } from "./joined-room.ts";
import type { MembershipEntry } from "./streams.ts";

/** @param changed memberships of rooms in which something is new. @returns JSON texts */
export function presenceNews(
  view: View,
  changed: readonly MembershipEntry[],
  rooms: ReadonlyMap<number, Room>,
): string[] {
  const { presence } = view.core;
  if (!presence.isOn || !view.filter.presence.allowsType("m.presence")) return [];
  const now = view.core.clock().getTime();
  const found = new Map<string, Standing>();
  if (view.since.seq > 0)
    for (const standing of presence.changedSince(view.since.typing))
      if (standing.at <= view.upTo.typing && shares(view, standing.userId))
        found.set(standing.userId, standing);
  for (const userId of metIn(view, changed, rooms)) {
    const standing = presence.of(userId) ?? absent(userId);
    if (standing.kind !== "offline" || isNews(view, rooms)) found.set(userId, standing);
  }
  return [...found.values()]
    .filter(({ userId }) => view.filter.presence.allowsSender(userId))
    .map((standing) => JSON.stringify(presenceEvent(standing, now)));
}

/** Whom one meets one wants to know about, even that they are away; but not about everybody in a large room or a first sync. */
const isNews = ({ since }: View, rooms: ReadonlyMap<number, Room>) =>
  since.seq > 0 && [...rooms.values()].every((room) => room.joined.size <= largestCircle);

const largestCircle = 50;

/** From memory: who is met in no loaded room is not met. */
function shares({ core, stream }: View, userId: string): boolean {
  if (userId === stream.userId) return true;
  for (const { room, membership } of stream.memberships.values())
    if (membership === "join" && core.rooms.loaded(room)?.joined.has(userId)) return true;
  return false;
}

/** Whom the reader has not met before: all members of rooms new to the reader, new members of the others. */
function* metIn(
  { stream, since }: View,
  changed: readonly MembershipEntry[],
  rooms: ReadonlyMap<number, Room>,
): Iterable<string> {
  if (since.seq === 0) yield stream.userId;
  for (const { room: number, membership, seq } of changed) {
    const room = membership === "join" ? rooms.get(number) : undefined;
    if (!room) continue;
    if (seq > since.seq) yield* room.joined;
    else
      for (const event of room.since(since.seq) ?? [])
        if (event.type === "m.room.member" && room.joined.has(event.stateKey!)) yield event.stateKey!;
  }
}
