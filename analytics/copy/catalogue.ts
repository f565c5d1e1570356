/** Reads which views schema insight has: PostgreSQL is the only declaration, a new view needs no change here. */
import { createHash } from "node:crypto";
import type { Client } from "pg";
import { CommentInvalid } from "../errors.ts";
import { columnOf, type ColumnRow } from "./types.ts";
import type { View } from "./source.ts";

/** The view over the change events; not copied. */
const feed = "change";

const query = `
  select c.table_name, c.column_name, c.udt_name, c.numeric_precision, c.numeric_scale,
         obj_description(format('%I.%I', c.table_schema, c.table_name)::regclass, 'pg_class') as comment
    from information_schema.columns c
   where c.table_schema = 'insight' and c.table_name <> $1
     and exists (select from information_schema.columns k
                  where k.table_schema = 'insight' and k.table_name = c.table_name and k.column_name = 'id')
   order by c.table_name, c.ordinal_position`;

type Row = ColumnRow & { readonly table_name: string; readonly comment: string | null };

export async function readViews(client: Client): Promise<readonly View[]> {
  const { rows } = await client.query<Row>(query, [feed]);
  const views = Map.groupBy(rows, (row) => row.table_name);
  return [...views].map(([name, rows]) => {
    const view = { name, columns: rows.map(columnOf), ...readComment(name, rows[0]?.comment ?? null) };
    checkColumns(view);
    return view;
  });
}

function checkColumns(view: View): void {
  const there = view.columns.map(({ name }) => name);
  const missing = [...view.scope, ...Object.values(view.depends).flat()].find(
    (name) => !there.includes(name),
  );
  if (missing !== undefined)
    throw new CommentInvalid(view.name, `made of its columns (${there.join(", ")})`, `"${missing}"`);
}

/** Changes when a view is added, dropped or altered. */
export const fingerprint = (views: readonly View[]): string =>
  createHash("sha256").update(JSON.stringify(views)).digest("hex").slice(0, 16);

/**
 * Reads `{"depends": {"party": "party_id"}, "scope": ["owner_id"]}`. Prose is allowed too and declares nothing.
 * @throws CommentInvalid when it starts like JSON and is something else
 */
export function readComment(view: string, comment: string | null): Pick<View, "depends" | "scope"> {
  if (!comment?.trimStart().startsWith("{")) return { depends: {}, scope: [] };
  const { depends = {}, scope = [] } = parse(view, comment);
  if (typeof depends !== "object" || depends === null)
    throw new CommentInvalid(view, '{"depends": {entity: column}}', JSON.stringify(depends));
  const columns = Object.entries(depends).map(([entity, names]) => [entity, words(view, names)] as const);
  return { depends: Object.fromEntries(columns), scope: words(view, scope) };
}

function parse(view: string, comment: string): { depends?: unknown; scope?: unknown } {
  try {
    return JSON.parse(comment) as { depends?: unknown; scope?: unknown };
  } catch {
    throw new CommentInvalid(view, "JSON", comment);
  }
}

function words(view: string, value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every((word) => typeof word === "string"))
    throw new CommentInvalid(view, "made of column names", JSON.stringify(value));
  return list;
}
