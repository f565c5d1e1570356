/** A row as an answer: its fields by their definitions, without those that a viewer may not see. */
import { hiddenFromAny } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { linksOf, type Links } from "./links.ts";
import { withoutFields, type Row, type Table } from "./table.ts";
import { fromColumns, pointedTo } from "./values.ts";

/** Members of the answer that only this noun has, e.g. a party's roles; asked once for all rows. */
export type Aspect = (ctx: Ctx, rows: readonly Row[]) => Promise<(row: Row) => Record<string, unknown>>;

export async function present(
  ctx: Ctx,
  table: Table,
  rows: readonly Row[],
  aspect?: Aspect,
  known?: Links,
): Promise<Record<string, unknown>[]> {
  const links = known ?? (await linksOf(ctx, table, rows));
  const more = await aspect?.(ctx, rows);
  return rows.map((row) => ({ ...presentRow(ctx, table, row, links), ...more?.(row) }));
}

/** The items of a list with links where they point to records. */
function itemsShown(refs: Readonly<Record<string, string>>, items: unknown, links: Links) {
  return (items as Record<string, string | undefined>[]).map((item) => {
    const pointers = Object.keys(refs).filter((name) => item[name]);
    return { ...item, ...Object.fromEntries(pointers.map((name) => [name, links(item[name])])) };
  });
}

/** Custom fields without those that are hidden, as `custom.key`. */
export const customShown = (custom: Row["custom"], hidden: ReadonlySet<string>): Row["custom"] =>
  Object.fromEntries(Object.entries(custom).filter(([key]) => !hidden.has(`custom.${key}`)));

function presentRow(ctx: Ctx, table: Table, row: Row, links: Links): Record<string, unknown> {
  const { noun } = table;
  const hidden = hiddenFromAny(ctx.viewers, noun.key, row);
  const fields = Object.entries(noun.fields)
    .filter(([key]) => !hidden.has(key))
    .map(([key, field]) => {
      const to = pointedTo(key, field, row);
      const value = to === undefined ? fromColumns(key, field, row) : links(to);
      return [key, field.refs && value ? itemsShown(field.refs, value, links) : value];
    });
  return {
    id: row.id,
    noun: noun.key,
    number: row.number,
    title: table.titleOf(withoutFields(table, row, hidden)),
    version: row.version,
    owner: links(row.owner_id),
    group: links(row.group_id),
    created_at: row.created_at.toISOString(),
    changed_at: row.changed_at.toISOString(),
    removed_at: row.removed_at?.toISOString() ?? null,
    hidden: [...hidden],
    custom: customShown(row.custom, hidden),
    ...Object.fromEntries(fields),
  };
}
