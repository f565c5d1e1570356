/** The company as its papers name it, and the rates they are reckoned by. */
import {
  changeCompany,
  companyDetails,
  listFxRates,
  listTaxRates,
  setFxRate,
  setTaxRate,
  type Output,
} from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { readSetting, writeSetting } from "../../store/settings.ts";
import { mustHold } from "../access/gate.ts";
import { checkedZone } from "../calendar/check.ts";
import { zoned } from "../calendar/zone.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { granters } from "../record/write.ts";

/** What day it is where the company keeps its books: at midnight on New Year's Eve that is a matter of a year. */
export async function today(ctx: Pick<Ctx, "tx" | "now">): Promise<string> {
  const stored = await readSetting<Partial<Company>>(ctx.tx.query, "company");
  return zoned(ctx.now, stored?.time_zone ?? "UTC")
    .toPlainDate()
    .toString();
}

export type Company = Output<typeof companyDetails>;

interface Book {
  readonly base_currency: string;
  readonly four_eyes: boolean;
}

/** @returns the company; named after nobody until somebody names it */
export async function readCompany(ctx: Pick<Ctx, "tx">): Promise<Company> {
  const stored = await readSetting<Partial<Company>>(ctx.tx.query, "company");
  const [book] = await ctx.tx.query<Book>(`select base_currency, four_eyes from ledger.book`);
  return { name: "Our company", ...stored, currency: book!.base_currency, four_eyes: book!.four_eyes };
}

async function writeCompany(ctx: Ctx, wanted: Company): Promise<void> {
  const { currency, four_eyes, ...rest } = wanted;
  await ctx.tx.query(`update ledger.book set base_currency = $1, four_eyes = $2`, [currency, four_eyes]);
  await writeSetting(ctx.tx.query, "company", rest);
}

const details = does(companyDetails, (ctx) => readCompany(ctx));

/**
 * How many others say yes before fewer people have to: as many as the rule now wants, or everybody who could. Otherwise one person
 * alone would lower it, do what needs four eyes, and raise it again. Whoever alone may change the company has nobody to ask.
 */
async function approvalsToLower(ctx: Ctx, before: Company, after: Company): Promise<number> {
  const now = before.approvals ?? 1;
  const lowered = (after.approvals ?? 1) < now || (before.four_eyes && !after.four_eyes);
  if (!lowered || !now) return 0;
  const [row] = await ctx.tx.query<{ holders: string[] }>(
    `select access.holders('company', 'change') as holders`,
  );
  return Math.min(now, row!.holders.filter((id) => id !== ctx.who.id).length);
}

const done = does(
  changeCompany,
  async (ctx, input) => {
    const before = await readCompany(ctx);
    if (input.time_zone !== undefined) checkedZone(input.time_zone);
    const after: Company = { ...before, ...input };
    await writeCompany(ctx, after);
    const changed = Object.keys(input) as (keyof Company)[];
    ctx.record({
      entity: "company",
      entityId: ctx.change,
      op: "change",
      patch: Object.fromEntries(changed.map((key) => [key, [before[key] ?? null, after[key] ?? null]])),
    });
    return { change: ctx.change, company: after };
  },
  async (ctx, [event]) => {
    mustHold(ctx.who, "company", "change", granters);
    const company = await readCompany(ctx);
    const now: Record<string, unknown> = { ...company };
    for (const [key, [before, after]] of Object.entries(event!.patch)) {
      if ((now[key] ?? null) !== after) throw new Conflict(`The company's ${key} was changed since.`);
      if (before === null) delete now[key];
      else now[key] = before;
    }
    if (await approvalsToLower(ctx, company, now as Company))
      throw new Conflict("That would let fewer people approve: company.change asks the others for it.");
    await writeCompany(ctx, now as Company);
    ctx.record({
      entity: "company",
      entityId: event!.entity_id,
      op: "change",
      patch: {},
      undoOf: event!.id,
      reversible: false,
    });
    return { summary: "Undone: the company is named as before.", records: [] };
  },
);
const change: Handler = {
  ...done,
  approvals: async (ctx, input) => {
    const before = await readCompany(ctx);
    return approvalsToLower(ctx, before, { ...before, ...input });
  },
};

/** A rate of a day that was never used may be taken back; papers keep the rate they were issued with. */
async function takeRateBack(ctx: Ctx, sql: string, values: readonly unknown[], undoOf: string) {
  mustHold(ctx.who, "ledger", "change", granters);
  await ctx.tx.query(sql, values);
  ctx.record({ entity: "rate", entityId: ctx.change, op: "remove", patch: {}, undoOf, reversible: false });
  return { summary: "Undone: that rate no longer holds.", records: [] };
}

const setTax = does(
  setTaxRate,
  async (ctx, { code, label, percent, valid_from, inclusive = false }) => {
    const added = await ctx.tx.query(
      `insert into ledger.tax_rate (code, label, percent, valid_from, inclusive) values ($1, $2, $3, $4, $5) on conflict do nothing returning code`,
      [code, label, percent, valid_from, inclusive],
    );
    if (!added.length) throw new Conflict(`${code} has a rate from ${valid_from} on already.`);
    ctx.record({
      entity: "rate",
      entityId: ctx.change,
      op: "add",
      patch: { tax: [null, [code, valid_from]], percent: [null, percent] },
    });
    return { change: ctx.change };
  },
  (ctx, [event]) =>
    takeRateBack(
      ctx,
      `delete from ledger.tax_rate where code = $1 and valid_from = $2`,
      event!.patch["tax"]![1] as string[],
      event!.id,
    ),
);

const taxes = does(listTaxRates, async (ctx) => ({
  items: (
    await ctx.tx.query<{
      code: string;
      label: string;
      percent: string;
      valid_from: string;
      inclusive: boolean;
    }>(
      `select code, label, percent, valid_from::text, inclusive from ledger.tax_rate order by code, valid_from desc`,
    )
  ).map((row) => ({ ...row, percent: Number(row.percent) })),
}));

const setFx = does(
  setFxRate,
  async (ctx, { currency, on, rate, source }) => {
    const added = await ctx.tx.query(
      `insert into ledger.fx_rate (currency, on_date, rate, source) values ($1, $2, $3, $4) on conflict do nothing returning currency`,
      [currency, on, rate, source ?? null],
    );
    if (!added.length) throw new Conflict(`${currency} has a rate on ${on} already.`);
    ctx.record({
      entity: "rate",
      entityId: ctx.change,
      op: "add",
      patch: { fx: [null, [currency, on]], rate: [null, rate] },
    });
    return { change: ctx.change };
  },
  (ctx, [event]) =>
    takeRateBack(
      ctx,
      `delete from ledger.fx_rate where currency = $1 and on_date = $2`,
      event!.patch["fx"]![1] as string[],
      event!.id,
    ),
);

const rates = does(listFxRates, async (ctx) => ({
  items: (
    await ctx.tx.query<{ currency: string; on: string; rate: string; source: string | null }>(
      `select currency, on_date::text as on, rate, source from ledger.fx_rate order by on_date desc, currency limit 1000`,
    )
  ).map(({ source, ...row }) => ({ ...row, rate: Number(row.rate), ...(source ? { source } : {}) })),
}));

export const companyHandlers: readonly Handler[] = [details, change, setTax, taxes, setFx, rates];
