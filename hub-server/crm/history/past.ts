/**
 * The past of rows, rebuilt from change events: from the row of today the patches are walked back, newest first. Events of one row
 * are in the order in which they were written (`seq`), because each writer holds the row; a time only says where to stop.
 */
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import { toColumns } from "../record/values.ts";

export interface PastEvent {
  readonly entity_id: string;
  readonly seq: string;
  readonly op: "add" | "change" | "remove" | "restore" | "convert";
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly at: Date;
  readonly actor_id: string | null;
}

/** Where rows stood at a time: last event until then, and the last that said whether they are removed. */
interface Standing {
  readonly entity_id: string;
  readonly at: Date | null;
  readonly removed_at: Date | null;
}

/** The events of rows after a time, newest first. */
export function eventsSince(ctx: Pick<Ctx, "tx">, noun: string, ids: readonly string[], time: string) {
  return ctx.tx.query<PastEvent>(
    `select e.entity_id, e.seq, e.op, e.patch, e.at, e.actor_id from hub.change_event e
     where e.entity = $1 and e.entity_id = any ($2) and e.seq > coalesce((select max(c.seq) from hub.change_event c
       where c.entity = $1 and c.entity_id = e.entity_id and c.at <= $3::timestamptz), 0)
     order by e.seq desc`,
    [noun, ids, time],
  );
}

async function standings(ctx: Ctx, noun: string, ids: readonly string[], time: string) {
  const rows = await ctx.tx.query<Standing>(
    `select e.entity_id, max(e.at) as at,
       case when (array_agg(e.op order by e.seq desc) filter (where e.op in ('add', 'remove', 'restore')))[1] = 'remove'
         then (array_agg(e.at order by e.seq desc) filter (where e.op = 'remove'))[1] end as removed_at
     from hub.change_event e
     where e.entity = $1 and e.entity_id = any ($2) and e.at <= $3::timestamptz group by e.entity_id`,
    [noun, ids, time],
  );
  return new Map(rows.map((row) => [row.entity_id, row]));
}

/** Rows as they were at a time; those that were not there yet stay away. */
export async function rowsAt(
  ctx: Ctx,
  table: Table,
  rows: readonly Row[],
  time: string,
): Promise<Map<string, Row>> {
  const ids = rows.map((row) => row.id);
  if (!ids.length) return new Map();
  const events = await eventsSince(ctx, table.noun.key, ids, time);
  const stood = await standings(ctx, table.noun.key, ids, time);
  const past = new Map<string, Row>();
  for (const row of rows) {
    const later = events.filter((event) => event.entity_id === row.id);
    const then = stood.get(row.id);
    const made = then ?? (!later.some((event) => event.op === "add") && row.created_at <= new Date(time));
    if (made) past.set(row.id, rowBefore(table, row, later, then));
  }
  return past;
}

/** The row before these events, newest first. @param then where it stood; absent for rows that were loaded without a history */
function rowBefore(table: Table, row: Row, later: readonly PastEvent[], then: Standing | undefined): Row {
  const past: Row = { ...row, custom: { ...row.custom } };
  for (const { patch } of later)
    for (const [key, [before]] of Object.entries(patch)) putBack(table, past, key, before);
  return {
    ...past,
    version: Math.max(1, row.version - later.length),
    changed_at: later.length && then?.at ? then.at : row.changed_at,
    removed_at: later.some((event) => event.op !== "change") ? (then?.removed_at ?? null) : row.removed_at,
  };
}

/** Writes one value of the history into a row. */
export function putBack(table: Table, row: Row, key: string, value: unknown): void {
  const field = table.noun.fields[key];
  if (field) Object.assign(row, toColumns(key, field, value));
  else if (key === "owner") row.owner_id = value as string | null;
  else if (key === "group") row.group_id = value as string | null;
  else if (key.startsWith("custom.")) {
    const name = key.slice("custom.".length);
    if (value === null || value === undefined) delete row.custom[name];
    else row.custom[name] = value;
  }
}
