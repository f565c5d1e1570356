/** Full-text search. Words are indexed when somebody searches, so that sending stays as fast as it is. */
import type { Pool } from "pg";

/** Rows per statement: short transactions, whatever the backlog. */
const step = 5000;

/** Brings the index up to `head`. */
export async function indexUpTo(pool: Pool, head: number): Promise<void> {
  const { rows } = await pool.query<{ seq: string }>("select coalesce(max(seq), 0) as seq from chat.search");
  let seq = Number(rows[0]!.seq);
  for (let last: number | undefined = seq; last !== undefined;) {
    last = await indexNext(pool, seq, head);
    seq = last ?? seq;
  }
}

async function indexNext(pool: Pool, after: number, head: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ last: string | null }>({
    name: "chat-search-index",
    text: `with next as (
        select seq, room, content::jsonb as content from chat.event
        where seq > $1 and seq <= $2 and type in ('m.room.message', 'm.room.name', 'm.room.topic') and redacted_by is null
          and content not like '%\\u0000%' order by seq limit ${step}
      ), put as (
        insert into chat.search (seq, room, words)
        select seq, room, to_tsvector('simple', coalesce(content->>'body', content->>'name', content->>'topic', ''))
        from next on conflict do nothing
      ) select max(seq) as last from next`,
    values: [after, head],
  });
  return rows[0]?.last ? Number(rows[0].last) : undefined;
}
