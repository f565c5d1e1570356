/** As-of: records and lists as they were. Who may see them, and which fields, is judged by the rights and owners of today. */
import { Op, type WhereOptions } from "sequelize";
import { recordAsOf, recordsAsOf } from "../../contract/index.ts";
import { InputInvalid, NotFound } from "../../errors.ts";
import { hiddenFromAny, mustHold, predicate } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { rolesAt } from "../party/roles.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { customShown, present } from "../record/present.ts";
import { resolve } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { granters } from "../record/write.ts";
import { rowsAt } from "./past.ts";

/** Answers for past rows, without what is hidden of the rows of today. */
async function presentPast(ctx: Ctx, table: Table, now: readonly Row[], past: readonly Row[], time: string) {
  const aspect = table.noun.key === "party" ? rolesAt(new Date(time)) : undefined;
  const answers = await present(ctx, table, past, aspect);
  return answers.map((answer) => {
    const row = now.find((one) => one.id === answer["id"]);
    const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
    const all = [...new Set([...hidden, ...(answer["hidden"] as string[])])];
    const shown = Object.entries(answer).filter(([key]) => !hidden.has(key));
    const custom = customShown(answer["custom"] as Row["custom"], hidden);
    return { ...Object.fromEntries(shown), custom, hidden: all } as never;
  });
}

export const asOf = does(recordAsOf, async (ctx, { ref, at }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref, "any");
  const past = (await rowsAt(ctx, table, [row], at)).get(row.id);
  if (!past) throw new NotFound(`${row.number} at ${at}`);
  const [record] = await presentPast(ctx, table, [row], [past], at);
  return { at, record: record! };
});

export const asOfList = does(recordsAsOf, async (ctx, { noun, at, limit = 50, after }) => {
  const table = nounNamed(ctx, noun);
  mustHold(ctx.who, table.noun.key, "view", granters);
  const items: never[] = [];
  let from = after ? decodeCursor(after).id : undefined;
  for (;;) {
    const rows = await pageOf(ctx, table, from, limit + 1);
    const past = await rowsAt(ctx, table, rows, at);
    const there = rows.flatMap((row) => past.get(row.id) ?? []).filter((row) => !row.removed_at);
    const wanted = there.slice(0, limit - items.length);
    items.push(...(await presentPast(ctx, table, rows, wanted, at)));
    const last = wanted.at(-1)?.id ?? from;
    const full = items.length >= limit;
    if (rows.length <= limit && there.length === wanted.length) return { at, items, next: null };
    if (full) return { at, items, next: encodeCursor({ value: null, id: last! }) };
    from = rows.at(-1)!.id;
  }
});

function nounNamed(ctx: Ctx, noun: string): Table {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun);
  if (table) return table;
  const allowed = `one of ${ctx.parts.tables.map((known) => known.noun.key).join(", ")}`;
  throw new InputInvalid([{ field: "/noun", allowed, got: `"${noun}"` }]);
}

/** Rows that may be seen today, removed ones too, in the order of making. */
async function pageOf(ctx: Ctx, table: Table, from: string | undefined, limit: number): Promise<Row[]> {
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: {
      [Op.and]: [predicate(table, ctx.viewers, "view"), ...(from ? [{ id: { [Op.gt]: from } }] : [])],
    } as WhereOptions,
    order: [["id", "ASC"]],
    limit,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return rows as unknown as Row[];
}
