/** Rows as they are counted: those that may count, with the columns that dimensions change. */
import { literal, quoted } from "../copy/types.ts";
import type { Frame } from "./compile.ts";
import { conditions, filterSql, ownedBy, raw, type Bind } from "./conditions.ts";
import { isTime, type ColumnDimension } from "./metric.ts";
import type { Asking } from "./read.ts";
import { isDate } from "./zone.ts";

/** `from … where …`; a query of its own only where a column has to read otherwise than it is stored. */
export function rowsSql(asking: Asking, frame: Frame, bind: Bind): string {
  const { filters } = asking;
  const where = conditions(asking, frame, bind);
  const table = quoted(frame.view.name);
  const through = () => filters.map((filter) => filterSql(filter, bind));
  const changed = changes(asking, frame, bind);
  if (!changed) return `from ${table}\n${whereSql([...where, ...through()])}`;
  const inner = `from (\n  select * replace (${changed.columns.join(", ")})${changed.more.map((sql) => `, ${sql}`).join("")}\n`;
  return `${inner}  from ${table}\n  ${whereSql(where)}\n)\n${whereSql(through())}`.trimEnd();
}

const whereSql = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `where ${conditions.join("\n  and ")}` : "";

interface Changes {
  readonly columns: readonly string[];
  /** Further columns: what a column said before it was changed. */
  readonly more: readonly string[];
}

function changes({ by, filters }: Asking, frame: Frame, bind: Bind): Changes | null {
  const cut = by.filter((dimension): dimension is ColumnDimension => !isTime(dimension));
  const used = [...new Set([...cut, ...filters.map(({ dimension }) => dimension)])];
  const lists = new Map<string, readonly string[]>();
  const columns = used.flatMap((dimension) => {
    const { several, late, column } = dimension;
    if (late) return [`${lateSql(dimension, frame)} as ${quoted(column)}`];
    if (several && cut.includes(dimension)) return [`${eachSql(column)} as ${quoted(column)}`];
    return maskSql(dimension, frame, bind, lists);
  });
  const more = used.flatMap(({ late, column }) =>
    late ? [`${quoted(column)} as ${quoted(raw(column))}`] : [],
  );
  return columns.length > 0 ? { columns: [...new Set(columns)], more } : null;
}

/** Days are those of whoever asks; the moment is ours, so it may stand in the text. */
function lateSql({ late, column }: ColumnDimension, { view, today, now }: Frame): string {
  const moment = isDate(view, late!.column) ? `date '${today}'` : `timestamp '${now}'`;
  const due = `${quoted(column)} in (${late!.among.map(literal).join(", ")}) and ${quoted(late!.column)} < ${moment}`;
  return `case when ${due} then ${literal(late!.says)} else ${quoted(column)} end`;
}

/** A row for each of the values; one without any stays. */
const eachSql = (column: string): string =>
  `unnest(case when coalesce(${quoted(column)}, '') = '' then [null] else string_split(${quoted(column)}, ',') end)`;

/** The name of a record that not everybody who reads the answer may see is nobody's business: its rows count without it. */
function maskSql(
  { named = [], column, key }: ColumnDimension,
  { view, limits }: Frame,
  bind: Bind,
  lists: Map<string, readonly string[]>,
): readonly string[] {
  const tests = named.flatMap(({ noun, owner }) => {
    const bound = lists.get(noun) ?? (limits.names[noun] ?? []).map((people) => bind(people));
    lists.set(noun, bound);
    return bound.map((list) => ownedBy(view, owner, list));
  });
  if (tests.length === 0) return [];
  const masked = (name: string) =>
    `case when ${tests.join(" and ")} then ${quoted(name)} end as ${quoted(name)}`;
  return [column, ...(key ? [key] : [])].map(masked);
}
