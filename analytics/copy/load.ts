/** Puts a picture or a delta into DuckDB: rows and mark in one transaction, so a kill at any point loses and doubles nothing. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { LIST, listValue, VARCHAR, type DuckDBConnection } from "@duckdb/node-api";
import { moveMark, writeCopied, type Copied } from "./mark.ts";
import type { Change, Delta, Picture, Rows, Touched, View } from "./source.ts";
import type { Store } from "./store.ts";
import { literal, quoted } from "./types.ts";

/** Makes the file hold exactly this picture. */
export function replaceAll(store: Store, picture: Picture, asOf: Date): Promise<void> {
  return store.with((connection) =>
    transaction(connection, async () => {
      for (const name of await tables(connection)) await connection.run(`drop table ${quoted(name)}`);
      for (const view of picture.views) {
        await connection.run(`create table ${quoted(view.name)} (${columns(view)})`);
        await fill(store, connection, view, quoted(view.name), picture.rows(view));
      }
      await writeCopied(connection, { mark: picture.mark, views: picture.views, asOf });
    }),
  );
}

/** Brings the file from the mark before the delta to `next`, which holds the mark of the delta. */
export function applyDelta(store: Store, delta: Delta, next: Copied): Promise<void> {
  return store.with(async (connection) => {
    for (const change of delta.changes) await stage(store, connection, change);
    await transaction(connection, async () => {
      for (const change of delta.changes) await swap(connection, change);
      await moveMark(connection, next);
    });
  });
}

const staged = (view: View): string => quoted(`staged ${view.name}`);

async function stage(store: Store, connection: DuckDBConnection, { view, rows }: Change): Promise<void> {
  await connection.run(`create or replace temp table ${staged(view)} (${columns(view)})`);
  await fill(store, connection, view, staged(view), rows());
}

/** Rows that came are removed by their own id too: whatever a view does, no row can be there twice. */
async function swap(connection: DuckDBConnection, { view, touched }: Change): Promise<void> {
  const table = quoted(view.name);
  if (touched === "all") await connection.run(`delete from ${table}`);
  else for (const one of touched) await remove(connection, view, one);
  await connection.run(`delete from ${table} where "id" in (select "id" from ${staged(view)})`);
  await connection.run(`insert into ${table} select * from ${staged(view)}`);
}

async function remove(connection: DuckDBConnection, view: View, { column, ids }: Touched): Promise<void> {
  const type = view.columns.find(({ name }) => name === column)?.type ?? "VARCHAR";
  await connection.run(
    `delete from ${quoted(view.name)} where ${quoted(column)} in (select unnest($1)::${type})`,
    [listValue([...ids])],
    [LIST(VARCHAR)],
  );
}

/** Explicit types, never sniffed; without `allow_quoted_nulls = false` the empty text would become null. */
async function fill(
  store: Store,
  connection: DuckDBConnection,
  view: View,
  table: string,
  rows: Rows,
): Promise<void> {
  const file = join(store.scratch, `${randomUUID()}.csv`);
  try {
    const out = createWriteStream(file);
    await pipeline(Readable.from(rows), out);
    if (out.bytesWritten === 0) return;
    await connection.run(`insert into ${table} select * from read_csv($1, ${csvOptions(view)})`, [file]);
  } finally {
    await rm(file, { force: true });
  }
}

const csvOptions = (view: View): string =>
  [
    `columns = {${view.columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(", ")}}`,
    "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''",
    "allow_quoted_nulls = false, max_line_size = 4000000, buffer_size = 16000000",
  ].join(", ");

const columns = (view: View): string =>
  view.columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(", ");

async function tables(connection: DuckDBConnection): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(
    "select table_name from duckdb_tables() where schema_name = 'main' and not temporary",
  );
  return reader.getRows().map(([name]) => String(name));
}

async function transaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run("begin transaction");
  try {
    await work();
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => {}); // a broken database refuses this too; the first error counts
    throw error;
  }
}
