/** What the DuckDB file knows about itself: how far it is, and which views it holds. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Mark, View } from "./source.ts";
import { quoted } from "./types.ts";

/** To be raised when tables are laid out in another way: older files are then copied again. */
const format = 1;

export interface Copied {
  readonly mark: Mark;
  readonly views: readonly View[];
  /** Everything committed before this moment is in the copy; by our own clock. */
  readonly asOf: Date;
}

/** @returns null when the file holds no complete copy */
export async function readCopied(connection: DuckDBConnection): Promise<Copied | null> {
  const known = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where schema_name = 'hub' and table_name = 'mark'",
  );
  if (known.currentRowCount === 0) return null;
  const reader = await connection.runAndReadAll(
    "select origin, snapshot, views, as_of from hub.mark where format = $1",
    [format],
  );
  const row = reader.getRowObjects()[0] as
    | Record<"origin" | "snapshot" | "views" | "as_of", string>
    | undefined;
  if (!row) return null;
  const { origin, snapshot, views, as_of: asOf } = row;
  return { mark: { origin, snapshot }, views: JSON.parse(views) as View[], asOf: new Date(asOf) };
}

/** Belongs into the transaction that writes everything. */
export async function writeCopied(connection: DuckDBConnection, copied: Copied): Promise<void> {
  await connection.run("create schema if not exists hub");
  await connection.run(
    "create or replace table hub.mark (format integer, origin varchar, snapshot varchar, views varchar, as_of varchar)",
  );
  const { mark, views, asOf } = copied;
  const values = [format, mark.origin, mark.snapshot, JSON.stringify(views), asOf.toISOString()];
  await connection.run("insert into hub.mark values ($1, $2, $3, $4, $5)", values);
}

/** Belongs into the transaction that writes a delta. */
export async function moveMark(connection: DuckDBConnection, { mark, asOf }: Copied): Promise<void> {
  await connection.run("update hub.mark set snapshot = $1, as_of = $2", [mark.snapshot, asOf.toISOString()]);
}

/** Costs nothing that grows: DuckDB keeps the numbers. */
export async function countRows(
  connection: DuckDBConnection,
  views: readonly View[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of views) {
    const reader = await connection.runAndReadAll(`select count(*)::double from ${quoted(name)}`);
    counts[name] = Number(reader.getRows()[0]?.[0] ?? 0);
  }
  return counts;
}
