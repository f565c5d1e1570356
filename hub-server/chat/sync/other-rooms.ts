/** Rooms in a sync that the user is not joined to: invitations, knocks, and those left or taken away. */
import { eventJson, strippedJson } from "../event.ts";
import { ignoredUsers } from "../push/rule-set.ts";
import { seerFor } from "../rooms/seer.ts";
import type { Room } from "../rooms/room.ts";
import type { View } from "./joined-room.ts";
import type { MembershipEntry } from "./streams.ts";
import { timelineSince } from "./timeline.ts";
import { writeSeq } from "./token.ts";

const shownToInvited = [
  "m.room.create",
  "m.room.join_rules",
  "m.room.name",
  "m.room.avatar",
  "m.room.topic",
  "m.room.canonical_alias",
  "m.room.encryption",
];

/** The stripped state that an invited or knocking user sees. */
export function strippedState(room: Room, userId: string): string {
  const events = shownToInvited.flatMap((type) => room.get(type, "") ?? []);
  const own = room.get("m.room.member", userId);
  const inviter = own && own.sender !== userId ? room.get("m.room.member", own.sender) : undefined;
  return [...events, ...(inviter ? [inviter] : []), ...(own ? [own] : [])].map(strippedJson).join(",");
}

/** A room that the user left: what happened up to that moment. */
export async function leftRoomJson(view: View, room: Room, entry: MembershipEntry): Promise<string> {
  const { core, stream, filter, device, since } = view;
  const seer = view.seers?.get(room.id) ?? (await seerFor(core.pool, room, stream.userId));
  const timeline = await timelineSince(
    view.reads,
    room,
    since.seq,
    entry.seq,
    seer,
    filter.timeline,
    ignoredUsers(stream),
  );
  const atEnd = view.stateField !== "state";
  const isFull = since.seq === 0 || view.fullState || seer.membershipAfter(since.seq) !== "join";
  const end = atEnd || !timeline.events.length ? entry.seq : timeline.from;
  const state = await view.reads.state({ room: room.id, after: isFull ? 0 : since.seq, upTo: end });
  const events = timeline.events.map((event) =>
    eventJson(event, { device, membership: seer.membershipAt(event) }),
  );
  const kept = state.filter((event) => seer.sees(event) && filter.state.matches(event));
  return `{"${view.stateField}":{"events":[${kept.map((event) => eventJson(event)).join(",")}]},"timeline":{"events":[${events.join(",")}],"limited":${timeline.limited},"prev_batch":"${writeSeq(timeline.from)}"},"account_data":{"events":[]}}`;
}
