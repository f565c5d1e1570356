/** Lists by keyset: a page costs the same wherever it is, nothing is counted, and a fixed number of statements is run. */
import { literal, Op, type WhereOptions } from "sequelize";
import { FieldHidden } from "../../errors.ts";
import { hiddenFromAny, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import type { Field } from "../../contract/index.ts";
import { resolveAny } from "./anyref.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { present, type Aspect } from "./present.ts";
import { resolveIn } from "./resolve.ts";
import { findPerson } from "./take.ts";
import type { Row, Table } from "./table.ts";

type Input = Readonly<Record<string, unknown>>;

interface Order {
  /** SQL of the sort key; null: by id, which is the order of making. */
  readonly key: string | null;
  readonly descending: boolean;
}

export async function listRows(ctx: Ctx, table: Table, input: Input, aspect?: Aspect) {
  const limit = Number(input["limit"] ?? 50);
  const order = orderOf(table, String(input["sort"] ?? table.sort ?? table.noun.title));
  refuseHidden(ctx, table, input);
  const where = {
    [Op.and]: [
      predicate(table, ctx.viewers, "view"),
      { removed_at: input["removed"] ? { [Op.ne]: null } : null },
      await filters(ctx, table, input),
      ...(input["after"] ? [after(table, order, String(input["after"]))] : []),
    ],
  };
  const rows = await select(ctx, table, where, order, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last;
  return {
    items: (await present(ctx, table, page, aspect)) as never[],
    next: more ? encodeCursor({ value: order.key ? String(last["sort_key"]) : null, id: last.id }) : null,
  };
}

async function select(
  ctx: Ctx,
  table: Table,
  where: WhereOptions,
  order: Order,
  limit: number,
): Promise<Row[]> {
  const direction = order.descending ? "DESC" : "ASC";
  const rows = await table.model.findAll({
    attributes: {
      exclude: ["search"],
      include: order.key ? [[literal(`(${order.key})::text`), "sort_key"]] : [],
    },
    where,
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

function orderOf(table: Table, sort: string): Order {
  const descending = sort.startsWith("-");
  const name = descending ? sort.slice(1) : sort;
  const field = table.noun.fields[name];
  if (!field?.sortable) return { key: null, descending };
  const column = `"${table.noun.key}"."${name}"`;
  if (field.sortable === "empty-last") return { key: `coalesce(${column}, 'infinity')`, descending };
  if (field.type === "datetime") return { key: column, descending };
  // CASE, because PostgreSQL takes COALESCE for leaky: no index would find the page after a cursor under row-level security.
  const text = field.required ? column : `case when ${column} is null then '' else ${column} end`;
  return { key: `lower(${text})`, descending };
}

function after(table: Table, { key, descending }: Order, text: string): WhereOptions {
  const cursor = decodeCursor(text);
  const id = `"${table.noun.key}"."id"`;
  const escape = (value: string) => table.model.sequelize!.escape(value);
  const left = key ? `(${key}, ${id})` : id;
  const cast = key?.startsWith("lower") === false ? "::timestamptz" : "";
  const right = key
    ? `(${escape(cursor.value ?? "")}${cast}, ${escape(cursor.id)}::uuid)`
    : `${escape(cursor.id)}::uuid`;
  return literal(`${left} ${descending ? "<" : ">"} ${right}`);
}

/** Sorting or filtering by a hidden field would tell what it holds. */
function refuseHidden(ctx: Ctx, table: Table, input: Input): void {
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key);
  const used = [...Object.keys(input), String(input["sort"] ?? "").replace(/^-/, "")];
  for (const name of used) if (hidden.has(name)) throw new FieldHidden(name);
}

async function pointed(ctx: Ctx, field: Field, reference: string): Promise<string | undefined> {
  if (field.type === "anyref") return (await resolveAny(ctx, reference)).id;
  const target =
    field.type === "ref" && ctx.parts.tables.find((candidate) => candidate.noun.key === field.to);
  return target ? (await resolveIn(ctx, target, reference)).id : undefined;
}

async function filters(ctx: Ctx, table: Table, input: Input): Promise<WhereOptions> {
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
