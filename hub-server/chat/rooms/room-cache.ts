/** Rooms in memory: loaded when first needed, several at once when several are; the least used are dropped. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { FewMembers } from "./few-members.ts";
import { currentMembers, currentState, currentStateBesideMembers, newest } from "./select.ts";
import { type Receipt, type ReceiptKind, Room, ringAtFirst } from "./room.ts";

export interface RoomCache {
  readonly byId: (roomId: string) => Promise<Room | undefined>;
  /** Rooms by number; those that do not exist are left out. */
  readonly byNumbers: (ids: readonly number[]) => Promise<Map<number, Room>>;
  /** The same, to be looked at only: of rooms that are not in memory few members are read (`needMembers`). */
  readonly few: (ids: readonly number[]) => Promise<Map<number, Room>>;
  /** The room if it is in memory, perhaps with few members. */
  readonly loaded: (id: number) => Room | undefined;
  readonly add: (room: Room) => void;
  /** Somebody asked to be forgotten. */
  readonly erase: (userId: string) => void;
  readonly loadErased: () => Promise<void>;
  /** Forgets everything, after the lease was lost. */
  readonly clear: () => void;
}

/** A room untouched for this long may be dropped; no request holds one longer. */
const restMilliseconds = 60_000;

/** @param limit rooms to keep in memory */
export function roomCache(pool: Pool, limit: number): RoomCache {
  const rooms = new Map<number, Room>();
  const numbers = new Map<string, number>();
  const loading = new Map<number, Promise<void>>();

  const use = (room: Room) => {
    room.lastUsed = Date.now();
    return room;
  };
  const erased = new Set<string>();
  const add = (room: Room) => {
    room.erased = erased;
    rooms.set(room.id, use(room));
    numbers.set(room.roomId, room.id);
    if (rooms.size > limit) drop();
  };
  let lastDrop = 0;
  const drop = () => {
    const now = Date.now();
    if (now - lastDrop < 5000) return;
    lastDrop = now;
    const resting = [...rooms.values()].filter(
      (room) => room.lastUsed < now - restMilliseconds && !room.typing.size,
    );
    for (const room of resting
      .toSorted((a, b) => a.lastUsed - b.lastUsed)
      .slice(0, rooms.size - limit * 0.9)) {
      rooms.delete(room.id);
      numbers.delete(room.roomId);
    }
  };
  const begin = (ids: readonly number[], work: () => Promise<void>) => {
    const done = work().finally(() => ids.forEach((id) => loading.delete(id)));
    ids.forEach((id) => loading.set(id, done));
  };
  const load = (ids: readonly number[], few: boolean) =>
    begin(ids, async () => {
      // A room that was just made is in memory already; that one is the true one.
      for (const room of await loadRooms(pool, ids, few)) if (!rooms.has(room.id)) add(room);
    });
  const ended = (ids: readonly number[]) => Promise.all(ids.flatMap((id) => loading.get(id) ?? []));
  const bring = async (ids: readonly number[], few: boolean) => {
    const missing = ids.filter((id) => !rooms.has(id) && !loading.has(id));
    if (missing.length) load(missing, few);
    await ended(ids);
    if (few) return;
    const parts = ids.flatMap((id) => (rooms.get(id)?.fewMembers && !loading.has(id) ? rooms.get(id)! : []));
    // Nobody writes to a room before it is whole: what is read here is the present.
    if (parts.length)
      begin(
        parts.map((room) => room.id),
        () => complete(pool, parts),
      );
    await ended(ids);
  };
  const get = async (ids: readonly number[], few: boolean) => {
    await bring(ids, few);
    const found = new Map<number, Room>();
    for (const id of ids) {
      const room = rooms.get(id);
      if (room) found.set(id, use(room));
    }
    return found;
  };
  const byNumbers = (ids: readonly number[]) => get(ids, false);
  return {
    byNumbers,
    few: (ids) => get(ids, true),
    add,
    loaded: (id) => rooms.get(id),
    erase: (userId) => {
      erased.add(userId);
      for (const room of rooms.values())
        if (room.state.get("m.room.member")?.has(userId)) room.fragments.clear();
    },
    loadErased: async () => {
      const { rows } = await pool.query<{ user_id: string }>(
        "select user_id from identity.account where erased_at is not null",
      );
      for (const { user_id: userId } of rows) erased.add(userId);
    },
    clear: () => {
      rooms.clear();
      numbers.clear();
      loading.clear();
    },
    byId: async (roomId) => {
      const known = numbers.get(roomId);
      const held = known === undefined ? undefined : rooms.get(known);
      if (held) return held.fewMembers ? (await byNumbers([held.id])).get(held.id) : use(held);
      const { rows } = await pool.query<{ id: string }>({
        name: "chat-room-number",
        text: "select id from chat.room where room_id = $1",
        values: [roomId],
      });
      const id = Number(rows[0]?.id);
      return rows.length ? (await byNumbers([id])).get(id) : undefined;
    },
  };
}

interface RoomColumns {
  id: string;
  room_id: string;
  version: string;
  creator: string;
  governed: boolean;
}

/** A few statements, however many rooms. @param few without members */
async function loadRooms(pool: Pool, ids: readonly number[], few: boolean): Promise<Room[]> {
  const [{ rows }, state, rosters, events, receipts, visibilities] = await Promise.all([
    pool.query<RoomColumns>({
      name: "chat-rooms",
      text: "select id, room_id, version, creator, governed from chat.room where id = any($1)",
      values: [ids],
    }),
    few ? currentStateBesideMembers(pool, ids) : currentState(pool, ids),
    few ? rostersOf(pool, ids) : undefined,
    newest(pool, ids, ringAtFirst),
    receiptsOf(pool, ids),
    visibilitiesOf(pool, ids),
  ]);
  const rooms = new Map(rows.map((row) => [Number(row.id), emptyRoom(row)]));
  if (rosters) for (const room of rooms.values()) putRosters(room, rosters.get(room.id) ?? []);
  for (const event of state) rooms.get(event.fields.room)?.setState(event);
  for (const event of events) rooms.get(event.fields.room)?.ring.push(event);
  for (const { room, receipt } of receipts) rooms.get(room)?.setReceipt(receipt);
  for (const { room, seq, value } of visibilities) rooms.get(room)?.visibilities.push({ seq, value });
  for (const room of rooms.values()) {
    room.lastSeq = room.ring.at(-1)?.seq ?? 0;
    room.ringFrom = room.ring.length < ringAtFirst ? 0 : room.ring[0]!.seq - 1;
  }
  return [...rooms.values()];
}

async function complete(pool: Pool, parts: readonly Room[]): Promise<void> {
  const members = new Map(parts.map((room) => [room.id, new Map<string, ChatEvent>()]));
  const events = await currentMembers(
    pool,
    parts.map((room) => room.id),
  );
  for (const event of events) members.get(event.fields.room)?.set(event.stateKey!, event);
  for (const room of parts) room.state.set("m.room.member", members.get(room.id)!);
}

interface Roster {
  readonly room: number;
  readonly membership: string;
  readonly users: readonly string[];
}

function putRosters(room: Room, rosters: readonly Roster[]): void {
  const others = new Map<string, string>();
  for (const { membership, users } of rosters)
    for (const userId of users)
      if (membership === "join") room.joined.add(userId);
      else others.set(userId, membership);
  room.state.set("m.room.member", new FewMembers(room.joined, others));
}

async function rostersOf(pool: Pool, ids: readonly number[]): Promise<Map<number, Roster[]>> {
  const { rows } = await pool.query<{ room: string; membership: string; users: string[] }>({
    name: "chat-rosters",
    text: `select room, membership, json_agg(user_id order by seq) as users from chat.membership
      where room = any($1) group by room, membership`,
    values: [ids],
  });
  return Map.groupBy(
    rows.map((row) => ({ ...row, room: Number(row.room) })),
    ({ room }) => room,
  );
}

const emptyRoom = (row: RoomColumns) =>
  new Room({
    id: Number(row.id),
    roomId: row.room_id,
    version: row.version,
    creator: row.creator,
    governed: row.governed,
  });

async function receiptsOf(pool: Pool, ids: readonly number[]): Promise<{ room: number; receipt: Receipt }[]> {
  interface Row {
    room: string;
    user_id: string;
    kind: ReceiptKind;
    thread: string;
    event_id: string;
    event_seq: string;
    ts: string;
    seq: string;
  }
  const { rows } = await pool.query<Row>({
    name: "chat-receipts",
    text: "select room, user_id, kind, thread, event_id, event_seq, ts, seq from chat.receipt where room = any($1) order by seq",
    values: [ids],
  });
  return rows.map((row) => ({
    room: Number(row.room),
    receipt: {
      userId: row.user_id,
      kind: row.kind,
      thread: row.thread,
      eventId: row.event_id,
      eventSeq: Number(row.event_seq),
      ts: Number(row.ts),
      seq: Number(row.seq),
    },
  }));
}

async function visibilitiesOf(pool: Pool, ids: readonly number[]) {
  const { rows } = await pool.query<{ room: string; seq: string; value: string }>({
    name: "chat-visibilities",
    text: `select room, seq, coalesce(value, 'shared') as value from chat.state
      where room = any($1) and type = 'm.room.history_visibility' and state_key = '' order by seq`,
    values: [ids],
  });
  return rows.map((row) => ({ room: Number(row.room), seq: Number(row.seq), value: row.value }));
}
