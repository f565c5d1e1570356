/** The summary: feedback counted in one statement, over the rows that everybody concerned may see. */
import { fn, literal, Op, type WhereOptions } from "sequelize";
import { summariseFeedback, type Input, type Output } from "../../contract/index.ts";
import { hiddenFromAny, mustShow, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { resolveAny } from "../record/anyref.ts";
import { linksOf } from "../record/links.ts";
import type { Row, Table } from "../record/table.ts";

type Asked = Input<typeof summariseFeedback>;
type Summary = Output<typeof summariseFeedback>;
type Line = Summary["total"];

const most = 200;

/** Each figure once, as PostgreSQL counts it. A mean over nothing is null. */
const figures = {
  count: "count(*)",
  scored: "count(score)",
  open: "count(*) filter (where status = 'open')",
  promoters: "count(*) filter (where kind = 'nps' and score >= 9)",
  passives: "count(*) filter (where kind = 'nps' and score between 7 and 8)",
  detractors: "count(*) filter (where kind = 'nps' and score <= 6)",
  nps: "round(100.0 * avg(case when score >= 9 then 1 when score >= 7 then 0 else -1 end) filter (where kind = 'nps' and score is not null), 1)::float8",
  csat: "round(100.0 * avg(case when 2 * score > scale + 1 then 1 else 0 end) filter (where kind = 'csat' and score is not null), 1)::float8",
  ces: "round(avg(score) filter (where kind = 'ces'), 2)::float8",
  rating:
    "round(avg(score::numeric / scale) filter (where kind in ('rating', 'review') and score is not null), 3)::float8",
} as const;

const counts = ["count", "scored", "open", "promoters", "passives", "detractors"] as const;

const keys: Readonly<Record<NonNullable<Asked["by"]>, string>> = {
  about: `about_noun || ':' || about_id`,
  kind: "kind",
  channel: "channel",
  theme: "unnest(themes)",
  month: `to_char(answered_at at time zone 'UTC', 'YYYY-MM')`,
  status: "status",
};

export async function summary(ctx: Ctx, table: Table, asked: Asked): Promise<Summary> {
  const used = ["about", "kind", "score", "status", "answered_at"];
  const by = {
    about: "about",
    theme: "themes",
    month: "answered_at",
    kind: "kind",
    channel: "channel",
    status: "status",
  };
  mustShow(hiddenFromAny(ctx.viewers, "feedback"), [...used, ...(asked.by ? [by[asked.by]] : [])]);
  const where = {
    [Op.and]: [
      predicate(table, ctx.viewers, "view"),
      { removed_at: null },
      ...(asked.about ? [{ about_id: (await resolveAny(ctx, asked.about)).id }] : []),
      ...(asked.kind ? [{ kind: asked.kind }] : []),
      ...(asked.since ? [{ answered_at: { [Op.gte]: asked.since } }] : []),
      ...(asked.until ? [{ answered_at: { [Op.lt]: asked.until } }] : []),
    ],
  } as WhereOptions;
  const [total] = await lines(ctx, table, where);
  const items = asked.by ? await lines(ctx, table, where, keys[asked.by]) : [];
  return { total: total!, items: asked.by === "about" ? await named(ctx, table, items) : items };
}

async function lines(ctx: Ctx, table: Table, where: WhereOptions, key?: string): Promise<Line[]> {
  const rows = (await table.model.findAll({
    attributes: [
      [literal(key ?? "null"), "key"],
      ...Object.entries(figures).map(
        ([name, sql]) => [literal(sql), name] as [ReturnType<typeof literal>, string],
      ),
    ],
    where,
    ...(key
      ? {
          group: [literal("1") as never],
          order: [[fn("count", literal("*")), "DESC"], literal("1")],
          limit: most,
        }
      : {}),
    transaction: ctx.tx.transaction,
    raw: true,
  })) as unknown as Line[];
  // PostgreSQL's count is a bigint, which comes as text.
  return rows.map((row) => {
    const counted = { ...row } as Record<string, unknown>;
    for (const name of counts) counted[name] = Number(counted[name]);
    return counted as Line;
  });
}

/** Lines by what they are about get its number; what is hidden from the asker stays a line without name. */
async function named(ctx: Ctx, table: Table, items: readonly Line[]): Promise<Line[]> {
  const rows = items.map(({ key }) => {
    const [noun, id] = String(key).split(":");
    return { about_noun: noun, about_id: id, owner_id: null } as unknown as Row;
  });
  const links = await linksOf(ctx, table, rows);
  return items.map((item, index) => ({
    ...item,
    key: links(rows[index]!["about_id"] as string)?.number ?? null,
  }));
}
