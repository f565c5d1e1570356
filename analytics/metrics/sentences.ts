/** The words around an answer: its title, the fact, and how it was computed. */
import type { AnswerColumn, AnswerRow } from "./answer.ts";
import type { Frame, Statement } from "./compile.ts";
import { isTime } from "./metric.ts";
import type { Asking } from "./read.ts";
import { counted, day, month, shown } from "./words.ts";

/** Measures over everything that counts. */
export interface Totals {
  readonly measures: AnswerRow;
  /** Dates of the first and the last row, in the asked zone; null when none counts. */
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

/** `830 interactions from Jul 1996 to May 1998; busiest: Apr 1998 (74).` */
export function factOf(
  asking: Asking,
  totals: Totals,
  columns: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
): string {
  const { metric } = asking;
  const total = Number(totals.measures[metric.measures[0].key] ?? 0);
  if (total === 0) return nothing(asking);
  return `${counted(total, metric.one, metric.name)} ${span(totals)}${peak(asking, columns, rows)}.`;
}

function nothing({ metric, period, filters }: Asking): string {
  if (!period && filters.length === 0) return `No ${metric.name} yet.`;
  return (
    [`No ${metric.name}`, ...(period ? [period.said] : []), ...filters.map(filterWords)].join(", ") + "."
  );
}

function span({ ends }: Totals): string {
  if (!ends) return "at an unknown time";
  const [first, last] = ends;
  if (first === last) return `on ${day(first)}`;
  const [from, to] = [month(first), month(last)];
  return from === to ? `in ${from}` : `from ${from} to ${to}`;
}

function peak({ metric, by }: Asking, columns: readonly AnswerColumn[], rows: readonly AnswerRow[]): string {
  const { key } = metric.measures[0];
  if (by.length === 0 || rows.length < 2) return "";
  const top = rows.reduce((best, row) => (Number(row[key]) > Number(best[key]) ? row : best));
  const names = by.map(({ name }, index) => shown(top[name], columns[index]!)).join(", ");
  return `; ${by.some(isTime) ? "busiest" : "most"}: ${names} (${shown(top[key], { type: "count" })})`;
}

/** Plain words, an empty line, then the SQL. */
export function computedOf(asking: Asking, { visible, timeZone, view }: Frame, { sql }: Statement): string {
  const { metric, by, period, filters } = asking;
  const words = [
    `Counted the rows of ${view.name} that are not removed`,
    ...(period ? [periodWords(period)] : []),
    ...filters.map((filter) => `where ${filterWords(filter)}`),
    ...(by.length ? [`per ${by.map(({ name }) => name).join(" and ")}`] : []),
    ...(by.some(isTime) || period ? [`days and months of ${timeZone}, by "${metric.time}"`] : []),
    "all" in visible ? "everybody's rows" : "only rows that you may see",
  ];
  return `${words.join("; ")}.\n\n${sql}`;
}

function periodWords({ from, until }: NonNullable<Asking["period"]>): string {
  const start = from ? [`from ${day(from.toString())}`] : [];
  const end = until ? [`to ${day(until.subtract({ days: 1 }).toString())}`] : [];
  return [...start, ...end].join(" ");
}
