/**
 * Unread counts. Nothing is stored per recipient: whether an event counts is the event's own property, and what a user
 * has read is the receipt. The counts are kept in memory and moved on by the ring; only a user who comes back after more
 * than a ring of messages costs a statement. (A row per recipient and message would multiply every write by the number
 * of members.)
 */
import type { Pool } from "pg";
import { receiptKey, type Room } from "../rooms/room.ts";

export interface Count {
  notify: number;
  highlight: number;
}

export interface Unread {
  /** Everything up to this seq is counted. */
  upTo: number;
  /** Seq of the receipts that it was counted from. */
  readonly receipts: number;
  readonly main: Count;
  /** By the id of the thread's first event. */
  readonly threads: Map<string, Count>;
}

interface Counted {
  readonly seq: number;
  readonly sender: string;
  readonly thread: string | null;
  readonly notify: number;
  readonly mentions: readonly string[] | null;
}

/** More than this is shown as this. */
const most = 1000;

/**
 * The counts of a joined user, moved on to the present.
 * @param before what this function answered last time
 * @param joinedAt what was said before does not count
 */
export async function countUnread(
  pool: Pool,
  room: Room,
  userId: string,
  joinedAt: number,
  before: Unread | undefined,
): Promise<Unread> {
  const receipts = ownReceipts(room, userId);
  const still = before?.receipts === receipts.newest ? before : undefined;
  const unread: Unread = still ?? {
    upTo: Math.max(joinedAt, receipts.read("")),
    receipts: receipts.newest,
    main: zero(),
    threads: new Map(),
  };
  if (unread.upTo >= room.lastSeq) return unread;
  const events = room.since(unread.upTo)?.map((event) => ({ ...event.fields, thread: event.thread }));
  for (const event of events ?? (await countedAfter(pool, room.id, unread.upTo)))
    count(unread, event, userId, receipts.read);
  unread.upTo = room.lastSeq;
  return unread;
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

function count(unread: Unread, event: Counted, userId: string, read: (thread: string) => number): void {
  if (!event.notify) return;
  const key = event.thread ?? "main";
  if (event.sender === userId) {
    // Who speaks has read what was said there.
    if (event.thread === null) Object.assign(unread.main, zero());
    else unread.threads.delete(event.thread);
    return;
  }
  if (event.seq <= read(key)) return;
  let counts = unread.main;
  if (event.thread !== null) {
    counts = unread.threads.get(event.thread) ?? zero();
    unread.threads.set(event.thread, counts);
  }
  counts.notify++;
  if (event.notify === 2 || event.mentions?.includes(userId)) counts.highlight++;
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

async function countedAfter(pool: Pool, room: number, seq: number): Promise<Counted[]> {
  const { rows } = await pool.query<{
    seq: string;
    sender: string;
    thread: string | null;
    notify: number;
    mentions: string[] | null;
  }>({
    name: "chat-unread",
    text: `select seq, sender, case when rel_type = 'm.thread' then relates_to end as thread, notify, mentions
      from chat.event where room = $1 and seq > $2 and notify > 0 order by seq desc limit $3`,
    values: [room, seq, most],
  });
  return rows.map((row) => ({ ...row, seq: Number(row.seq) })).toReversed();
}
