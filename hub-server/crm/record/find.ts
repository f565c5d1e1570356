/** Finding by words within a noun: as the search over everything does it, with whole rows for an answer. */
import { literal, Op, type WhereOptions } from "sequelize";
import { predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { candidates, maxWords, type Wish } from "./candidates.ts";
import { escapeLike } from "./resolve.ts";
import type { Row, Table } from "./table.ts";

/** At most `limit` rows whose searchable fields hold every word, those first whose title begins with them; misspelt words where none does. */
export async function findRows(ctx: Ctx, table: Table, text: string, limit: number): Promise<Row[]> {
  const whole = text.trim();
  const words = whole.split(/\s+/).slice(0, maxWords);
  const wish: Wish = { words, nouns: [table], by: null, since: null };
  const found = await among(ctx, table, await candidates(ctx, wish, whole, limit, false), whole, limit);
  if (found.length || whole.length < 4) return found;
  return among(ctx, table, await candidates(ctx, wish, whole, limit, true), whole, limit);
}

async function among(
  ctx: Ctx,
  table: Table,
  found: readonly { id: string }[],
  whole: string,
  limit: number,
): Promise<Row[]> {
  if (!found.length) return [];
  const escape = (value: string) => table.model.sequelize!.escape(value);
  const title = `crm.fold(coalesce("${table.noun.key}"."${table.noun.title}"::text, ''))`;
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: {
      id: [...new Set(found.map(({ id }) => id))],
      removed_at: null,
      [Op.and]: [predicate(table, ctx.viewers, "view")],
    } as WhereOptions,
    order: [
      [literal(`${title} like crm.fold(${escape(escapeLike(whole))}) || '%'`), "DESC"],
      [literal(`similarity(${title}, crm.fold(${escape(whole)}))`), "DESC"],
      ["id", "DESC"],
    ],
    limit,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return rows as unknown as Row[];
}
