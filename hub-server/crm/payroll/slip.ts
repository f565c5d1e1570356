/** A slip: what one person earns in a month, what is taken off and what it costs besides. Pure reckoning, no database. */
import { decimal, divided, fraction, plus, rounded, times, type Fraction } from "./fraction.ts";
import { evaluate } from "./formula.ts";
import { FormulaWrong, parseFormula } from "./parse.ts";

export type PayKind = "earning" | "deduction" | "employer";
const order: readonly PayKind[] = ["earning", "deduction", "employer"];

/** A salary as it holds on some of a month's days. */
export interface Piece {
  readonly per: "month" | "hour";
  readonly amount: number;
  readonly days: number;
}

export interface Rule {
  readonly code: string;
  readonly label: string;
  readonly kind: PayKind;
  readonly method: "fixed" | "percent" | "formula";
  /** Minor units. */
  readonly amount?: number | null;
  /** As decimal text: no float. */
  readonly percent?: string | null;
  readonly percentOf?: "base" | "gross" | null;
  readonly formula?: string | null;
  readonly place: number;
}

export interface SlipInput {
  readonly daysInMonth: number;
  readonly pieces: readonly Piece[];
  readonly hours: number;
  readonly rules: readonly Rule[];
  readonly once: readonly { readonly label: string; readonly kind: PayKind; readonly amount: number }[];
}

export interface SlipLine {
  readonly code: string;
  readonly label: string;
  readonly kind: PayKind;
  readonly amount_minor: number;
}

export interface ComputedSlip {
  readonly lines: readonly SlipLine[];
  readonly gross: number;
  readonly deductions: number;
  readonly employer: number;
  readonly net: number;
  /** Why something could not be computed; such a slip is not to be paid. */
  readonly faults: readonly string[];
}

/** Base pay: monthly by the days on which it holds, hourly by the hours at the latest rate. Rounded once. */
export function basePay({
  pieces,
  hours,
  daysInMonth,
}: Pick<SlipInput, "pieces" | "hours" | "daysInMonth">): number {
  const monthly = pieces
    .filter((piece) => piece.per === "month")
    .map((piece) => fraction(BigInt(piece.amount) * BigInt(piece.days), BigInt(daysInMonth)));
  const rate = pieces.findLast((piece) => piece.per === "hour")?.amount;
  const hourly = rate === undefined ? fraction(0n) : times(fraction(BigInt(rate)), decimal(hours));
  return rounded(monthly.reduce(plus, hourly));
}

/** Lines of nothing are left out. Each line is rounded on its own and the sums are sums of lines, so a slip always adds up. */
export function computeSlip(input: SlipInput): ComputedSlip {
  const lines: SlipLine[] = [];
  const faults: string[] = [];
  const known = new Map<string, Fraction>();
  const sum = (kind: PayKind) =>
    lines.filter((line) => line.kind === kind).reduce((total, line) => total + line.amount_minor, 0);
  const add = (code: string, label: string, kind: PayKind, amount_minor: number) => {
    if (amount_minor !== 0) lines.push({ code, label, kind, amount_minor });
    known.set(code, plus(known.get(code) ?? fraction(0n), fraction(BigInt(amount_minor))));
    known.set("gross", fraction(BigInt(sum("earning"))));
  };
  known.set("hours", decimal(input.hours));
  add("base", "Salary", "earning", basePay(input));
  for (const kind of order) {
    for (const { label, amount } of input.once.filter((one) => one.kind === kind))
      add("once", label, kind, amount);
    for (const rule of input.rules.filter((one) => one.kind === kind).toSorted(byPlace)) {
      try {
        add(rule.code, rule.label, kind, rounded(amountOf(rule, known)));
      } catch (error) {
        if (!(error instanceof FormulaWrong || error instanceof RangeError)) throw error;
        faults.push(`${rule.label} (${rule.code}) could not be computed: ${error.message}.`);
      }
    }
  }
  const [gross, deductions, employer] = order.map(sum) as [number, number, number];
  return { lines, gross, deductions, employer, net: gross - deductions, faults };
}

const byPlace = (a: Rule, b: Rule) => a.place - b.place || (a.code < b.code ? -1 : 1);

function amountOf(rule: Rule, known: ReadonlyMap<string, Fraction>): Fraction {
  switch (rule.method) {
    case "fixed":
      return fraction(BigInt(rule.amount ?? 0));
    case "percent":
      return divided(
        times(known.get(rule.percentOf ?? "gross")!, decimal(rule.percent ?? "0")),
        fraction(100n),
      );
    case "formula":
      return evaluate(parseFormula(rule.formula ?? "0"), known);
  }
}
