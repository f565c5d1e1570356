/** What a user may see of a room's history: visibility and membership as they were at each event. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { forbidden } from "../refusals.ts";
import type { Room } from "./room.ts";

export interface Seer {
  readonly sees: (event: ChatEvent) => boolean;
  /** Membership at the event (MSC4115). */
  readonly membershipAt: (event: ChatEvent) => string;
  /** Was ever a member or invited, or the room is open to the world. */
  readonly wasThere: boolean;
  /** Membership right after this seq. */
  readonly membershipAfter: (seq: number) => string;
  /** Nothing after this seq is for this user: they left then. */
  readonly end: number;
}

interface Change {
  readonly seq: number;
  readonly value: string;
}

/**
 * @returns how the user sees the room
 * @throws MatrixError M_FORBIDDEN when they were never in it and it is not open to the world
 */
export async function seerOf(pool: Pool, room: Room, userId: string): Promise<Seer> {
  const seer = await seerFor(pool, room, userId);
  if (seer.wasThere) return seer;
  throw forbidden(`You are not in the room ${room.roomId}.`);
}

/** The same for those who may have no right to look: they see nothing. */
export async function seerFor(pool: Pool, room: Room, userId: string): Promise<Seer> {
  if (room.joined.has(userId) && room.visibilities.every(({ value }) => open.has(value))) return seesAll;
  const memberships = await membershipsOf(pool, room.id, userId);
  const left = memberships.at(-1);
  const world = room.get("m.room.history_visibility", "")?.content.history_visibility === "world_readable";
  const wasThere = world || memberships.some(({ value }) => value === "join" || value === "invite");
  const present = room.joined.has(userId) || world || left?.value === "invite";
  return {
    wasThere,
    end: present ? Infinity : (left?.seq ?? 0),
    membershipAfter: (seq) => before(memberships, seq + 1) ?? "leave",
    membershipAt: (event) => before(memberships, event.seq + 1) ?? "leave",
    sees: (event) => isVisible(room.visibilities, memberships, event, userId),
  };
}

const open = new Set(["shared", "world_readable"]);

/** How members see a room whose history was always open to them. */
export const seesAll: Seer = {
  wasThere: true,
  sees: () => true,
  membershipAt: () => "join",
  membershipAfter: () => "join",
  end: Infinity,
};

/** "History visibility" of the specification: server behaviour. A change itself is seen by either side of it. */
function isVisible(
  visibilities: readonly Change[],
  memberships: readonly Change[],
  event: ChatEvent,
  userId: string,
): boolean {
  const isOwn = event.type === "m.room.member" && event.stateKey === userId;
  const isVisibility = event.type === "m.room.history_visibility" && event.stateKey === "";
  const then = [before(memberships, event.seq) ?? "leave"];
  if (isOwn) then.push(before(memberships, event.seq + 1) ?? "leave");
  const values = [before(visibilities, event.seq) ?? "shared"];
  if (isVisibility) values.push(before(visibilities, event.seq + 1) ?? "shared");
  if (then.includes("join") || values.includes("world_readable")) return true;
  if (isOwn && then.some((value) => value === "invite" || value === "ban")) return true;
  if (values.includes("invited") && then.includes("invite")) return true;
  return (
    values.includes("shared") && memberships.some(({ seq, value }) => value === "join" && seq > event.seq)
  );
}

/** The value in force just before `seq`. */
function before(changes: readonly Change[], seq: number): string | undefined {
  return changes.findLast((change) => change.seq < seq)?.value;
}

async function membershipsOf(pool: Pool, room: number, userId: string): Promise<Change[]> {
  const { rows } = await pool.query<{ seq: string; value: string }>({
    name: "chat-memberships-of",
    text: `select seq, value from chat.state
      where room = $1 and type = 'm.room.member' and state_key = $2 order by seq`,
    values: [room, userId],
  });
  return rows.map(({ seq, value }) => ({ seq: Number(seq), value }));
}
