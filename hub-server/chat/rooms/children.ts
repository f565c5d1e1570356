/** The events that relate to others, as far as they are bundled with them. */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "./select.ts";

export interface Child {
  /** The newest one of its kind. */
  readonly event: ChatEvent;
  readonly count: number;
  readonly participated: boolean;
  readonly ids: readonly string[];
}

/** By the id of the event that they relate to, then by the kind of relation. */
export type Children = ReadonlyMap<string, ReadonlyMap<string, Child>>;

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

/** One statement, whatever rooms the events are of. @param userId for `participated` */
export async function childrenOf(
  pool: Pool,
  parents: readonly ChatEvent[],
  userId: string,
): Promise<Children> {
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
