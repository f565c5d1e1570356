/**
 * A page of a long list, in two statements however it is filtered and whoever asks. Only few rows match: those are found by the filters'
 * indexes and sorted. Many do: the index of the order is walked until the page is full, which then is soon. PostgreSQL, left to guess
 * which it is, walks a million rows for a filter that finds nothing in the order asked for.
 */
import { literal, Op, type WhereOptions } from "sequelize";
import type { Ctx } from "../context.ts";
import { selectSql } from "./sql.ts";
import type { Row, Table } from "./table.ts";

const few = 1000;

/** An order by a key and, where keys are equal, by id. */
export interface Order {
  /** SQL of the sort key; null: by id, which is the order of making. */
  readonly key: string | null;
  /** Its type, where it is compared with a cursor. */
  readonly type: "text" | "timestamptz" | "date";
  readonly descending: boolean;
  /** For every filter there is an index that holds the key, or the order needs none. */
  readonly isInFilters: boolean;
}

export interface Wanted {
  readonly where: WhereOptions;
  /** What comes after the page before. */
  readonly after: readonly ReturnType<typeof literal>[];
  /** Something narrows the list: a filter, or what the person reaches. */
  readonly narrow: boolean;
}

/** At most `limit` rows in order, each with its `sort_key` as text. */
export async function keyedRows(
  ctx: Ctx,
  table: Table,
  wanted: Wanted,
  order: Order,
  limit: number,
): Promise<Row[]> {
  const page = await ctx.tx.query<{ id: string; sort_key: string | null }>(
    wanted.narrow ? narrowSql(table, wanted, order, limit) : walkSql(table, wanted, order, limit),
  );
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: { id: page.map((one) => one.id) },
    transaction: ctx.tx.transaction,
    raw: true,
  });
  const byId = new Map((rows as unknown as Row[]).map((row) => [row.id, row]));
  return page.flatMap(({ id, sort_key }) => {
    const row = byId.get(id);
    return row ? [{ ...row, sort_key }] : [];
  });
}

const keyOf = (order: Order) => literal(order.key ?? "null::text");

/** Columns of the index alone, so that no row of the table is read. */
function walkSql(table: Table, { where, after }: Wanted, order: Order, limit: number): string {
  const direction = order.descending ? "DESC" : "ASC";
  return selectSql(table, {
    attributes: ["id", [keyOf(order), "sort_key"]],
    where: { [Op.and]: [where, ...after] },
    order: [...(order.key ? [[keyOf(order), direction] as never] : []), ["id", direction]],
    limit,
  });
}

function narrowSql(table: Table, wanted: Wanted, order: Order, limit: number): string {
  const direction = order.descending ? "desc" : "asc";
  const counted = "(select count(*) from few)";
  const walk = walkSql(
    table,
    { ...wanted, after: [literal(`${counted} > ${few}`), ...wanted.after] },
    order,
    limit,
  );
  const { matching, sorted } = (order.isInFilters ? keysAlong : keysAfterwards)(table, wanted, order);
  return `with few as materialized (${matching})
    select id, sort_key from ((${sorted} and ${counted} <= ${few}) union all (${walk})) page
    order by ${order.key ? `sort_key ${direction}, ` : ""}id ${direction} limit ${limit}`;
}

interface Narrowed {
  /** The few, or one more than that. */
  readonly matching: string;
  /** A select of those that belong to the page, with a WHERE that goes on. */
  readonly sorted: string;
}

/** The key is read along with the filter: each further look at a row asks again who may see it. */
function keysAlong(table: Table, wanted: Wanted, order: Order): Narrowed {
  const later = wanted.after.map(({ val }) => `(${String(val)})`).join(" and ") || "true";
  const matching = selectSql(table, {
    attributes: ["id", [keyOf(order), "sort_key"], [literal(later), "later"]],
    where: wanted.where,
    limit: few + 1,
  });
  return { matching, sorted: "select id, sort_key from few where later" };
}

/** The key is in another index than the filter, and is looked up when there are few. */
function keysAfterwards(table: Table, wanted: Wanted, order: Order): Narrowed {
  const matching = selectSql(table, { attributes: ["id"], where: wanted.where, limit: few + 1 });
  const theirs = literal(`"${table.noun.key}"."id" = any (array(select id from few))`);
  const sorted = selectSql(table, {
    attributes: ["id", [keyOf(order), "sort_key"]],
    where: { [Op.and]: [...wanted.after, theirs] },
  });
  return { matching, sorted };
}
