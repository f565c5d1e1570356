/** Which rows of which view a set of changed entities touches, and how those rows are read again. */
import type { Client } from "pg";
import { copyOut, csvLine } from "./csv.ts";
import type { Change, Rows, Touched, View } from "./source.ts";
import { quoted } from "./types.ts";

/** Beyond this many keys of one entity a view is cheaper to read in full. */
const mostKeys = 100_000;
const rowsPerFetch = 5000;

/** Entity -> ids that changed; null when there are too many to name. */
export type Keys = ReadonlyMap<string, readonly string[] | null>;

export async function readKeys(client: Client, since: string): Promise<Keys> {
  const { rows } = await client.query<{ entity: string; ids: string[] | null }>({
    name: "keys",
    text: `select entity, case when count(*) <= $2 then array_agg(distinct entity_id::text) end as ids
             from insight.change
            where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)
            group by entity`,
    values: [since, mostKeys],
  });
  return new Map(rows.map(({ entity, ids }) => [entity, ids]));
}

interface Session {
  readonly client: Client;
  readonly views: readonly View[];
}

export function changesFor(session: Session, keys: Keys, readAll: (view: View) => string): Change[] {
  return session.views.flatMap((view) => {
    const touched = touchedIn(view, keys);
    if (touched !== "all" && touched.length === 0) return [];
    const rows = (): Rows =>
      touched === "all"
        ? copyOut(session.client, readAll(view))
        : fetchRows(session.client, view, touched, readAll);
    return [{ view, touched, rows }];
  });
}

/** A view named like an entity is touched by its ids; the others by what they declare to depend on. */
export function touchedIn(view: View, keys: Keys): readonly Touched[] | "all" {
  const columns = [[view.name, ["id"]] as const, ...Object.entries(view.depends)];
  const touched: Touched[] = [];
  for (const [entity, names] of columns) {
    const ids = keys.get(entity);
    if (ids === null) return "all";
    if (ids) touched.push(...names.map((column) => ({ column, ids })));
  }
  return touched;
}

/** Through a cursor: renaming one party can touch any number of rows. */
async function* fetchRows(
  client: Client,
  view: View,
  touched: readonly Touched[],
  readAll: (view: View) => string,
): Rows {
  const where = touched.map(
    ({ column }, index) => `${quoted(column)} = any(${array(view, column, index + 1)})`,
  );
  await client.query(
    `declare touched no scroll cursor for ${readAll(view)} where ${where.join(" or ")}`,
    touched.map(({ ids }) => ids),
  );
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `fetch ${rowsPerFetch} from touched`,
      rowMode: "array",
      types: { getTypeParser: () => (text: string) => text },
    });
    if (rows.length > 0) yield rows.map(csvLine).join("");
    if (rows.length < rowsPerFetch) break;
  }
  await client.query("close touched");
}

function array(view: View, column: string, parameter: number): string {
  const udt = view.columns.find(({ name }) => name === column)?.udt ?? "uuid";
  return `$${parameter}::${quoted(udt)}[]`;
}
