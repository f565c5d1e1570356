/** Writes a file that holds what one standing may see and nothing else, out of the copy. Its tables are the only ones SQL of people meets. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { View } from "../copy/source.ts";
import { literal, quoted } from "../copy/types.ts";
import type { Access, ColumnAccess, Lists, Mask, SqlTable, TableAccess } from "./access.ts";

/** A table that exists in the copy, with those of its columns that exist there. */
interface Known {
  readonly view: View;
  readonly access: TableAccess;
  readonly columns: readonly ColumnAccess[];
}

/** What of an access the copy can give; views and columns that it does not know are left out. */
function known(views: readonly View[], access: Access): readonly Known[] {
  return access.flatMap((table) => {
    const view = views.find(({ name }) => name === table.view);
    if (!view || !may(view, table)) return [];
    const names = new Set(view.columns.map(({ name }) => name));
    const columns = table.columns.filter(
      ({ name, masks }) =>
        names.has(name) &&
        masks.every(({ key, when }) => names.has(key) && (!when || names.has(when.column))),
    );
    return columns.length > 0 ? [{ view, access: table, columns }] : [];
  });
}

/** Rows that belong to nobody are for those who see everything; a column to leave rows out by must be there. */
const may = ({ scope, columns }: View, { lists, without }: TableAccess): boolean =>
  (lists.length === 0 || scope.length > 0) &&
  (!without || columns.some(({ name }) => name === without.column));

export function describe(views: readonly View[], access: Access): readonly SqlTable[] {
  return known(views, access).map(({ view, columns }) => ({
    name: view.name,
    columns: columns.map(({ name }) => ({
      name,
      type: view.columns.find((column) => column.name === name)!.type,
    })),
  }));
}

/** @param path of a file that does not exist yet, where this connection may write */
export async function build(
  connection: DuckDBConnection,
  path: string,
  views: readonly View[],
  access: Access,
): Promise<void> {
  const out = quoted(`out ${path}`);
  await connection.run(`attach ${literal(path)} as ${out}`);
  try {
    await connection.run("begin transaction"); // all tables of one moment
    for (const table of known(views, access)) await connection.run(tableSql(out, table, views));
    await connection.run("commit");
    await connection.run(`checkpoint ${out}`);
  } catch (error) {
    await connection.run("rollback").catch(() => {}); // none may be open; the first error counts
    throw error;
  } finally {
    await connection.run(`detach ${out}`).catch(() => {}); // it is thrown away either way
  }
}

function tableSql(out: string, { view, access, columns }: Known, views: readonly View[]): string {
  const where = rowTests(view, access.lists);
  if (view.columns.some(({ name }) => name === "removed_at")) where.push(`"removed_at" is null`);
  const { without } = access;
  if (without) where.push(`${quoted(without.column)} is distinct from ${literal(without.value)}`);
  const chosen = columns.map((column) => columnSql(column, views));
  const rows = where.length > 0 ? ` where ${where.join(" and ")}` : "";
  return `create table ${out}.${quoted(view.name)} as select ${chosen.join(", ")} from main.${quoted(view.name)}${rows}`;
}

/** Ids were checked to be ids, so they can stand in the text. An empty list lets nothing through. */
function rowTests(view: View, lists: Lists): string[] {
  return lists.map((list) => {
    const ids = list.filter((id) => /^[0-9a-f-]{36}$/i.test(id)).map((id) => `${literal(id)}::uuid`);
    const tests = view.scope.map((name) =>
      ids.length > 0 ? `${quoted(name)} in (${ids.join(", ")})` : "false",
    );
    return `(${tests.join(" or ") || "false"})`;
  });
}

/** Where a value may be of several nouns and some of them are bounded, it is shown by the mask of its own noun, and otherwise not. */
function columnSql({ name, masks }: ColumnAccess, views: readonly View[]): string {
  const bounded = masks.filter(({ lists }) => lists.length > 0);
  const tests = bounded.filter(({ when }) => !when).map((mask) => maskSql(mask, views));
  if (bounded.some(({ when }) => when))
    tests.push(
      `(${masks
        .filter(({ when }) => when)
        .map((mask) => maskSql(mask, views))
        .join(" or ")})`,
    );
  return tests.length > 0
    ? `case when ${tests.join(" and ")} then ${quoted(name)} end as ${quoted(name)}`
    : quoted(name);
}

function maskSql({ view: name, key, lists, when }: Mask, views: readonly View[]): string {
  const tests = when ? [`${quoted(when.column)} = ${literal(when.is)}`] : [];
  if (lists.length > 0) tests.push(idSql(name, key, lists, views));
  return tests.join(" and ");
}

function idSql(name: string, key: string, lists: Lists, views: readonly View[]): string {
  const view = views.find((one) => one.name === name);
  if (!view || view.scope.length === 0) return "false";
  return `${quoted(key)} in (select "id" from main.${quoted(name)} where ${rowTests(view, lists).join(" and ")})`;
}
