/** Lists by keyset: a page costs the same wherever it is, nothing is counted, and a fixed number of statements is run. */
import { literal, Op, type WhereOptions } from "sequelize";
import { hiddenFromAny, mustShow, predicate, reach } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import type { Field } from "../../contract/index.ts";
import { resolveAny } from "./anyref.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { keyedRows, type Order, type Wanted } from "./page.ts";
import { present, type Aspect } from "./present.ts";
import { resolveIn } from "./resolve.ts";
import { findPerson } from "./take.ts";
import type { Row, Table } from "./table.ts";

type Input = Readonly<Record<string, unknown>>;

export async function listRows(ctx: Ctx, table: Table, input: Input, aspect?: Aspect) {
  const limit = Number(input["limit"] ?? 50);
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key);
  refuseHidden(hidden, input);
  const filtered = await filters(ctx, table, input);
  const order = orderOf(table, String(input["sort"] ?? usualSort(table, hidden)), filtered);
  const where = {
    [Op.and]: [
      { removed_at: input["removed"] ? { [Op.ne]: null } : null },
      predicate(table, ctx.viewers, "view"),
      filtered,
    ],
  };
  const narrow = Object.keys(filtered).length > 0 || !reachesAll(ctx, table);
  const wanted = {
    where,
    after: input["after"] ? [after(table, order, String(input["after"]))] : [],
    narrow,
  };
  const paged = table.sortKeys && !input["removed"] ? keyedRows : select;
  const rows = await paged(ctx, table, wanted, order, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last;
  return {
    items: (await present(ctx, table, page, aspect)) as never[],
    next: more ? encodeCursor({ value: order.key ? String(last["sort_key"]) : null, id: last.id }) : null,
  };
}

async function select(ctx: Ctx, table: Table, wanted: Wanted, order: Order, limit: number): Promise<Row[]> {
  const direction = order.descending ? "DESC" : "ASC";
  const rows = await table.model.findAll({
    attributes: {
      exclude: ["search"],
      include: order.key ? [[literal(`(${order.key})::text`), "sort_key"]] : [],
    },
    where: { [Op.and]: [wanted.where, ...wanted.after] } as WhereOptions,
    order: [
      ...(order.key ? [[literal(order.key), direction] as [ReturnType<typeof literal>, string]] : []),
      ["id", direction],
    ],
    limit,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return rows as unknown as Row[];
}

/** @param filtered a field that is the same in every row sorts nothing */
function orderOf(table: Table, sort: string, filtered: object): Order {
  const descending = sort.startsWith("-");
  const name = descending ? sort.slice(1) : sort;
  const field = table.noun.fields[name];
  const type = field?.type === "date" ? "date" : field?.type === "datetime" ? "timestamptz" : "text";
  if (!field?.sortable || (table.sortKeys && name in filtered))
    return { key: null, type, descending, isInFilters: true };
  return { key: keySql(table, name, field), type, descending, isInFilters: name === table.noun.title };
}

/** CASE, because PostgreSQL takes COALESCE for leaky: no index would find the page after a cursor under row-level security. */
function keySql({ noun, sortKeys }: Table, name: string, field: Field): string {
  const column = `"${noun.key}"."${sortKeys?.[name] ?? name}"`;
  if (sortKeys?.[name]) return column;
  if (field.sortable === "empty-last")
    return `case when ${column} is null then 'infinity' else ${column} end`;
  if (field.type === "datetime") return column;
  return `lower(${field.required ? column : `case when ${column} is null then '' else ${column} end`})`;
}

function after(table: Table, { key, type, descending }: Order, text: string): ReturnType<typeof literal> {
  const cursor = decodeCursor(text, key && type !== "text" ? "time" : "text");
  const id = `"${table.noun.key}"."id"`;
  const escape = (value: string) => table.model.sequelize!.escape(value);
  const left = key ? `(${key}, ${id})` : id;
  const right = key
    ? `(${escape(cursor.value ?? "")}::${type}, ${escape(cursor.id)}::uuid)`
    : `${escape(cursor.id)}::uuid`;
  return literal(`${left} ${descending ? "<" : ">"} ${right}`);
}

const reachesAll = ({ viewers }: Ctx, { noun, scope }: Table) =>
  !scope && viewers.every((viewer) => reach(viewer, noun.key, "view").everything);

/** Sorting or filtering by a hidden field would tell what it holds. @throws FieldHidden */
function refuseHidden(hidden: ReadonlySet<string>, input: Input): void {
  mustShow(hidden, [...Object.keys(input), bare(String(input["sort"] ?? ""))]);
}

/** How a list is sorted that was not told how: so would a sort by a field that is hidden, and each cursor holds its value. */
function usualSort({ noun, sort = noun.title }: Table, hidden: ReadonlySet<string>): string {
  return hidden.has(bare(sort)) ? byMaking : sort;
}

/** No field, and so the order of making. */
const byMaking = "";

const bare = (sort: string) => sort.replace(/^-/, "");

async function pointed(ctx: Ctx, field: Field, reference: string): Promise<string | undefined> {
  if (field.type === "anyref") return (await resolveAny(ctx, reference)).id;
  const target =
    field.type === "ref" && ctx.parts.tables.find((candidate) => candidate.noun.key === field.to);
  return target ? (await resolveIn(ctx, target, reference)).id : undefined;
}

async function filters(ctx: Ctx, table: Table, input: Input): Promise<Record<string, unknown>> {
  const where: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(table.noun.fields)) {
    const value = input[name];
    if (!field.filterable || value === undefined) continue;
    const target = await pointed(ctx, field, String(value));
    where[target ? `${name}_id` : name] = target ?? value;
  }
  if (input["owner"] !== undefined) where["owner_id"] = (await findPerson(ctx, String(input["owner"]))).id;
  return where;
}
