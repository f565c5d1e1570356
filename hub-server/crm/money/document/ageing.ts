/** Ageing: what is open, by party, currency and days overdue. */
import { col, fn, literal, Op, type WhereOptions } from "sequelize";
import { moneyAgeing } from "../../../contract/index.ts";
import { hiddenFromAny, mustHold, mustShow, predicate } from "../../access/gate.ts";
import { does } from "../../context.ts";
import { recordLinks } from "../../record/links.ts";
import { granters } from "../../record/write.ts";
import { dayOf, tableOf } from "./kinds.ts";

const buckets = ["not_due", "days_30", "days_60", "days_90", "older"] as const;
type Sums = Record<(typeof buckets)[number] | "total", number>;

interface OpenRow {
  readonly party_id: string;
  readonly currency: string;
  readonly bucket: (typeof buckets)[number];
  readonly open: string;
}

export const ageing = does(moneyAgeing, async (ctx, { direction = "in", on = dayOf(ctx.now) }) => {
  const table = tableOf(ctx, direction === "in" ? "invoice" : "bill");
  for (const viewer of ctx.viewers) mustHold(viewer, table.noun.key, "view", granters);
  mustShow(hiddenFromAny(ctx.viewers, table.noun.key), ["open"]);
  const days = `(${table.model.sequelize!.escape(on)}::date - due_date)`;
  const bucket = `case when ${days} <= 0 then 'not_due' when ${days} <= 30 then 'days_30' when ${days} <= 60 then 'days_60' when ${days} <= 90 then 'days_90' else 'older' end`;
  const rows = (await table.model.findAll({
    attributes: ["party_id", "currency", [literal(bucket), "bucket"], [fn("sum", col("open_minor")), "open"]],
    where: {
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        { status: ["issued", "part_paid"], removed_at: null },
      ],
    } as WhereOptions,
    group: ["party_id", "currency", literal("3") as never],
    transaction: ctx.tx.transaction,
    raw: true,
  })) as unknown as OpenRow[];
  const links = await recordLinks(
    ctx,
    tableOf(ctx, "party"),
    rows.map((row) => row.party_id),
  );
  const byParty = summed(rows, (row) => `${row.party_id} ${row.currency}`);
  return {
    on,
    items: [...byParty]
      .map(([key, sums]) => ({
        party: links.get(key.slice(0, 36)) ?? null,
        currency: key.slice(37),
        ...sums,
      }))
      .toSorted((a, b) => b.total - a.total),
    totals: [...summed(rows, (row) => row.currency)].map(([currency, sums]) => ({ currency, ...sums })),
  };
});

function summed(rows: readonly OpenRow[], keyOf: (row: OpenRow) => string): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const row of rows) {
    const sum = sums.get(keyOf(row)) ?? {
      not_due: 0,
      days_30: 0,
      days_60: 0,
      days_90: 0,
      older: 0,
      total: 0,
    };
    sum[row.bucket] += Number(row.open);
    sum.total += Number(row.open);
    sums.set(keyOf(row), sum);
  }
  return sums;
}
