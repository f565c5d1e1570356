/** How PostgreSQL's types are kept in DuckDB. */
import type { Column } from "./source.ts";

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const same: Readonly<Record<string, string>> = {
  uuid: "UUID",
  text: "VARCHAR",
  varchar: "VARCHAR",
  bpchar: "VARCHAR",
  bool: "BOOLEAN",
  int2: "SMALLINT",
  int4: "INTEGER",
  int8: "BIGINT",
  float4: "FLOAT",
  float8: "DOUBLE",
  date: "DATE",
  timestamp: "TIMESTAMP",
  json: "JSON",
  jsonb: "JSON",
};

/** A row of information_schema.columns. */
export interface ColumnRow {
  readonly column_name: string;
  readonly udt_name: string;
  readonly numeric_precision: number | null;
  readonly numeric_scale: number | null;
}

/**
 * Times with a zone are kept as TIMESTAMP in UTC: `date_trunc` on TIMESTAMPTZ costs six times as much.
 * Types without a counterpart are kept as the text that PostgreSQL prints.
 */
export function columnOf(row: ColumnRow): Column {
  const name = row.column_name;
  const column = (type: string, read = quoted(name)): Column => ({ name, type, read, udt: row.udt_name });
  if (row.udt_name === "timestamptz") return column("TIMESTAMP", `(${quoted(name)} at time zone 'UTC')`);
  if (row.udt_name === "numeric") return column(decimal(row.numeric_precision, row.numeric_scale));
  const type = same[row.udt_name];
  return type ? column(type) : column("VARCHAR", `${quoted(name)}::text`);
}

/** DuckDB's decimals end at 38 digits and have no unlimited form. */
function decimal(precision: number | null, scale: number | null): string {
  if (precision === null || scale === null || precision > 38 || scale < 0) return "DOUBLE";
  return `DECIMAL(${precision},${scale})`;
}
