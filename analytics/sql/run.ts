/** One query over one opened file: read, checked, run, counted. */
import {
  DuckDBDecimalValue,
  StatementType,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBResult,
} from "@duckdb/node-api";
import { SqlInvalid, SqlRefused } from "../errors.ts";
import type { ValueType } from "../metrics/answer.ts";
import { check } from "./check.ts";
import { limits } from "./limits.ts";

export type SqlValue = string | number | boolean | null;

export interface SqlRows {
  readonly columns: readonly { readonly key: string; readonly label: string; readonly type: ValueType }[];
  /** The first 1,000. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** Rows that were read. */
  readonly count: number;
  /** There are more rows than were read. */
  readonly cut: boolean;
  /** Milliseconds. */
  readonly ms: number;
}

/** @throws SqlRefused, SqlInvalid, or what DuckDB throws */
export async function run(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly string[],
): Promise<SqlRows> {
  const began = performance.now();
  await inspect(connection, sql, tables);
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw several(statements.count);
  const prepared = await statements.prepare(0);
  if (prepared.statementType !== StatementType.SELECT) throw onlySelect;
  const read = await readRows(await prepared.stream());
  return { ...read, ms: Math.round(performance.now() - began) };
}

const onlySelect = new SqlRefused("Only a question may be asked", "one SELECT, WITH included");
const several = (count: number) =>
  new SqlRefused(`There are ${count} statements; PIVOT without IN counts as several`, "one SELECT at a time");

async function inspect(connection: DuckDBConnection, sql: string, tables: readonly string[]): Promise<void> {
  if (sql.length > limits.text)
    throw new SqlRefused(`The SQL has ${sql.length} characters`, `${limits.text} at most`);
  const reader = await connection.runAndReadAll(
    "select json_serialize_sql($1::varchar, skip_null := true, skip_empty := true)",
    [sql],
    [VARCHAR],
  );
  const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as Parsed;
  if (parsed.error) throw parsed.error_type === "parser" ? unreadable(sql, parsed.error_message) : onlySelect;
  if (parsed.statements.length !== 1) throw several(parsed.statements.length);
  check(parsed.statements[0], tables);
}

/** `at` is a word of DuckDB's grammar, and a column of ours. */
function unreadable(sql: string, said: string): SqlInvalid {
  const hint = /(?<!")\bat\b(?!")/i.test(sql) ? '. The column "at" needs double quotes.' : "";
  return new SqlInvalid(`${plain(said)}${hint}`);
}

type Parsed =
  | { readonly error: true; readonly error_type: string; readonly error_message: string }
  | { readonly error: false; readonly statements: readonly unknown[] };

/** The first line of what DuckDB says, without paths. */
export const plain = (message: string): string =>
  message
    .split("\n")[0]!
    .replaceAll(/[^\s"']*[/\\][^\s"']*/g, "…")
    .slice(0, 300);

/** @throws SqlRefused when there are more columns, or longer names, than an answer may carry: the hub reads them whole */
function columnsOf(result: DuckDBResult): SqlRows["columns"] {
  if (result.columnCount > limits.columns)
    throw new SqlRefused(`The answer has ${result.columnCount} columns`, `${limits.columns} at most`);
  const names = result.deduplicatedColumnNames();
  const characters = names.reduce((sum, name) => sum + name.length, 0);
  if (characters > limits.names)
    throw new SqlRefused(
      `The names of the columns have ${characters} characters`,
      `${limits.names} at most, all together`,
    );
  return names.map((key, index) => ({
    key,
    label: result.columnName(index),
    type: typeOf(String(result.columnType(index))),
  }));
}

async function readRows(result: DuckDBResult): Promise<Omit<SqlRows, "ms">> {
  const columns = columnsOf(result);
  const rows: SqlValue[][] = [];
  let count = 0;
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { columns, rows, count, cut: false };
    for (let index = 0; index < chunk.rowCount; index++) {
      const row = chunk.getRowValues(index).map(valueOf);
      bytes += row.reduce<number>(
        (sum, value) => sum + 8 + (typeof value === "string" ? value.length * 2 : 0),
        0,
      );
      if (count === limits.rows || bytes > limits.bytes) return { columns, rows, count, cut: true };
      if (count++ < limits.shown) rows.push(row);
    }
  }
}

function typeOf(type: string): ValueType {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return "count";
  if (/^(DECIMAL|DOUBLE|FLOAT)/.test(type)) return "number";
  return type === "DATE" ? "day" : "text";
}

/** Numbers that JSON cannot hold exactly, and everything that is no number, read as text. */
function valueOf(value: unknown): SqlValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return value instanceof DuckDBDecimalValue ? value.toDouble() : String(value);
}
