/** Finding by words: every word must occur; the best fit first. Trigram indexes carry it. */
import { literal, Op, type WhereOptions } from "sequelize";
import { hiddenFromAny, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { escapeLike } from "./resolve.ts";
import type { Row, Table } from "./table.ts";

const maxWords = 8;

/** At most `limit` rows whose searchable fields hold every word, those first whose title begins with them. */
export async function findRows(ctx: Ctx, table: Table, text: string, limit: number): Promise<Row[]> {
  const escape = (value: string) => table.model.sequelize!.escape(value);
  const words = text.trim().split(/\s+/).slice(0, maxWords);
  const searched = searchedText(ctx, table);
  const title = `crm.fold(coalesce("${table.noun.key}"."${table.noun.title}", ''))`;
  const whole = escape(escapeLike(text.trim()));
  const rows = await table.model.findAll({
    attributes: { exclude: ["search"] },
    where: {
      removed_at: null,
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        ...words.map((word) =>
          literal(`${searched} like '%' || crm.fold(${escape(escapeLike(word))}) || '%'`),
        ),
      ],
    } as WhereOptions,
    order: [
      [literal(`${title} like crm.fold(${whole}) || '%'`), "DESC"],
      [literal(`similarity(${title}, crm.fold(${escape(text.trim())}))`), "DESC"],
      ["id", "DESC"],
    ],
    limit,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return rows as unknown as Row[];
}

/** The searched column holds several fields; when one of them is hidden from a viewer, only the title may be searched. */
function searchedText(ctx: Ctx, table: Table): string {
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key);
  const searchable = Object.entries(table.noun.fields).filter(([, field]) => field.searchable);
  const open = searchable.every(([key]) => !hidden.has(key));
  return open ? `"${table.noun.key}"."search"` : `crm.fold("${table.noun.key}"."${table.noun.title}")`;
}
