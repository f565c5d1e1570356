/** How much of a credit pays how much of a document: the same where both are of one currency, else what the person says. */
import { moneyText } from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import type { Ctx } from "../../context.ts";
import type { Row } from "../../record/table.ts";

interface Said {
  readonly amount_minor?: number;
  readonly uses_minor?: number;
}

export const currencyOf = (source: Row): string => String(source["amount_currency"] ?? source["currency"]);

interface Circumstances {
  readonly said: Said;
  /** Of the credit, in its minor units. */
  readonly left: number;
  readonly on: string;
  /** What people call the credit; its number unless it has none that will stay. */
  readonly called?: string;
}

/**
 * @throws Conflict when nothing is open or left, or when two currencies meet and nobody said what it takes
 */
export async function takes(
  ctx: Ctx,
  source: Row,
  document: Row,
  { said, left, on, called = source.number }: Circumstances,
): Promise<{ amount: number; uses: number }> {
  const open = Number(document["open_minor"]);
  const [from, to] = [currencyOf(source), String(document["currency"])];
  const amount = said.amount_minor ?? (from === to ? Math.min(left, open) : open);
  if (amount <= 0 || left <= 0)
    throw new Conflict(`Nothing of ${document.number} is open, or nothing of ${called} is left.`);
  if (from === to) return { amount, uses: said.uses_minor ?? amount };
  if (said.uses_minor !== undefined) return { amount, uses: said.uses_minor };
  const worth = await exchanged(ctx, amount, to, from, on);
  throw new Conflict(
    `${document.number} is in ${to} and ${called} in ${from}: say how much of ${called} it takes. By the rate of ${on}, ` +
      `${moneyText(amount, to)} are ${moneyText(worth, from)} (uses_minor: ${worth}).`,
  );
}

/** An amount in another currency, by the rates of a day. */
async function exchanged(ctx: Ctx, amount: number, from: string, to: string, on: string): Promise<number> {
  const [row] = await ctx.tx.query<{ worth: string }>(
    `select round($1::numeric * ledger.rate($2, $4::date) / ledger.rate($3, $4::date)
       * power(10::numeric, ledger.exponent($3) - ledger.exponent($2))) as worth`,
    [amount, from, to, on],
  );
  return Number(row!.worth);
}
