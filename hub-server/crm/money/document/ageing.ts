/** Ageing: what is open, by party, currency and days overdue. */
import { col, fn, literal, Op, type Utils, type WhereOptions } from "sequelize";
import { moneyAgeing } from "../../../contract/index.ts";
import { hiddenFromAny, mustHold, mustShow, predicate } from "../../access/gate.ts";
import { does } from "../../context.ts";
import { recordLinks } from "../../record/links.ts";
import type { Table } from "../../record/table.ts";
import { granters } from "../../record/write.ts";
import { today } from "../company.ts";
import { tableOf } from "./kinds.ts";

const buckets = ["not_due", "days_30", "days_60", "days_90", "older"] as const;
type Sums = Record<(typeof buckets)[number] | "total", number>;

interface OpenRow {
  readonly party_id: string;
  readonly currency: string;
  readonly bucket: (typeof buckets)[number];
  readonly open: string;
}

export const ageing = does(moneyAgeing, async (ctx, { direction = "in", ...when }) => {
  const now = await today(ctx);
  const on = when.on ?? now;
  const table = tableOf(ctx, direction === "in" ? "invoice" : "bill");
  for (const viewer of ctx.viewers) mustHold(viewer, table.noun.key, "view", granters);
  mustShow(hiddenFromAny(ctx.viewers, table.noun.key), ["open"]);
  const days = `(${table.model.sequelize!.escape(on)}::date - due_date)`;
  const bucket = `case when ${days} <= 0 then 'not_due' when ${days} <= 30 then 'days_30' when ${days} <= 60 then 'days_60' when ${days} <= 90 then 'days_90' else 'older' end`;
  const { open, standing } = openOn(table, on, now);
  const rows = (await table.model.findAll({
    attributes: ["party_id", "currency", [literal(bucket), "bucket"], [fn("sum", open), "open"]],
    where: { [Op.and]: [predicate(table, ctx.viewers, "view"), standing] } as WhereOptions,
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

/** What counts, and how much of it is open: of a day that is over, what was open then and not what was left of it since. */
function openOn(
  { model }: Table,
  on: string,
  now: string,
): { open: Utils.Literal | Utils.Col; standing: WhereOptions } {
  const removed_at = null;
  if (on >= now)
    return { open: col("open_minor"), standing: { status: ["issued", "part_paid"], removed_at } };
  const alias = model.sequelize!.escape(on);
  return {
    open: literal(`crm.open_on(id, ${alias}::date)`),
    standing: {
      status: ["issued", "part_paid", "paid", "void"],
      issue_date: { [Op.lte]: on },
      removed_at,
    },
  };
}

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
