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

/** More than this is shown as this. */
const most = 1000;

/** The counts of a joined user, moved on to the present and kept for the next time. */
export async function freshUnread(pool: Pool, stream: UserStream, room: Room): Promise<Unread> {
  const rules = compiledRules(stream);
  const before = stream.unread.get(room.id);
  const receipts = ownReceipts(room, stream.userId);
  const still = before?.receipts === receipts.newest && before.rules === rules.seq ? before : undefined;
  const joinedAt = stream.memberships.get(room.id)?.seq ?? 0;
  const unread: Unread = still ?? {
    upTo: Math.max(joinedAt, receipts.read("")),
    receipts: receipts.newest,
    rules: rules.seq,
    main: zero(),
    threads: new Map(),
  };
  stream.unread.set(room.id, unread);
  if (unread.upTo >= room.lastSeq) return unread;
  const upTo = room.lastSeq;
  const events = room.since(unread.upTo) ?? (await storedAfter(pool, room.id, unread.upTo, rules.isOwn));
  const ignored = ignoredUsers(stream);
  for (const event of events)
    if (event.seq > unread.upTo && !ignored.has(event.sender))
      count(unread, event, { userId: stream.userId, room, rules, read: receipts.read });
  unread.upTo = Math.max(unread.upTo, upTo);
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
  const { notify, highlight } = reader.rules.judge(event, reader);
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

/** @param all also what is silent by default */
async function storedAfter(pool: Pool, room: number, seq: number, all: boolean): Promise<ChatEvent[]> {
  const { rows } = await pool.query<EventRow>({
    name: "chat-unread",
    text: `select ${eventColumns} from chat.event e ${eventJoins}
      where e.room = $1 and e.seq > $2 and (e.notify > 0 or $4) order by e.seq desc limit $3`,
    values: [room, seq, most, all],
  });
  return rows.map(eventOf).toReversed();
}
