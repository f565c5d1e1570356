/** Months in which nothing happened are part of the answer: a series without its zeros lies. */
import type { AnswerRow } from "./answer.ts";
import { mostRows } from "./compile.ts";
import { isTime, type Measure, type TimeDimension } from "./metric.ts";
import { currencyOf } from "./money.ts";
import { startOf, steps } from "./period.ts";
import type { Asking } from "./read.ts";

/**
 * Fills the series of a question by one time dimension, from the start of the period (else the first row) to its end
 * or today, whichever is earlier (else the last row). Where it is cut by currency too, each currency is a series.
 * Rows without a time stay at the end. Other answers are left as they are.
 * @param rows in order of time
 */
export function fillGaps(asking: Asking, rows: readonly AnswerRow[], today: Temporal.PlainDate) {
  const [time, second] = asking.by;
  const series = second === undefined || second === currencyOf(asking);
  if (!series || !time || !isTime(time) || rows.length === mostRows) return rows;
  const at = (row: AnswerRow) => row[time.name] ?? null;
  const dated = rows.filter((row) => at(row) !== null);
  if (dated.length === 0) return rows;
  const dates = datesOf(asking, time, dated, today);
  const parts = second ? dealt(dated, second.name) : [dated];
  if (dates.length * parts.length > mostRows) return rows;
  const filled = parts.flatMap((part) => {
    const same = second ? { [second.name]: part[0]![second.name]! } : {};
    return fill(asking, time, part, dates).map((row) => ({ ...row, ...same }));
  });
  const inTime = filled.toSorted((a, b) => String(at(a)).localeCompare(String(at(b))));
  return [...inTime, ...rows.filter((row) => at(row) === null)];
}

/** The rows of each currency, in the order of their codes; what has none comes last. */
function dealt(rows: readonly AnswerRow[], key: string): readonly (readonly AnswerRow[])[] {
  const parts = Map.groupBy(rows, (row) => String(row[key] ?? "~"));
  return [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

/** The steps of the series; of those beyond what an answer may hold only the first, so that a long period costs nothing. */
function datesOf(
  { period }: Asking,
  time: TimeDimension,
  rows: readonly AnswerRow[],
  today: Temporal.PlainDate,
): readonly string[] {
  const [first, last] = [rows[0]!, rows.at(-1)!].map((row) =>
    Temporal.PlainDate.from(String(row[time.name])),
  );
  const end = latest(last!, period ? earliest(today, period.until?.subtract({ days: 1 })) : last!);
  const dates: string[] = [];
  for (
    let date = startOf(period?.from ?? first!, time.grain);
    !after(date, end) && dates.length <= mostRows;
    date = date.add(steps(time.grain, 1))
  )
    dates.push(date.toString());
  return dates;
}

function fill(
  { metric }: Asking,
  time: TimeDimension,
  rows: readonly AnswerRow[],
  dates: readonly string[],
): readonly AnswerRow[] {
  const known = new Map(rows.map((row) => [row[time.name], row]));
  return dates.map((date) => known.get(date) ?? { [time.name]: date, ...zero(metric.measures) });
}

const after = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(a, b) > 0;
const latest = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (after(a, b) ? a : b);
const earliest = (a: Temporal.PlainDate, b = a): Temporal.PlainDate => (after(a, b) ? b : a);

const zero = (measures: readonly Measure[]): AnswerRow =>
  Object.fromEntries(
    measures.map(({ key, of, type }) => [key, "count" in of || (type === "money" && "sum" in of) ? 0 : null]),
  );
