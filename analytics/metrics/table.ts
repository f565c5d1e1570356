/** An answer as monospaced text, for surfaces that show nothing better. */
import type { Answer, AnswerColumn } from "./answer.ts";
import { shown } from "./words.ts";

const mostLines = 20;
const mostWidth = 32;
const barWidth = 12;

/**
 * Header and at most 20 rows, then `… n more`; a bar shows the first measure. Of a series the newest rows are shown.
 * Empty when the answer has no rows.
 */
export function table(answer: Answer): string {
  const { columns } = answer;
  if (answer.rows.length === 0) return "";
  const rows = isSeries(columns) ? answer.rows.slice(-mostLines) : answer.rows.slice(0, mostLines);
  const cells = rows.map((row) => columns.map((column) => cut(shown(row[column.key], column, row))));
  const widths = columns.map(({ label }, index) =>
    Math.max(label.length, ...cells.map((line) => line[index]!.length)),
  );
  const line = (texts: readonly string[]) =>
    texts.map((text, index) =>
      isNumber(columns[index]!) ? text.padStart(widths[index]!) : text.padEnd(widths[index]!),
    );
  const bars = barsOf(answer, rows);
  const lines = cells.map((texts, index) => [...line(texts), bars[index]!].join("  ").trimEnd());
  const rest = answer.rows.length - rows.length + answer.more;
  const header = line(columns.map(({ label }) => label))
    .join("  ")
    .trimEnd();
  return [header, ...lines, ...(rest > 0 ? [`… ${rest} more`] : [])].join("\n");
}

const isNumber = ({ type }: AnswerColumn): boolean =>
  ["count", "number", "duration", "percent", "money"].includes(type);
const isSeries = ([first]: readonly AnswerColumn[]): boolean =>
  ["month", "week", "day", "quarter", "year"].includes(first?.type ?? "");
const cut = (text: string): string => (text.length > mostWidth ? `${text.slice(0, mostWidth - 1)}…` : text);

function barsOf({ columns }: Answer, rows: Answer["rows"]): readonly string[] {
  const measure = columns.find(isNumber);
  const mixed = measure?.type === "money" && !measure.currency; // lengths would compare currencies
  if (!measure || mixed || rows.length < 2) return rows.map(() => "");
  const values = rows.map((row) => Number(row[measure.key] ?? 0));
  const largest = Math.max(...values, 1);
  return values.map((value) =>
    "█".repeat(value > 0 ? Math.max(1, Math.round((value / largest) * barWidth)) : 0),
  );
}
