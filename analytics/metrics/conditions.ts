/** Which rows count: not removed, in the period, through the filters, and only those that the asker may see. */
import type { View } from "../copy/source.ts";
import { quoted } from "../copy/types.ts";
import { ScopeMissing } from "../errors.ts";
import type { Visible } from "./answer.ts";
import type { Asking, Filter } from "./read.ts";
import { startInUtc } from "./zone.ts";

export type Value = string | readonly string[];

/** Keeps a value and gives the name of its parameter, `$1`. */
export type Bind = (value: Value) => string;

/** @throws ScopeMissing */
export function conditions(
  { metric, period, filters }: Asking,
  view: View,
  visible: Visible,
  timeZone: string,
  bind: Bind,
): readonly string[] {
  const time = quoted(metric.time);
  const where = [`${quoted(metric.removed)} is null`];
  if (period?.from) where.push(`${time} >= ${bind(startInUtc(period.from, timeZone))}::timestamp`);
  if (period?.until) where.push(`${time} < ${bind(startInUtc(period.until, timeZone))}::timestamp`);
  where.push(...filters.map((filter) => filterSql(filter, bind)));
  if (!("all" in visible)) where.push(scopeSql(view, visible.people, bind));
  return where;
}

/** An id that is none matches nobody; neither does the empty list. */
function scopeSql(view: View, people: readonly string[], bind: Bind): string {
  if (view.scope.length === 0) throw new ScopeMissing(view.name);
  const list = bind(people);
  const typeOf = (name: string) => view.columns.find((column) => column.name === name)?.type ?? "VARCHAR";
  const mine = view.scope.map(
    (name) => `${quoted(name)} in (select try_cast(unnest(${list}) as ${typeOf(name)}))`,
  );
  return `(${mine.join(" or ")})`;
}

function filterSql({ dimension, values }: Filter, bind: Bind): string {
  const list = `(select unnest(${bind(values.map((value) => value.toLowerCase()))}))`;
  const test = `lower(${quoted(dimension.column)}) in ${list}`;
  if (!dimension.also || !dimension.key) return test;
  const { view, column } = dimension.also;
  const others = `select "id" from ${quoted(view)} where lower(${quoted(column)}) in ${list}`;
  return `(${test} or ${quoted(dimension.key)} in (${others}))`;
}
