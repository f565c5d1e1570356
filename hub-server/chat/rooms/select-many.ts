/** Reads for several rooms at once, each with bounds of its own: one statement, and the answers in the order of the questions. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "./select.ts";

/** Events of a room with `after < seq <= upTo`. */
export interface Span {
  readonly room: number;
  readonly after: number;
  readonly upTo: number;
}

export interface NewestSpan extends Span {
  readonly most: number;
}

export interface KeySpan extends Span {
  readonly type: string;
  readonly stateKey: string;
}

/** The newest events of each span, newest first. */
export function newestOf(pool: Pool, spans: readonly NewestSpan[]): Promise<ChatEvent[][]> {
  const rest = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality as w(room, after, up_to, most, n)
    cross join lateral (
      select * from chat.event where room = w.room and seq > w.after and seq <= w.up_to order by seq desc limit w.most
    ) e ${eventJoins} order by e.seq desc`;
  return selectMany(pool, "backward", rest, spans, [spans.map(({ most }) => most)]);
}

/** For each state key that changed in a span, its last event there. */
export function stateOf(pool: Pool, spans: readonly Span[]): Promise<ChatEvent[][]> {
  const rest = `unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as w(room, after, up_to, n)
    cross join lateral (
      select distinct on (type, state_key) seq from chat.state where room = w.room and seq > w.after and seq <= w.up_to
      order by type, state_key, seq desc
    ) s join chat.event e on e.seq = s.seq ${eventJoins}`;
  return selectMany(pool, "state-of-rooms", rest, spans, []);
}

/** The last event of each key in its span: none or one. */
export function lastOfKeys(pool: Pool, spans: readonly KeySpan[]): Promise<ChatEvent[][]> {
  const rest = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[]) with ordinality
      as w(room, after, up_to, type, state_key, n)
    cross join lateral (
      select seq from chat.state s where s.room = w.room and s.type = w.type and s.state_key = w.state_key
        and s.seq > w.after and s.seq <= w.up_to order by s.seq desc limit 1
    ) s join chat.event e on e.seq = s.seq ${eventJoins}`;
  const keys = [spans.map(({ type }) => type), spans.map(({ stateKey }) => stateKey)];
  return selectMany(pool, "last-of-keys", rest, spans, keys);
}

/** @param rest names the number of the question `w.n`, from 1 */
async function selectMany(
  pool: Pool,
  name: string,
  rest: string,
  spans: readonly Span[],
  more: unknown[],
): Promise<ChatEvent[][]> {
  const { rows } = await pool.query<EventRow & { n: string }>({
    name: `chat-${name}`,
    text: `select ${eventColumns}, w.n from ${rest}`,
    values: [
      spans.map(({ room }) => room),
      spans.map(({ after }) => after),
      spans.map(({ upTo }) => upTo),
      ...more,
    ],
  });
  const found: ChatEvent[][] = spans.map(() => []);
  for (const row of rows) found[Number(row.n) - 1]!.push(eventOf(row));
  return found;
}
