/** Bundled aggregations: the last edit, the summary of a thread, references ("Aggregations of child events"). */
import type { Pool } from "pg";
import { eventJson, type ChatEvent } from "../event.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "./select.ts";

/**
 * JSON texts of `m.relations`, by event id. One statement for a whole page.
 * @param userId for `current_user_participated`
 */
export async function bundles(
  pool: Pool,
  events: readonly ChatEvent[],
  userId: string,
): Promise<Map<string, string>> {
  const parents = events.filter((event) => !event.fields.because && event.stateKey === null);
  if (!parents.length) return new Map();
  const children = await childrenOf(pool, parents, userId);
  const bundled = new Map<string, string>();
  for (const parent of parents) {
    const own = children.get(parent.eventId);
    const text = own && bundle(own, parent.sender === userId);
    if (text) bundled.set(parent.eventId, text);
  }
  return bundled;
}

interface Child {
  /** The newest one of its kind. */
  readonly event: ChatEvent;
  readonly count: number;
  readonly participated: boolean;
  readonly ids: readonly string[];
}

function bundle(children: ReadonlyMap<string, Child>, isAuthor: boolean): string {
  const parts: string[] = [];
  const edit = children.get("m.replace");
  if (edit) parts.push(`"m.replace":${eventJson(edit.event)}`);
  const thread = children.get("m.thread");
  if (thread) {
    const { event, count, participated } = thread;
    const took = participated || isAuthor;
    parts.push(
      `"m.thread":{"latest_event":${eventJson(event)},"count":${count},"current_user_participated":${took}}`,
    );
  }
  const references = children.get("m.reference");
  if (references)
    parts.push(`"m.reference":{"chunk":${JSON.stringify(references.ids.map((event_id) => ({ event_id })))}}`);
  return parts.length ? `{${parts.join(",")}}` : "";
}

interface ChildRow extends EventRow {
  n: number;
  mine: boolean;
  ids: string[];
}

/** An edit counts only when it comes from the author and keeps the type ("Validity of replacement events"). */
const children = `select ${eventColumns}, c.n, c.mine, c.ids from (
    select k.relates_to, k.rel_type, max(k.seq) as seq, count(*)::int as n, bool_or(k.sender = $2) as mine,
      case when k.rel_type = 'm.reference' then array_agg(k.event_id order by k.seq) end as ids
    from chat.event k join chat.event parent on parent.event_id = k.relates_to and parent.room = k.room
    where k.relates_to = any($1) and k.rel_type in ('m.replace', 'm.thread', 'm.reference')
      and (k.rel_type <> 'm.replace'
        or (k.sender = parent.sender and k.type = parent.type and coalesce(parent.rel_type, '') <> 'm.replace'))
    group by k.relates_to, k.rel_type
  ) c join chat.event e on e.seq = c.seq ${eventJoins}`;

async function childrenOf(pool: Pool, parents: readonly ChatEvent[], userId: string) {
  const { rows } = await pool.query<ChildRow>({
    name: "chat-bundles",
    text: children,
    values: [parents.map((event) => event.eventId), userId],
  });
  const byParent = new Map<string, Map<string, Child>>();
  for (const row of rows) {
    const kinds = byParent.get(row.relates_to!) ?? new Map<string, Child>();
    byParent.set(row.relates_to!, kinds);
    kinds.set(row.rel_type!, {
      event: eventOf(row),
      count: row.n,
      participated: row.mine,
      ids: row.ids ?? [],
    });
  }
  return byParent;
}
