/** Months in which nothing happened are part of the answer: a series without its zeros lies. */
import type { AnswerRow } from "./answer.ts";
import { mostRows } from "./compile.ts";
import { isTime, type Measure, type TimeDimension } from "./metric.ts";
import { startOf, steps } from "./period.ts";
import type { Asking } from "./read.ts";

/**
 * Fills the series of a question by one time dimension, from the start of the period (else the first row) to its end
 * or today, whichever is earlier (else the last row). Rows without a time stay at the end. Other answers are left as they are.
 * @param rows in order of time
 */
export function fillGaps(asking: Asking, rows: readonly AnswerRow[], today: Temporal.PlainDate) {
  const [time] = asking.by;
  if (asking.by.length !== 1 || !time || !isTime(time) || rows.length === mostRows) return rows;
  const dated = rows.filter((row) => row[time.name] !== null);
  if (dated.length === 0) return rows;
  const filled = fill(asking, time, dated, today);
  return filled.length > mostRows ? rows : [...filled, ...rows.filter((row) => row[time.name] === null)];
}

function fill(
  { metric, period }: Asking,
  time: TimeDimension,
  rows: readonly AnswerRow[],
  today: Temporal.PlainDate,
): readonly AnswerRow[] {
  const known = new Map(rows.map((row) => [row[time.name], row]));
  const [first, last] = [rows[0]!, rows.at(-1)!].map((row) =>
    Temporal.PlainDate.from(String(row[time.name])),
  );
  const end = latest(last!, period ? earliest(today, period.until?.subtract({ days: 1 })) : last!);
  const filled: AnswerRow[] = [];
  for (
    let date = startOf(period?.from ?? first!, time.grain);
    !after(date, end);
    date = date.add(steps(time.grain, 1))
  )
    filled.push(known.get(date.toString()) ?? { [time.name]: date.toString(), ...zero(metric.measures) });
  return filled;
}

const after = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(a, b) > 0;
const latest = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (after(a, b) ? a : b);
const earliest = (a: Temporal.PlainDate, b = a): Temporal.PlainDate => (after(a, b) ? b : a);

const zero = (measures: readonly Measure[]): AnswerRow =>
  Object.fromEntries(
    measures.map(({ key, of, type }) => [key, "count" in of || (type === "money" && "sum" in of) ? 0 : null]),
  );
