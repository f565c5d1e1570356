/** The summary of a room: how many are in it, and who names it when it has no name. */
import type { Room } from "../rooms/room.ts";

const heroes = 5;

interface Counted {
  readonly joined: number;
  readonly invited: number;
  readonly isNamed: boolean;
  /** The first members and invited people, one more than are told: one of them may be the reader. */
  readonly here: readonly string[];
  /** The same of everybody who ever was here. */
  readonly everybody: readonly string[];
}

/** Counted anew when something happened in the room. */
const counted = new WeakMap<Room, { readonly lastSeq: number; readonly counts: Counted }>();

/** As JSON text. Heroes name a room that has no name: the first five other members, by the order of their joining. */
export function summaryJson(room: Room, userId: string): string {
  const { joined, invited, isNamed, here, everybody } = countsOf(room);
  const others = (ids: readonly string[]) => ids.filter((id) => id !== userId).slice(0, heroes);
  const shown = others(here);
  return JSON.stringify({
    ...(!isNamed && { "m.heroes": shown.length ? shown : others(everybody) }),
    "m.joined_member_count": joined,
    "m.invited_member_count": invited,
  });
}

/** User ids of those who name the room for this reader; none when it has a name. */
export function heroesOf(room: Room, userId: string): string[] {
  const { isNamed, here, everybody } = countsOf(room);
  if (isNamed) return [];
  const others = (ids: readonly string[]) => ids.filter((id) => id !== userId).slice(0, heroes);
  return here.some((id) => id !== userId) ? others(here) : others(everybody);
}

export function countsOf(room: Room): Counted {
  const known = counted.get(room);
  if (known?.lastSeq === room.lastSeq) return known.counts;
  const counts = count(room);
  counted.set(room, { lastSeq: room.lastSeq, counts });
  return counts;
}

function count(room: Room): Counted {
  const members = [...room.memberships()];
  const invited = members.filter(([, membership]) => membership === "invite").map(([userId]) => userId);
  const isNamed = ["m.room.name", "m.room.canonical_alias"].some((type) => {
    const { name, alias } = room.get(type, "")?.content ?? {};
    return Boolean(name ?? alias);
  });
  const first = (ids: readonly string[]) => ids.slice(0, heroes + 1);
  return {
    joined: room.joined.size,
    invited: invited.length,
    isNamed,
    here: first([...room.joined, ...invited]),
    everybody: first(members.map(([userId]) => userId)),
  };
}
