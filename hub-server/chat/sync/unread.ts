/**
 * Unread counts. Nothing is stored per recipient: whether an event counts is for the user's push rules to say, and what a
 * user has read is the receipt. The counts are kept in memory and moved on by the ring; only a user who comes back after more
 * than a ring of messages costs a statement. (A row per recipient and message would multiply every write by the number
 * of members.)
 */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import type { CompiledRules } from "../push/evaluate.ts";
import { compiledRules, ignoredUsers } from "../push/rule-set.ts";
import { receiptKey, type Room } from "../rooms/room.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "../rooms/select.ts";
import type { UserStream } from "./streams.ts";

export interface Count {
  notify: number;
  highlight: number;
}

export interface Unread {
  /** Everything up to this seq is counted. */
  upTo: number;
  /** Seq of the receipts that it was counted from. */
  readonly receipts: number;
  /** Seq of the push rules that it was counted by. */
  readonly rules: number;
  readonly main: Count;
  /** By the id of the thread's first event. */
  readonly threads: Map<string, Count>;
}

/** Of one room at most this many are looked at beyond its ring, and of all rooms together so many: more is shown as this. */
const most = 1000;
const mostTogether = 20_000;

/** The counts of a joined user, moved on to the present and kept for the next time. */
export async function freshUnread(pool: Pool, stream: UserStream, room: Room): Promise<Unread> {
  await freshenUnread(pool, stream, [room]);
  return stream.unread.get(room.id)!;
}

/** Moves the counts of a user on to the present: one statement, however many rooms memory does not reach far enough back. */
export async function freshenUnread(pool: Pool, stream: UserStream, rooms: Iterable<Room>): Promise<void> {
  const rules = compiledRules(stream);
  const missing: Gap[] = [];
  for (const room of rooms) {
    const unread = begun(stream, room, rules);
    if (unread.upTo >= room.lastSeq) continue;
    const held = room.since(unread.upTo);
    if (held) countAll(stream, room, rules, unread, held);
    else missing.push({ room, unread, after: unread.upTo, upTo: room.ringFrom });
  }
  if (!missing.length) return;
  const stored = await storedIn(pool, missing, rules.isOwn);
  for (const { room, unread } of missing) {
    const older = stored.get(room.id) ?? [];
    countAll(stream, room, rules, unread, [...older, ...room.ring]);
  }
}

/** What is counted already, as long as neither the receipts nor the rules have changed. */
function begun(stream: UserStream, room: Room, rules: CompiledRules): Unread {
  const before = stream.unread.get(room.id);
  const { newest, read } = ownReceipts(room, stream.userId);
  if (before?.receipts === newest && before.rules === rules.seq) return before;
  const joinedAt = stream.memberships.get(room.id)?.seq ?? 0;
  const unread: Unread = {
    upTo: Math.max(joinedAt, read("")),
    receipts: newest,
    rules: rules.seq,
    main: zero(),
    threads: new Map(),
  };
  stream.unread.set(room.id, unread);
  return unread;
}

/** @param events in order; those that are counted already are passed over */
function countAll(
  stream: UserStream,
  room: Room,
  rules: CompiledRules,
  unread: Unread,
  events: readonly ChatEvent[],
): void {
  const ignored = ignoredUsers(stream);
  const { userId } = stream;
  const { read } = ownReceipts(room, userId);
  for (const event of events)
    if (event.seq > unread.upTo && !ignored.has(event.sender))
      count(unread, event, { userId, room, rules, read });
  unread.upTo = Math.max(unread.upTo, room.lastSeq);
}

/** All threads together, for clients that know none. */
export function total({ main, threads }: Unread): Count {
  const sum = { ...main };
  for (const thread of threads.values()) {
    sum.notify += thread.notify;
    sum.highlight += thread.highlight;
  }
  return sum;
}

interface Reader {
  readonly userId: string;
  readonly room: Room;
  readonly rules: CompiledRules;
  /** Where they have read to, by thread. */
  readonly read: (thread: string) => number;
}

function count(unread: Unread, event: ChatEvent, reader: Reader): void {
  const { thread } = event;
  if (event.sender === reader.userId) {
    // Who speaks has read what was said there.
    if (!event.fields.notify) return;
    if (thread === null) Object.assign(unread.main, zero());
    else unread.threads.delete(thread);
    return;
  }
  // Silent by default is silent for everybody whose rules are the predefined ones.
  if (!event.fields.notify && !reader.rules.isOwn) return;
  if (event.seq <= reader.read(thread ?? "main")) return;
  const { notify, highlight } = reader.rules.count(event, reader);
  if (!notify) return;
  let counts = unread.main;
  if (thread !== null) {
    counts = unread.threads.get(thread) ?? zero();
    unread.threads.set(thread, counts);
  }
  counts.notify++;
  if (highlight) counts.highlight++;
}

const zero = (): Count => ({ notify: 0, highlight: 0 });

/** Where the user has read to: in everything (`""`), in the main timeline (`main`), in a thread. */
function ownReceipts(room: Room, userId: string) {
  const at = (thread: string) =>
    (["m.read", "m.read.private"] as const).map((kind) =>
      room.receipts.get(receiptKey(kind, userId, thread)),
    );
  const newest = room.receiptSeqs.get(userId) ?? 0;
  const read = (thread: string) => Math.max(0, ...at(thread).map((receipt) => receipt?.eventSeq ?? 0));
  return { newest, read };
}

/** A room whose ring does not reach back to what is counted. */
interface Gap {
  readonly room: Room;
  readonly unread: Unread;
  readonly after: number;
  readonly upTo: number;
}

/** @param all also what is silent by default */
async function storedIn(pool: Pool, gaps: readonly Gap[], all: boolean): Promise<Map<number, ChatEvent[]>> {
  const limit = Math.max(20, Math.min(most, Math.floor(mostTogether / gaps.length)));
  const { rows } = await pool.query<EventRow>({
    name: "chat-unread",
    text: `select ${eventColumns} from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as w(room, after, up_to)
      cross join lateral (
        select * from chat.event where room = w.room and seq > w.after and seq <= w.up_to and (notify > 0 or $5)
        order by seq desc limit $4
      ) e ${eventJoins} order by e.seq`,
    values: [
      gaps.map(({ room }) => room.id),
      gaps.map(({ after }) => after),
      gaps.map(({ upTo }) => upTo),
      limit,
      all,
    ],
  });
  return Map.groupBy(rows.map(eventOf), (event) => event.fields.room);
}
