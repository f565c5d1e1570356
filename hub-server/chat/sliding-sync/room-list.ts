/** The rooms of a user, those with the newest events first ("Activity ordering" of MSC4186). */
import type { Core } from "../core.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import type { Room } from "../rooms/room.ts";
import { asObject } from "../rules/notify.ts";
import type { MembershipEntry, UserStream } from "../sync/streams.ts";
import type { Content } from "../types.ts";

export interface ListedRoom {
  readonly room: Room;
  readonly entry: MembershipEntry;
  readonly isDm: boolean;
  readonly tags: ReadonlySet<string>;
  /** Ids of the spaces that the user is in and that list the room. */
  readonly spaces: () => ReadonlySet<string>;
}

/** @param known whether a room was sent to this connection before: then it stays, even when the user has left it */
export async function listRooms(
  core: Core,
  stream: UserStream,
  known: (room: number) => boolean,
): Promise<ListedRoom[]> {
  const entries = [...stream.memberships.values()].filter((entry) => !entry.forgotten || known(entry.room));
  const rooms = await core.rooms.byNumbers(entries.map((entry) => entry.room));
  const direct = directRooms(stream);
  const spaces = spacesOf(entries, rooms);
  const listed: ListedRoom[] = [];
  for (const entry of entries) {
    const room = rooms.get(entry.room);
    if (!room || !belongs(stream, room, entry, known)) continue;
    const { roomId } = room;
    listed.push({
      room,
      entry,
      isDm: direct.has(roomId),
      tags: tagsOf(stream, entry.room),
      spaces: () => spaces().get(roomId) ?? nothing,
    });
  }
  const activity = ({ room, entry }: ListedRoom) => (entry.membership === "join" ? room.lastSeq : entry.seq);
  return listed.toSorted((a, b) => activity(b) - activity(a));
}

const nothing: ReadonlySet<string> = new Set();

/** Who left by themselves knows it; who was taken out may not. */
function belongs(
  stream: UserStream,
  room: Room,
  { membership }: MembershipEntry,
  known: (room: number) => boolean,
): boolean {
  if (membership === "join" || membership === "knock" || known(room.id)) return true;
  const { userId } = stream;
  const own = room.get("m.room.member", userId);
  if (membership === "invite") return !ignoredUsers(stream).has(own?.sender ?? "");
  const before = own?.fields.previous;
  const wasIn = before && (JSON.parse(before.text) as Content).membership === "join";
  return Boolean(wasIn) && own?.sender !== userId;
}

const direct = new WeakMap<UserStream, { readonly seq: number; readonly rooms: ReadonlySet<string> }>();

/** Ids of the rooms that the user's `m.direct` names. */
export function directRooms(stream: UserStream): ReadonlySet<string> {
  const datum = stream.accountData.get("0 m.direct");
  if (!datum) return nothing;
  const known = direct.get(stream);
  if (known?.seq === datum.seq) return known.rooms;
  const lists = Object.values(JSON.parse(datum.text) as Content).filter(Array.isArray);
  const rooms = new Set(lists.flat().filter((one): one is string => typeof one === "string"));
  direct.set(stream, { seq: datum.seq, rooms });
  return rooms;
}

function tagsOf(stream: UserStream, room: number): ReadonlySet<string> {
  const datum = stream.accountData.get(`${room} m.tag`);
  if (!datum) return nothing;
  return new Set(Object.keys(asObject((JSON.parse(datum.text) as Content).tags) ?? {}));
}

/** By room id; looked through when a filter asks. */
function spacesOf(entries: readonly MembershipEntry[], rooms: ReadonlyMap<number, Room>) {
  let found: Map<string, Set<string>> | undefined;
  const look = () => {
    const byChild = new Map<string, Set<string>>();
    for (const { room: number, membership } of entries) {
      const room = rooms.get(number);
      if (!room || membership !== "join") continue;
      for (const [child, event] of room.state.get("m.space.child") ?? [])
        if (Array.isArray(event.content.via))
          byChild.set(child, (byChild.get(child) ?? new Set()).add(room.roomId));
    }
    return byChild;
  };
  return () => (found ??= look());
}
