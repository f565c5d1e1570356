/** What a user may see of a room's history: visibility and membership as they were at each event. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { forbidden } from "../refusals.ts";
import { withoutContent } from "../rules/redact.ts";
import type { Room } from "./room.ts";

export interface Seer {
  readonly sees: (event: ChatEvent) => boolean;
  /** In force now, and so no secret for this user, whenever it was said. */
  readonly knows: (event: ChatEvent) => boolean;
  /** The event as this user may read it: what erased people wrote is empty for those who were not there then. */
  readonly as: (event: ChatEvent) => ChatEvent;
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
  return (await seersOf(pool, [room], userId)).get(room.id)!;
}

/** How the user sees several rooms: one statement at most, however many of them had a history that was not open. */
export async function seersOf(
  pool: Pool,
  rooms: readonly Room[],
  userId: string,
): Promise<ReadonlyMap<number, Seer>> {
  const hidden = rooms.filter((room) => !isOpenTo(room, userId));
  const ids = hidden.map((room) => room.id);
  const memberships = hidden.length ? await membershipsOf(pool, ids, userId) : undefined;
  const isHidden = new Set(hidden);
  return new Map(
    rooms.map((room) => [
      room.id,
      isHidden.has(room) ? seerWith(room, userId, memberships?.get(room.id) ?? []) : seesAll,
    ]),
  );
}

/** Whether this member sees all that was ever said. */
export const isOpenTo = (room: Room, userId: string) =>
  room.joined.has(userId) && room.visibilities.every(({ value }) => open.has(value)) && !holdsErased(room);

function seerWith(room: Room, userId: string, memberships: readonly Change[]): Seer {
  const isMember = room.joined.has(userId);
  const left = memberships.at(-1);
  const world = room.get("m.room.history_visibility", "")?.content.history_visibility === "world_readable";
  const wasThere = world || memberships.some(({ value }) => value === "join" || value === "invite");
  const present = isMember || world || left?.value === "invite";
  // Whom the server keeps in a room by their rights reads in it while they are there, and afterwards only that they left.
  const isClosed = room.row.governed && !present;
  const membershipAt = (event: ChatEvent) => before(memberships, event.seq + 1) ?? "leave";
  return {
    wasThere,
    end: present ? Infinity : (left?.seq ?? 0),
    membershipAfter: (seq) => before(memberships, seq + 1) ?? "leave",
    membershipAt,
    as: (event) => (isErased(room, event) && membershipAt(event) !== "join" ? withoutContent(event) : event),
    sees: (event) =>
      isClosed ? isOwn(event, userId) : isVisible(room.visibilities, memberships, event, userId),
    knows: (event) => (isMember || world) && isInForce(room, event),
  };
}

const isInForce = (room: Room, event: ChatEvent) =>
  event.stateKey !== null && room.get(event.type, event.stateKey)?.seq === event.seq;

function holdsErased(room: Room): boolean {
  for (const userId of room.erased) if (room.state.get("m.room.member")?.has(userId)) return true;
  return false;
}

/** Messages only: the room keeps the name and the rules that they gave it. */
const isErased = (room: Room, event: ChatEvent) => room.erased.has(event.sender) && event.stateKey === null;

const open = new Set(["shared", "world_readable"]);

/** How members see a room whose history was always open to them. */
export const seesAll: Seer = {
  wasThere: true,
  sees: () => true,
  knows: () => true,
  as: (event) => event,
  membershipAt: () => "join",
  membershipAfter: () => "join",
  end: Infinity,
};

const isOwn = (event: ChatEvent, userId: string) =>
  event.type === "m.room.member" && event.stateKey === userId;

/** "History visibility" of the specification: server behaviour. A change itself is seen by either side of it. */
function isVisible(
  visibilities: readonly Change[],
  memberships: readonly Change[],
  event: ChatEvent,
  userId: string,
): boolean {
  const own = isOwn(event, userId);
  const isVisibility = event.type === "m.room.history_visibility" && event.stateKey === "";
  const then = [before(memberships, event.seq) ?? "leave"];
  if (own) then.push(before(memberships, event.seq + 1) ?? "leave");
  const values = [before(visibilities, event.seq) ?? "shared"];
  if (isVisibility) values.push(before(visibilities, event.seq + 1) ?? "shared");
  if (then.includes("join") || values.includes("world_readable")) return true;
  if (own && then.some((value) => value === "invite" || value === "ban")) return true;
  if (values.includes("invited") && then.includes("invite")) return true;
  return (
    values.includes("shared") && memberships.some(({ seq, value }) => value === "join" && seq > event.seq)
  );
}

/** The value in force just before `seq`. */
function before(changes: readonly Change[], seq: number): string | undefined {
  return changes.findLast((change) => change.seq < seq)?.value;
}

async function membershipsOf(
  pool: Pool,
  rooms: readonly number[],
  userId: string,
): Promise<Map<number, Change[]>> {
  const { rows } = await pool.query<{ room: string; seq: string; value: string }>({
    name: "chat-memberships-of",
    text: `select room, seq, value from chat.state
      where room = any($1) and type = 'm.room.member' and state_key = $2 order by seq`,
    values: [rooms, userId],
  });
  const changes = rows.map(({ room, seq, value }) => ({ room: Number(room), seq: Number(seq), value }));
  return Map.groupBy(changes, ({ room }) => room);
}
