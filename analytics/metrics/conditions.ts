/** Which rows count: not removed, of the metric, in the period, through the filters, and only those that the asker may see. */
import type { View } from "../copy/source.ts";
import { literal, quoted } from "../copy/types.ts";
import { ScopeMissing } from "../errors.ts";
import type { Frame } from "./compile.ts";
import type { Condition } from "./metric.ts";
import type { Asking, Filter } from "./read.ts";
import { isDate, startInUtc } from "./zone.ts";

export type Value = string | readonly string[];

/** Keeps a value and gives the name of its parameter, `$1`. */
export type Bind = (value: Value) => string;

/** @throws ScopeMissing */
export function conditions({ metric, period }: Asking, frame: Frame, bind: Bind): readonly string[] {
  const { view, visible, limits, timeZone } = frame;
  const date = isDate(view, metric.time);
  const start = (day: Temporal.PlainDate) =>
    date ? `${bind(day.toString())}::date` : `${bind(startInUtc(day, timeZone))}::timestamp`;
  const time = quoted(metric.time);
  const where = [`${quoted(metric.removed)} is null`, ...(metric.where ?? []).map(conditionSql)];
  if (period?.from) where.push(`${time} >= ${start(period.from)}`);
  if (period?.until) where.push(`${time} < ${start(period.until)}`);
  const people = ["all" in visible ? [] : [visible.people], limits.rows].flat();
  where.push(...people.map((list) => scopeSql(view, list, bind)));
  return where;
}

/** Its words come from a declaration, not from who asks. */
export const conditionSql = ({ column, is, not }: Condition): string =>
  `${quoted(column)} ${not ? "not in" : "in"} (${is.map(literal).join(", ")})`;

/** An id that is none matches nobody; neither does the empty list. */
function scopeSql(view: View, people: readonly string[], bind: Bind): string {
  if (view.scope.length === 0) throw new ScopeMissing(view.name);
  const list = bind(people);
  return `(${view.scope.map((name) => ownedBy(view, name, list)).join(" or ")})`;
}

/** @param list the parameter that holds ids of people */
export function ownedBy(view: View, column: string, list: string): string {
  const type = view.columns.find(({ name }) => name === column)?.type ?? "VARCHAR";
  return `${quoted(column)} in (select try_cast(unnest(${list}) as ${type}))`;
}

export function filterSql({ dimension, values }: Filter, bind: Bind): string {
  const { column, key, also, several, late } = dimension;
  const bound = bind(values.map((value) => value.toLowerCase()));
  const list = `(select unnest(${bound}))`;
  if (several) return `list_has_any(string_split(lower(${quoted(column)}), ','), ${bound})`;
  const test = `lower(${quoted(column)}) in ${list}`;
  if (late) return `(${test} or lower(${quoted(raw(column))}) in ${list})`;
  if (!also || !key) return test;
  const others = `select "id"::varchar from ${quoted(also.view)} where lower(${quoted(also.column)}) in ${list}`;
  return `(${test} or ${quoted(key)}::varchar in (${others}))`;
}

/** What a column says before `late` changed it. */
export const raw = (column: string): string => `raw ${column}`;
