/** Which of the changed records everybody who reads may see, and what of their changes. */
import { Op, type WhereOptions } from "sequelize";
import { grantsFor, hiddenFromAny, predicate } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import type { Tx } from "../tx.ts";
import type { Item, Watching } from "./news.ts";

export interface Telling {
  readonly parts: Pick<Parts, "tables">;
  /** Entered as the owner of the watch. */
  readonly tx: Tx;
  readonly watch: Watching;
  /** Everybody who reads what is told. */
  readonly viewers: readonly Standing[];
}

export interface Event {
  readonly id: string;
  readonly change: string;
  readonly entity_id: string;
  readonly op: string;
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly actor_id: string | null;
}

export interface Seen {
  readonly id: string;
  readonly table: Table;
  readonly row: Row;
  readonly op: string;
  /** The call's change, when there was one only. */
  readonly change: string | null;
  /** Field → [before, after] over all events, without what somebody may not see. */
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** Ids of those who did it. */
  readonly by: readonly string[];
}

/** In the order of the items. A change of which nothing may be seen is none. */
export async function seenBy(telling: Telling, items: readonly Item[]): Promise<Seen[]> {
  const events = await eventsOf(telling.tx, items);
  const seen = new Map<string, Seen>();
  for (const [noun, some] of Map.groupBy(items, (item) => item.noun)) {
    const table = telling.parts.tables.find((one) => one.noun.key === noun);
    if (!table) continue;
    for (const row of await rowsOf(telling, table, some)) {
      const one = seenOf(telling, table, row, events.get(row.id) ?? []);
      if (one) seen.set(row.id, one);
    }
  }
  return items.flatMap((item) => seen.get(item.id) ?? []);
}

async function eventsOf(tx: Tx, items: readonly Item[]): Promise<Map<string, Event[]>> {
  const rows = await tx.query<Event>(
    `select id, change, entity_id, op, patch, actor_id from hub.change_event where id = any ($1) order by seq`,
    [items.flatMap((item) => item.events)],
  );
  return Map.groupBy(rows, (row) => row.entity_id);
}

/** Removed ones too: that is what may be told of them. */
export async function rowsOf(
  { tx, viewers }: Telling,
  table: Table,
  items: readonly { readonly id: string }[],
): Promise<Row[]> {
  if (!viewers.every((viewer) => grantsFor(viewer, table.noun.key, "view").length)) return [];
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: {
      id: items.map((item) => item.id),
      [Op.and]: [predicate(table, viewers, "view")],
    } as WhereOptions,
    transaction: tx.transaction,
    raw: true,
  });
  return rows as unknown as Row[];
}

function seenOf({ viewers }: Telling, table: Table, row: Row, events: readonly Event[]): Seen | undefined {
  const hidden = hiddenFromAny(viewers, table.noun.key, row);
  const patch = Object.fromEntries(
    Object.entries(merged(events)).filter(([key]) => !hidden.has(key) && told(table, key)),
  );
  const ops = new Set(events.map((event) => event.op));
  const op = ["remove", "add", "restore", "convert"].find((one) => ops.has(one)) ?? "change";
  if (events.length && op === "change" && !Object.keys(patch).length) return undefined;
  const changes = [...new Set(events.map((event) => event.change))];
  const by = [...new Set(events.flatMap((event) => event.actor_id ?? []))];
  return { id: row.id, table, row, op, patch, by, change: changes.length === 1 ? changes[0]! : null };
}

/** What the hub notes by itself beside, such as since when something stands in its stage, says nothing new. */
function told({ noun }: Table, key: string): boolean {
  const field = noun.fields[key];
  return !(field?.managed && field.type === "datetime");
}

/** From the first value to the last; nothing where these are the same. */
function merged(events: readonly Event[]): Event["patch"] {
  const all: Record<string, readonly [unknown, unknown]> = {};
  for (const { patch } of events)
    for (const [key, [before, after]] of Object.entries(patch))
      all[key] = [all[key] ? all[key][0] : before, after];
  return Object.fromEntries(
    Object.entries(all).filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after)),
  );
}
