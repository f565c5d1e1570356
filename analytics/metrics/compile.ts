/** From a question to SQL for DuckDB. Names come from declarations and are quoted; values are bound, never written in. */
import type { View } from "../copy/source.ts";
import { quoted } from "../copy/types.ts";
import type { Visible } from "./answer.ts";
import { conditions, type Bind, type Value } from "./conditions.ts";
import { isTime, type Dimension, type Measure, type Metric } from "./metric.ts";
import type { Asking } from "./read.ts";
import { localTime, type Span } from "./zone.ts";

export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** What a question is compiled for: the metric's view as it was copied, who asks, and whose calendar counts. */
export interface Frame {
  readonly view: View;
  readonly visible: Visible;
  /** IANA name, known to be one. */
  readonly timeZone: string;
}

export const mostRows = 1000;

/**
 * One row over everything that counts: the measures, and `hub_first` and `hub_last`, the microseconds of its ends.
 * @throws ScopeMissing when rows have to be told apart by person and the view does not say how
 */
export function compileTotals(asking: Asking, frame: Frame): Statement {
  const time = quoted(asking.metric.time);
  const ends = [`epoch_us(min(${time}))::double as hub_first`, `epoch_us(max(${time}))::double as hub_last`];
  return statement((bind) => [
    select([...asking.metric.measures.map(measureSql), ...ends]),
    source(asking, frame, bind),
  ]);
}

/**
 * One row per group, the newest or the largest first, at most `mostRows`; `hub_groups` tells how many there are.
 * @param span the ends of what counts
 * @throws ScopeMissing
 */
export function compileGroups(asking: Asking, frame: Frame, span: Span): Statement {
  const { metric, by } = asking;
  const time = localTime(metric.time, frame.timeZone, span);
  const keys = by.map((dimension) => keySql(dimension, time));
  const shown = by.map(
    (dimension, index) => `${shownSql(dimension, keys[index]!)} as ${quoted(dimension.name)}`,
  );
  return statement((bind) => [
    select([...shown, ...metric.measures.map(measureSql), "count(*) over () as hub_groups"]),
    source(asking, frame, bind),
    `group by ${keys.join(", ")}`,
    `order by ${order(by, metric)}`,
    `limit ${mostRows}`,
  ]);
}

function statement(lines: (bind: Bind) => readonly string[]): Statement {
  const values: Value[] = [];
  const sql = lines((value) => `$${values.push(value)}`).join("\n");
  return { sql, values };
}

const select = (columns: readonly string[]): string => `select ${columns.join(",\n       ")}`;

const source = (asking: Asking, { view, visible, timeZone }: Frame, bind: Bind): string =>
  `from ${quoted(view.name)}\nwhere ${conditions(asking, view, visible, timeZone, bind).join("\n  and ")}`;

const keySql = (dimension: Dimension, time: string): string =>
  isTime(dimension) ? `date_trunc('${dimension.grain}', ${time})` : quoted(dimension.key ?? dimension.column);

function shownSql(dimension: Dimension, key: string): string {
  if (isTime(dimension)) return `strftime(${key}, '%Y-%m-%d')`;
  return dimension.key ? `any_value(${quoted(dimension.column)})` : key;
}

const measureSql = ({ of, key }: Measure): string =>
  `${"count" in of ? "count(*)" : `sum(${quoted(of.sum)})`}::double as ${quoted(key)}`;

function order(by: readonly Dimension[], metric: Metric): string {
  const newest = by.filter(isTime).map(({ name }) => `${quoted(name)} desc`);
  const largest = `${quoted(metric.measures[0].key)} desc`;
  const names = by.map(({ name }) => `${quoted(name)} nulls last`);
  return [...newest, largest, ...names].join(", ");
}
