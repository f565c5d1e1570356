/** The words around an answer: its title, the fact, and how it was computed. */
import type { AnswerColumn, AnswerRow } from "./answer.ts";
import type { Frame, Statement } from "./compile.ts";
import { conditionWords, measureWords } from "./measures.ts";
import { isMoney, isTime } from "./metric.ts";
import { hasMoney } from "./money.ts";
import type { Asking } from "./read.ts";
import { amount, counted, day, month, shown } from "./words.ts";

/** Measures over everything that counts. */
export interface Totals {
  readonly rows: number;
  readonly measures: AnswerRow;
  /** The measures of money per currency, with `currency`; empty where there is no money. */
  readonly currencies: readonly AnswerRow[];
  /** Dates of the first and the last row, in the asked zone; null when none has one. */
  readonly ends: readonly [first: string, last: string] | null;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Interactions by month, last 12 months, channel call`. */
export function titleOf({ metric, by, period, filters }: Asking): string {
  const cut = by.length ? ` by ${by.map(({ name }) => name).join(" and ")}` : "";
  return [
    `${capital(metric.name)}${cut}`,
    ...(period ? [period.said] : []),
    ...filters.map(filterWords),
  ].join(", ");
}

const filterWords = ({ dimension, values }: Asking["filters"][number]): string =>
  `${dimension.name} ${values.join(" or ")}`;

/** `830 interactions from Jul 1996 to May 1998; busiest: Apr 1998 (74).` or `Revenue: 1,200.00 EUR in May 1998; invoices: 3.` */
export function factOf(
  asking: Asking,
  totals: Totals,
  columns: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
): string {
  if (totals.rows === 0) return nothing(asking);
  const said = [total(asking, totals), ...span(totals)].join(" ");
  const tail = asking.by.length === 0 ? rest(asking, columns, rows) : peak(asking, totals, columns, rows);
  return `${said}${tail}.`;
}

/** The first measure over everything, each currency for itself. */
function total({ metric }: Asking, { measures, currencies }: Totals): string {
  const [first] = metric.measures;
  if (!isMoney(first))
    return counted(Number(measures[first.key] ?? 0), metric.one, metric.many ?? metric.name);
  const amounts = currencies.map((row) => {
    const currency = String(row["currency"]);
    return `${amount(Number(row[first.key] ?? 0), currency)} ${currency}`;
  });
  return `${capital(metric.name)}: ${amounts.join(" and ") || "no amount"}`;
}

function nothing({ metric, period, filters }: Asking): string {
  const none = `No ${metric.many ?? metric.name}`;
  if (!period && filters.length === 0) return `${none} yet.`;
  return [none, ...(period ? [period.said] : []), ...filters.map(filterWords)].join(", ") + ".";
}

function span({ ends }: Totals): readonly string[] {
  if (!ends) return [];
  const [first, last] = ends;
  if (first === last) return [`on ${day(first)}`];
  const [from, to] = [month(first), month(last)];
  return [from === to ? `in ${from}` : `from ${from} to ${to}`];
}

/** The other measures of an answer that is one row: no table shows them. */
function rest({ metric }: Asking, columns: readonly AnswerColumn[], [row]: readonly AnswerRow[]): string {
  const others = columns.filter(({ key }) => key !== metric.measures[0].key);
  return others.map((column) => `; ${plainLabel(column)}: ${worth(row!, column)}`).join("");
}

const plainLabel = ({ key, label }: AnswerColumn): string =>
  label === label.toUpperCase() ? label : label.replace(/ \([A-Z]{3}\)$/, "").toLowerCase() || key;

const worth = (row: AnswerRow, column: AnswerColumn): string =>
  `${shown(row[column.key], column, row)}${column.currency ? ` ${column.currency}` : ""}`;

/** The largest group. Amounts of several currencies have none. */
function peak(
  { metric, by }: Asking,
  { currencies }: Totals,
  columns: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
): string {
  const [first] = metric.measures;
  if (rows.length < 2 || (isMoney(first) && currencies.length > 1)) return "";
  const value = (row: AnswerRow) => Number(row[first.key] ?? 0);
  const top = rows.reduce((best, row) => (value(row) > value(best) ? row : best));
  const column = columns.find(({ key }) => key === first.key)!;
  const names = by.map(({ name }, index) => shown(top[name], columns[index]!)).join(", ");
  const word = by.some(isTime) ? (isMoney(first) ? "highest" : "busiest") : "most";
  return `; ${word}: ${names} (${worth(top, column)})`;
}

/** Plain words, an empty line, then the SQL. */
export function computedOf(asking: Asking, { visible, limits, timeZone, view }: Frame, { sql }: Statement) {
  const { metric, by, period, filters } = asking;
  const all = "all" in visible && limits.rows.length === 0;
  const words = [
    `Counted the rows of ${view.name} that are not removed`,
    ...(metric.where ?? []).map((condition) => `with ${conditionWords(condition)}`),
    ...(period ? [periodWords(period)] : []),
    ...filters.map((filter) => `where ${filterWords(filter)}`),
    ...(by.length ? [`per ${by.map(({ name }) => name).join(" and ")}`] : []),
    ...(by.some(isTime) || period ? [`days and months of ${timeZone}, by "${metric.time}"`] : []),
    ...metric.measures.flatMap((measure) => measureWords(measure) ?? []),
    ...(hasMoney(metric) ? ["amounts in their own currency, never converted"] : []),
    all ? "everybody's rows" : "only rows that you may see",
  ];
  return `${words.join("; ")}.\n\n${sql}`;
}

function periodWords({ from, until }: NonNullable<Asking["period"]>): string {
  const start = from ? [`from ${day(from.toString())}`] : [];
  const end = until ? [`to ${day(until.subtract({ days: 1 }).toString())}`] : [];
  return [...start, ...end].join(" ");
}
