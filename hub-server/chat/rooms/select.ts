/** Reads events as they are stored. One list of columns for every statement, so that one function makes events of rows. */
import type { Pool } from "pg";
import { ChatEvent } from "../event.ts";

export interface EventRow {
  seq: string;
  room: string;
  room_id: string;
  event_id: string;
  type: string;
  state_key: string | null;
  sender: string;
  ts: string;
  content: string;
  rel_type: string | null;
  relates_to: string | null;
  txn_device: string | null;
  txn_id: string | null;
  notify: number;
  mentions: string[] | null;
  p_seq: string | null;
  p_event_id: string;
  p_sender: string;
  p_content: string;
  b_seq: string | null;
  b_event_id: string;
  b_sender: string;
  b_ts: string;
  b_content: string;
}

export const eventColumns = `e.seq, e.room, r.room_id, e.event_id, e.type, e.state_key, e.sender, e.ts, e.content, e.rel_type,
  e.relates_to, e.txn_device, e.txn_id, e.notify, e.mentions,
  p.seq as p_seq, p.event_id as p_event_id, p.sender as p_sender, p.content as p_content,
  b.seq as b_seq, b.event_id as b_event_id, b.sender as b_sender, b.ts as b_ts, b.content as b_content`;

/** To stand after `from chat.event e` or a join that names it `e`. */
export const eventJoins = `join chat.room r on r.id = e.room
  left join chat.event p on p.seq = e.replaces
  left join chat.event b on b.seq = e.redacted_by`;

export function eventOf(row: EventRow): ChatEvent {
  return new ChatEvent({
    seq: Number(row.seq),
    room: Number(row.room),
    roomId: row.room_id,
    eventId: row.event_id,
    type: row.type,
    stateKey: row.state_key,
    sender: row.sender,
    ts: Number(row.ts),
    text: row.content,
    relType: row.rel_type,
    relatesTo: row.relates_to,
    txnDevice: row.txn_device,
    txnId: row.txn_id,
    notify: row.notify,
    mentions: row.mentions,
    previous:
      row.p_seq === null
        ? null
        : { seq: Number(row.p_seq), eventId: row.p_event_id, sender: row.p_sender, text: row.p_content },
    because: row.b_seq === null ? null : redactionOf(row),
  });
}

function redactionOf(row: EventRow): ChatEvent {
  return new ChatEvent({
    seq: Number(row.b_seq),
    room: Number(row.room),
    roomId: row.room_id,
    eventId: row.b_event_id,
    type: "m.room.redaction",
    stateKey: null,
    sender: row.b_sender,
    ts: Number(row.b_ts),
    text: row.b_content,
    relType: null,
    relatesTo: null,
    txnDevice: null,
    txnId: null,
    notify: 0,
    mentions: null,
    previous: null,
    because: null,
  });
}

async function select(pool: Pool, name: string, rest: string, values: unknown[]): Promise<ChatEvent[]> {
  const text = `select ${eventColumns} from ${rest}`;
  const { rows } = await pool.query<EventRow>({ name: `chat-${name}`, text, values });
  return rows.map(eventOf);
}

export async function eventById(pool: Pool, eventId: string): Promise<ChatEvent | undefined> {
  const rest = `chat.event e ${eventJoins} where e.event_id = $1`;
  return (await select(pool, "event", rest, [eventId]))[0];
}

export function eventsById(pool: Pool, eventIds: readonly string[]): Promise<ChatEvent[]> {
  return select(pool, "events-by-id", `chat.event e ${eventJoins} where e.event_id = any($1)`, [eventIds]);
}

export function eventsBySeq(pool: Pool, seqs: readonly number[]): Promise<ChatEvent[]> {
  return select(pool, "events-by-seq", `chat.event e ${eventJoins} where e.seq = any($1) order by e.seq`, [
    seqs,
  ]);
}

/** Events with `after < seq <= upTo`, newest first. */
export function eventsBackward(pool: Pool, room: number, after: number, upTo: number, limit: number) {
  const rest = `chat.event e ${eventJoins} where e.room = $1 and e.seq > $2 and e.seq <= $3 order by e.seq desc limit $4`;
  return select(pool, "backward", rest, [room, after, upTo, limit]);
}

/** Events with `after < seq <= upTo`, oldest first. */
export function eventsForward(pool: Pool, room: number, after: number, upTo: number, limit: number) {
  const rest = `chat.event e ${eventJoins} where e.room = $1 and e.seq > $2 and e.seq <= $3 order by e.seq limit $4`;
  return select(pool, "forward", rest, [room, after, upTo, limit]);
}

/** The state as it was right after `seq`. */
export function stateAt(pool: Pool, room: number, seq: number): Promise<ChatEvent[]> {
  const rest = `(select distinct on (type, state_key) seq from chat.state where room = $1 and seq <= $2
    order by type, state_key, seq desc) s join chat.event e on e.seq = s.seq ${eventJoins}`;
  return select(pool, "state-at", rest, [room, seq]);
}

/** For each state key changed in `after < seq <= upTo`, its last event there. */
export function stateBetween(pool: Pool, room: number, after: number, upTo: number): Promise<ChatEvent[]> {
  const rest = `(select distinct on (type, state_key) seq from chat.state where room = $1 and seq > $2 and seq <= $3
    order by type, state_key, seq desc) s join chat.event e on e.seq = s.seq ${eventJoins}`;
  return select(pool, "state-between", rest, [room, after, upTo]);
}

/** The current state of several rooms. */
export function currentState(pool: Pool, rooms: readonly number[]): Promise<ChatEvent[]> {
  const rest = `chat.current_state c join chat.event e on e.seq = c.seq ${eventJoins} where c.room = any($1)`;
  return select(pool, "current-state", rest, [rooms]);
}

/** The same without members. */
export function currentStateBesideMembers(pool: Pool, rooms: readonly number[]): Promise<ChatEvent[]> {
  // As two ranges of the primary key: members, which are most of it, are not even looked at.
  const range = (is: string) =>
    `select seq from chat.current_state where room = wanted and type ${is} 'm.room.member'`;
  const rest = `unnest($1::bigint[]) wanted cross join lateral (${range("<")} union all ${range(">")}) c
    join chat.event e on e.seq = c.seq ${eventJoins}`;
  return select(pool, "current-state-beside-members", rest, [rooms]);
}

/** The members of several rooms, whatever their membership. */
export function currentMembers(pool: Pool, rooms: readonly number[]): Promise<ChatEvent[]> {
  const rest = `chat.current_state c join chat.event e on e.seq = c.seq ${eventJoins}
    where c.room = any($1) and c.type = 'm.room.member'`;
  return select(pool, "current-members", rest, [rooms]);
}

/** The newest events of several rooms, in order. */
export function newest(pool: Pool, rooms: readonly number[], limit: number): Promise<ChatEvent[]> {
  const rest = `unnest($1::bigint[]) wanted cross join lateral (
      select * from chat.event where room = wanted order by seq desc limit $2
    ) e ${eventJoins} order by e.seq`;
  return select(pool, "newest", rest, [rooms, limit]);
}

/** Events of all rooms after `seq`, in order. */
export function eventsAfter(pool: Pool, seq: number, limit: number): Promise<ChatEvent[]> {
  return select(pool, "after", `chat.event e ${eventJoins} where e.seq > $1 order by e.seq limit $2`, [
    seq,
    limit,
  ]);
}

/** The place before the newest `count` events of all rooms; 0 when there are no more. Places have gaps. */
export async function placeBefore(pool: Pool, count: number): Promise<number> {
  const { rows } = await pool.query<{ seq: string }>({
    name: "chat-place-before",
    text: "select seq from chat.event order by seq desc offset $1 limit 1",
    values: [count],
  });
  return Number(rows[0]?.seq ?? 0);
}
