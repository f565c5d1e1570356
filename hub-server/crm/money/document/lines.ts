/** Lines as they are taken in: what a product says of itself need not be said again. The database computes the rest. */
import { InputInvalid } from "../../../errors.ts";
import type { Ctx } from "../../context.ts";
import type { Row } from "../../record/table.ts";

export interface LineIn {
  readonly product?: string;
  readonly description?: string;
  readonly quantity: number;
  readonly unit_price_minor?: number;
  readonly account?: string;
}

interface ProductRow {
  readonly id: string;
  readonly name: string;
  readonly unit_price_minor: string | null;
  readonly unit_price_currency: string | null;
}

/** Completes the lines of a draft; products are ids by now. @throws InputInvalid for a line that nobody can price */
export async function completeLines(
  ctx: Ctx,
  columns: Partial<Row>,
  before: Row | null,
): Promise<Partial<Row>> {
  const lines = columns["lines"] as LineIn[] | null | undefined;
  if (!lines) return "lines" in columns ? { ...columns, lines: [] } : columns;
  const currency = String(columns["currency"] ?? before?.["currency"] ?? (await baseCurrency(ctx)));
  const completed = await complete(ctx, lines, currency);
  return { ...columns, lines: completed };
}

export async function baseCurrency(ctx: Pick<Ctx, "tx">): Promise<string> {
  const [book] = await ctx.tx.query<{ base_currency: string }>(`select base_currency from ledger.book`);
  return book!.base_currency;
}

/** @param field where the lines stand in the input, for what is wrong with them */
export async function complete(
  ctx: Pick<Ctx, "tx">,
  lines: readonly LineIn[],
  currency: string,
  field = "/lines",
): Promise<LineIn[]> {
  const products = await productsOf(ctx, lines);
  await refuseAccounts(ctx, lines, field);
  return lines.map((line, place) => {
    const product = line.product ? products.get(line.product) : undefined;
    const description = line.description ?? product?.name;
    const priced = product?.unit_price_currency === currency ? product.unit_price_minor : null;
    const unit_price_minor = line.unit_price_minor ?? (priced === null ? undefined : Number(priced));
    const refuse = (name: string, allowed: string) => {
      throw new InputInvalid([{ field: `${field}/${place}/${name}`, allowed, got: "nothing" }]);
    };
    if (!description) refuse("description", "given, or a product that has a name");
    if (unit_price_minor === undefined)
      refuse("unit_price_minor", `given, or a product that has a price in ${currency}`);
    if (!/^-?\d+(\.\d{1,6})?$/.test(String(line.quantity)))
      throw new InputInvalid([
        {
          field: `${field}/${place}/quantity`,
          allowed: "a number of at most 6 decimals",
          got: String(line.quantity),
        },
      ]);
    return { ...line, description: description!, unit_price_minor: unit_price_minor! };
  });
}

async function productsOf(ctx: Pick<Ctx, "tx">, lines: readonly LineIn[]): Promise<Map<string, ProductRow>> {
  const ids = [...new Set(lines.flatMap((line) => line.product ?? []))];
  if (!ids.length) return new Map();
  const rows = await ctx.tx.query<ProductRow>(
    `select id, name, unit_price_minor, unit_price_currency from crm.product where id = any ($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function refuseAccounts(ctx: Pick<Ctx, "tx">, lines: readonly LineIn[], field: string): Promise<void> {
  const codes = [...new Set(lines.flatMap((line) => line.account ?? []))];
  if (!codes.length) return;
  const rows = await ctx.tx.query<{ code: string }>(
    `select code from ledger.account where type in ('income', 'expense')`,
  );
  const place = lines.findIndex((line) => line.account && !rows.some((row) => row.code === line.account));
  if (place >= 0)
    throw new InputInvalid([
      {
        field: `${field}/${place}/account`,
        allowed: `one of ${rows.map((row) => row.code).join(", ")}`,
        got: `"${lines[place]!.account}"`,
      },
    ]);
}
