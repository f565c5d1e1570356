/** From a question to SQL for DuckDB. Names come from declarations and are quoted; values are bound, never written in. */
import type { View } from "../copy/source.ts";
import { quoted } from "../copy/types.ts";
import type { Limits, Visible } from "./answer.ts";
import { type Bind, type Value } from "./conditions.ts";
import { measureSql } from "./measures.ts";
import { isMoney, isTime, type Dimension, type Metric } from "./metric.ts";
import { currencyOf } from "./money.ts";
import type { Asking } from "./read.ts";
import { rowsSql } from "./rows.ts";
import { isDate, localTime, type Span } from "./zone.ts";

export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** What a question is compiled for: the metric's view as it was copied, who asks, and whose calendar counts. */
export interface Frame {
  readonly view: View;
  readonly visible: Visible;
  readonly limits: Limits;
  /** IANA name, known to be one. */
  readonly timeZone: string;
  /** ISO date in that zone. */
  readonly today: string;
  /** The present as DuckDB's UTC timestamp. */
  readonly now: string;
}

export const mostRows = 1000;

/**
 * One row over everything that counts: the measures, `hub_rows`, and `hub_first` and `hub_last`, the microseconds of its ends.
 * @throws ScopeMissing when rows have to be told apart by person and the view does not say how
 */
export function compileTotals(asking: Asking, frame: Frame): Statement {
  const time = `${quoted(asking.metric.time)}::timestamp`;
  const ends = [
    "count(*)::double as hub_rows",
    `epoch_us(min(${time}))::double as hub_first`,
    `epoch_us(max(${time}))::double as hub_last`,
  ];
  return statement((bind) => [
    select([...asking.metric.measures.map(measureSql), ...ends]),
    rowsSql(uncut(asking), frame, bind),
  ]);
}

/** One row per currency of what counts: `currency`, and the measures of money. Null when the metric has no money. */
export function compileCurrencies(asking: Asking, frame: Frame): Statement | null {
  const money = asking.metric.measures.filter(isMoney);
  const dimension = currencyOf(asking);
  if (money.length === 0 || !dimension) return null;
  const code = quoted(dimension.column);
  return statement((bind) => [
    select([`${code} as "currency"`, ...money.map(measureSql)]),
    rowsSql(uncut(asking), frame, bind),
    `group by ${code}\nhaving ${code} is not null\norder by ${code}`,
  ]);
}

/**
 * One row per group, the newest or the largest first, at most `mostRows`; `hub_groups` tells how many there are.
 * @param span the ends of what counts
 * @throws ScopeMissing
 */
export function compileGroups(asking: Asking, frame: Frame, span: Span): Statement {
  const { metric, by } = asking;
  const time = isDate(frame.view, metric.time)
    ? quoted(metric.time)
    : localTime(metric.time, frame.timeZone, span);
  const keys = by.map((dimension) => keySql(dimension, time));
  const shown = by.map(
    (dimension, index) => `${shownSql(dimension, keys[index]!)} as ${quoted(dimension.name)}`,
  );
  return statement((bind) => [
    select([...shown, ...metric.measures.map(measureSql), "count(*) over () as hub_groups"]),
    rowsSql(asking, frame, bind),
    `group by ${keys.join(", ")}`,
    `order by ${order(asking)}`,
    `limit ${mostRows}`,
  ]);
}

/** In a total each row counts once, also one that counts in several groups. */
const uncut = (asking: Asking): Asking => ({ ...asking, by: [] });

function statement(lines: (bind: Bind) => readonly string[]): Statement {
  const values: Value[] = [];
  const sql = lines((value) => `$${values.push(value)}`).join("\n");
  return { sql, values };
}

const select = (columns: readonly string[]): string => `select ${columns.join(",\n       ")}`;

const keySql = (dimension: Dimension, time: string): string =>
  isTime(dimension) ? `date_trunc('${dimension.grain}', ${time})` : quoted(dimension.key ?? dimension.column);

function shownSql(dimension: Dimension, key: string): string {
  if (isTime(dimension)) return `strftime(${key}, '%Y-%m-%d')`;
  return dimension.key ? `any_value(${quoted(dimension.column)})` : key;
}

/** Amounts of several currencies are not compared: each currency has its own largest first. */
function order(asking: Asking): string {
  const { by, metric } = asking;
  const newest = by.filter(isTime).map(({ name }) => `${quoted(name)} desc nulls last`);
  const apart = isMoney(metric.measures[0]) ? by.filter((dimension) => dimension === currencyOf(asking)) : [];
  const currency = apart.map(({ name }) => `${quoted(name)} nulls last`);
  const largest = `${quoted(metric.measures[0].key)} desc nulls last`;
  const names = by.map(({ name }) => `${quoted(name)} nulls last`);
  return [...newest, ...currency, largest, ...names].join(", ");
}

/** The metric without what must not be told. The first measure stays: without it there is no answer. */
export function withoutMeasures(metric: Metric, keys: readonly string[]): Metric {
  const [first, ...rest] = metric.measures;
  return { ...metric, measures: [first, ...rest.filter(({ key }) => !keys.includes(key))] };
}
