/** Whose devices or keys changed, for those who share a room with them ("Tracking the device list for a user"). */
import type { Pool } from "pg";
import type { Core } from "../core.ts";
import { openReads, type Reads } from "../rooms/reads.ts";
import type { Room } from "../rooms/room.ts";
import type { UserStream } from "../sync/streams.ts";

interface Change {
  readonly userId: string;
  /** Who alone may know; `""`: everybody who shares a room with the user. */
  readonly reader: string;
  readonly seq: number;
}

const keyOf = ({ userId, reader }: Change) => `${userId} ${reader}`;

export interface DeviceLists {
  /** Stores the change and wakes everybody who shares a room with the user, or the one reader whom it concerns. */
  readonly changed: (userId: string, reader?: string) => Promise<void>;
  /** Users whose devices changed after `since`, up to `upTo`, as far as the reader may know. From memory. */
  readonly between: (reader: string, since: number, upTo: number) => readonly string[];
  /** After COMMIT. */
  readonly told: (changes: readonly Change[]) => void;
  readonly load: () => Promise<void>;
}

export function openDeviceLists(
  pool: Pool,
  core: () => Pick<Core, "streams" | "rooms" | "writer">,
): DeviceLists {
  /** The newest change of each user, in the order of their places. */
  const newest = new Map<string, number>();
  let log: Change[] = [];
  let last = 0;
  const told: DeviceLists["told"] = (changes) => {
    for (const { userId, reader, seq } of changes) {
      const change = { userId, reader, seq };
      newest.set(keyOf(change), seq);
      log.push(change);
      last = seq;
    }
    // Only the newest change of each user matters.
    if (log.length > 2 * newest.size + 100)
      log = log.filter((change) => newest.get(keyOf(change)) === change.seq);
  };
  return {
    told,
    load: async () => {
      const { rows } = await pool.query<{ user_id: string; reader: string; seq: string }>(
        "select user_id, reader, seq from chat.device_change order by seq",
      );
      newest.clear();
      log = [];
      told(rows.map((row) => ({ userId: row.user_id, reader: row.reader, seq: Number(row.seq) })));
    },
    changed: async (userId, reader = "") => {
      const { streams, rooms, writer } = core();
      const stream = await streams.get(userId);
      const shared = reader ? [] : (await rooms.few(joinedRooms(stream))).values();
      await writer.write({ kind: "devices", userId, reader, rooms: [...shared] });
    },
    between: (asker, since, upTo) => {
      if (since >= last) return [];
      const found = new Set<string>();
      for (let i = log.length - 1; i >= 0 && log[i]!.seq > since; i--) {
        const { userId, reader, seq } = log[i]!;
        if (seq <= upTo && (!reader || reader === asker)) found.add(userId);
      }
      return [...found];
    },
  };
}

const joinedRooms = (stream: UserStream) =>
  [...stream.memberships.values()].filter((entry) => entry.membership === "join").map((entry) => entry.room);

/** For one user: whose devices to ask for again, and whose to forget. */
export async function deviceListChanges(
  core: Core,
  stream: UserStream,
  since: number,
  upTo: number,
): Promise<{ changed: string[]; left: string[] }> {
  if (since === 0) return { changed: [], left: [] };
  const moved = [...stream.memberships.values()].filter(
    (entry) =>
      (stream.touched.get(entry.room) ?? entry.seq) > since || entry.seq > since || since < stream.from,
  );
  const came = new Set<string>();
  const went = new Set<string>();
  const rooms = await core.rooms.few(moved.map((entry) => entry.room));
  const reads = openReads(core.pool);
  const stayed: Room[] = [];
  for (const entry of moved) {
    const room = rooms.get(entry.room);
    if (!room) continue;
    const own = entry.seq > since;
    if (entry.membership === "join" && own) room.joined.forEach((userId) => came.add(userId));
    else if (entry.membership === "join") stayed.push(room);
    else if (own && (entry.membership === "leave" || entry.membership === "ban"))
      room.joined.forEach((userId) => went.add(userId));
  }
  await Promise.all(stayed.map((room) => comings(reads, room, since, upTo, came, went)));
  const edited = core.deviceLists.between(stream.userId, since, upTo);
  if (!came.size && !went.size && !edited.length) return { changed: [], left: [] };
  const shared = [...(await core.rooms.few(joinedRooms(stream))).values()];
  const shares = (userId: string) =>
    userId === stream.userId || shared.some((room) => room.joined.has(userId));
  const changed = new Set(edited.filter(shares));
  for (const userId of came) if (userId !== stream.userId && shares(userId)) changed.add(userId);
  return { changed: [...changed], left: [...went].filter((userId) => !shares(userId)) };
}

/** Who joined and who left a room in which the reader stayed. */
async function comings(
  reads: Reads,
  room: Room,
  since: number,
  upTo: number,
  came: Set<string>,
  went: Set<string>,
): Promise<void> {
  const events = room.since(since) ?? (await reads.state({ room: room.id, after: since, upTo }));
  for (const event of events) {
    if (event.type !== "m.room.member" || event.stateKey === null || event.seq > upTo) continue;
    // A new name or picture brings nobody in.
    if (room.joined.has(event.stateKey) && wasJoined(event.fields.previous?.text)) continue;
    (room.joined.has(event.stateKey) ? came : went).add(event.stateKey);
  }
}

const wasJoined = (content: string | undefined) =>
  content !== undefined && (JSON.parse(content) as { membership?: unknown }).membership === "join";
