/** Rows of SQL as an answer: a fact with count and time, a table in monospaced text. */
import type { SqlTable } from "./access.ts";
import type { SqlRows, SqlValue } from "./run.ts";

export interface SqlAnswer extends SqlRows {
  /** One line. */
  readonly fact: string;
  /** The first 20 rows; empty without rows. */
  readonly text: string;
  readonly asOf: string;
  readonly lagMs: number;
  readonly tables: readonly SqlTable[];
}

export function sqlAnswer(found: SqlRows, tables: readonly SqlTable[], asOf: string, now: Date): SqlAnswer {
  const lagMs = Math.max(0, now.getTime() - new Date(asOf).getTime());
  return { ...found, fact: factOf(found, asOf, lagMs), text: textOf(found), asOf, lagMs, tables };
}

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });

function factOf({ count, cut, rows, ms }: SqlRows, asOf: string, lagMs: number): string {
  const many = `${cut ? "More than " : ""}${numbers.format(count)} ${count === 1 ? "row" : "rows"}`;
  const shown = count > rows.length ? `, of which the first ${numbers.format(rows.length)} are here` : "";
  const age = lagMs < 1000 ? "just now" : `${numbers.format(Math.round(lagMs / 1000))} s ago`;
  return `${many} in ${numbers.format(ms)} ms${shown}; data of ${asOf.slice(0, 19).replace("T", " ")} UTC, ${age}.`;
}

const mostLines = 20;
const mostWidth = 32;

function textOf({ columns, rows, count }: SqlRows): string {
  if (rows.length === 0) return "";
  const lines = rows.slice(0, mostLines).map((row) => row.map(shown));
  const widths = columns.map(({ label }, index) =>
    Math.max(cut(label).length, ...lines.map((line) => line[index]!.length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) =>
        isNumber(columns[index]!.type) ? text.padStart(widths[index]!) : text.padEnd(widths[index]!),
      )
      .join("  ")
      .trimEnd();
  const rest = count - lines.length;
  const head = line(columns.map(({ label }) => cut(label)));
  return [head, ...lines.map(line), ...(rest > 0 ? [`… ${numbers.format(rest)} more`] : [])].join("\n");
}

const isNumber = (type: string): boolean => type === "count" || type === "number";
const cut = (text: string): string => (text.length > mostWidth ? `${text.slice(0, mostWidth - 1)}…` : text);

function shown(value: SqlValue): string {
  if (value === null || value === "") return "–";
  if (typeof value === "number") return numbers.format(value);
  return cut(String(value).replaceAll(/\s+/g, " ").trim());
}
