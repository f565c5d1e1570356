/** The rooms of a sync: each as JSON text, under the membership that the reader has in it. */
import { ignoredUsers } from "../push/rule-set.ts";
import type { Room } from "../rooms/room.ts";
import { seersOf } from "../rooms/seer.ts";
import { bounded, mostText, withLimit } from "./bounded.ts";
import { joinedRoomJson, type View } from "./joined-room.ts";
import { leftRoomJson, strippedState } from "./other-rooms.ts";
import type { MembershipEntry } from "./streams.ts";
import { freshenUnread } from "./unread.ts";

export interface Sections {
  readonly join: string[];
  readonly invite: string[];
  readonly knock: string[];
  readonly leave: string[];
}

/** All rooms are put together at the same time, so that what they read is read together. */
export async function sectionsOf(
  view: View,
  entries: readonly MembershipEntry[],
  rooms: ReadonlyMap<number, Room>,
): Promise<Sections> {
  const { core, stream } = view;
  const told = entries.flatMap((entry) => {
    const room = rooms.get(entry.room);
    return room && view.filter.allowsRoom(room.roomId) ? [{ entry, room }] : [];
  });
  const joined = told.filter(({ entry }) => entry.membership === "join").map(({ room }) => room);
  const left = told.filter(({ entry }) => isLeft(entry)).map(({ room }) => room);
  await freshenUnread(core.pool, stream, joined);
  const seers = await seersOf(core.pool, [...joined, ...left], stream.userId);
  const shown: View = { ...view, seers, filter: bounded(view.filter, entries.length) };
  const brief: View = { ...shown, filter: withLimit(shown.filter, 1) };
  let size = 0;
  const texts = told.map(({ entry, room }) => {
    const text = roomJson(size > mostText ? brief : shown, room, entry);
    size += sizeOf(shown, room);
    return text;
  });
  const sections: Sections = { join: [], invite: [], knock: [], leave: [] };
  for (const [index, text] of (await Promise.all(texts)).entries()) {
    const { entry, room } = told[index]!;
    if (text)
      sections[entry.membership === "ban" ? "leave" : entry.membership].push(`"${room.roomId}":${text}`);
  }
  return sections;
}

const isLeft = ({ membership }: MembershipEntry): boolean => membership === "leave" || membership === "ban";

async function roomJson(view: View, room: Room, entry: MembershipEntry): Promise<string | undefined> {
  if (entry.membership === "join") return joinedRoomJson(view, room);
  if (isLeft(entry)) return leftRoomJson(view, room, entry);
  const inviter = room.get("m.room.member", view.stream.userId)?.sender;
  if (entry.membership === "invite" && ignoredUsers(view.stream).has(inviter ?? "")) return undefined;
  return `{"${entry.membership}_state":{"events":[${strippedState(room, view.stream.userId)}]}}`;
}

/** Characters that everything around the content of an event takes, about. */
const around = 350;

/** Characters that a room will take, about: known before anything of it is read. */
function sizeOf({ since, filter, fullState }: View, room: Room): number {
  let size = 0;
  for (let i = room.ring.length - 1, left = filter.timeline.limit; i >= 0 && left > 0; i--, left--) {
    const { seq, fields } = room.ring[i]!;
    if (seq <= since.seq) break;
    size += fields.text.length + around;
  }
  const isFull = (since.seq === 0 || fullState) && !filter.state.lazyMembers;
  return isFull ? size + room.joined.size * around : size;
}
