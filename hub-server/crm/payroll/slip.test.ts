/** Slips as arithmetic: any salary with any components adds up, and formulas mean what they say. */
import test from "ava";
import fc from "fast-check";
import { decimal, fraction, rounded } from "./fraction.ts";
import { evaluate, namesIn } from "./formula.ts";
import { FormulaWrong, parseFormula } from "./parse.ts";
import { computeSlip } from "./slip.ts";
import { anyRule } from "./slip.testing.ts";

const value = (text: string, known: Record<string, number> = {}) =>
  rounded(
    evaluate(
      parseFormula(text),
      new Map(Object.entries(known).map(([name, amount]) => [name, fraction(BigInt(amount))])),
    ),
  );

test("a formula binds as arithmetic does, and rounds once, halves away from zero", (t) => {
  t.is(value("1 + 2 * 3 - 4 / 2"), 5);
  t.is(value("-(2 + 3) * 2"), -10);
  t.is(value("base * 0.1 + base * 0.2 - base * 0.3", { base: 333 }), 0, "no float");
  t.deepEqual([value("5 / 2"), value("-5 / 2"), value("1 / 3 * 3")], [3, -3, 1]);
  t.is(value("if(gross > 1000, min(gross, 2000) - 1000, 0)", { gross: 5000 }), 1000);
  t.is(value("if(1 = 2, 1 / 0, 7)"), 7, "what is not chosen is not reckoned");
  t.deepEqual(namesIn(parseFormula("min(a, b * 2) + if(c < 1, a, 3)")), ["a", "b", "c", "a"]);
});

test("what is no formula is refused, whatever it is", (t) => {
  for (const text of [
    "",
    "1 +",
    "(1",
    "1)",
    "a b",
    "min()",
    "if(1, 2)",
    "x = = 1",
    "a.b",
    "`1`",
    "1e9",
    "round(1, 2)",
    "base * 0.1234567890123",
    `1${"0".repeat(30)}`,
  ])
    t.throws(() => parseFormula(text), { instanceOf: FormulaWrong }, text);
  t.throws(() => parseFormula(`${"(".repeat(60)}1${")".repeat(60)}`), { message: /more than 50 brackets/ });
  t.throws(() => value("1 / (2 - 2)"), { instanceOf: RangeError });
  t.throws(() => value("unknown"), { instanceOf: FormulaWrong });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), (text) => {
      try {
        parseFormula(text);
      } catch (error) {
        return error instanceof FormulaWrong;
      }
      return true;
    }),
  );
  t.pass();
});

test("gross less deductions is net, each line is whole, and the base is never more than its days give", (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50_000_000 }),
      fc.integer({ min: 0, max: 31 }),
      fc.integer({ min: 0, max: 744_000 }),
      fc.uniqueArray(anyRule, { maxLength: 12, selector: (rule) => rule.code }),
      (amount, days, thousandths, rules) => {
        const hours = thousandths / 1000;
        const pieces = [
          { per: "month" as const, amount, days },
          { per: "hour" as const, amount: amount % 10_000, days: 31 - days },
        ];
        const slip = computeSlip({ daysInMonth: 31, pieces, hours, rules, once: [] });
        const sum = (kind: string) =>
          slip.lines.filter((line) => line.kind === kind).reduce((all, line) => all + line.amount_minor, 0);
        t.is(slip.gross, sum("earning"));
        t.is(slip.deductions, sum("deduction"));
        t.is(slip.employer, sum("employer"));
        t.is(slip.net, slip.gross - slip.deductions);
        t.true(
          slip.lines.every((line) => Number.isSafeInteger(line.amount_minor) && line.amount_minor !== 0),
        );
        const exact = (amount * days) / 31 + (amount % 10_000) * hours;
        const base = slip.lines.find((line) => line.code === "base")?.amount_minor ?? 0;
        t.true(Math.abs(base - exact) <= 0.51);
      },
    ),
  );
});

test("a number of pay is read as it is written", (t) => {
  t.deepEqual(decimal("9.30"), { over: 93n, under: 10n });
  t.deepEqual(decimal(-0.5), { over: -1n, under: 2n });
  for (const text of ["1e3", "", "1.", "0x1", "NaN"])
    t.throws(() => decimal(text), { instanceOf: RangeError });
});
