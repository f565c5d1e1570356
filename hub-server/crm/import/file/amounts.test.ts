/** Numbers as people write them; what is none is refused, never read as another. */
import test from "ava";
import { currencyIn, decimalNotes, numberOf } from "./amounts.ts";

const decimalOf = (values: readonly string[]) => {
  const notes = decimalNotes();
  for (const value of values) notes.add(value);
  return notes.told();
};
import { currencyOf } from "./currency.ts";

test("numbers with signs, currencies, groups and brackets", (t) => {
  const dot: readonly (readonly [string, number])[] = [
    ["1,234.56", 1234.56],
    ["-5", -5],
    ["+5", 5],
    ["5-", -5],
    ["(1,200.50)", -1200.5],
    ["($1,200.50)", -1200.5],
    ["$ (12)", -12],
    ["-€10", -10],
    ["€-10", -10],
    ["10 EUR", 10],
    ["EUR 10.5", 10.5],
    ["R$ 3", 3],
    ["12 345 678.9", 12_345_678.9],
    ["1'234'567", 1_234_567],
    ["12,34,567", 1_234_567],
    ["7%", 7],
    [".5", 0.5],
  ];
  for (const [text, value] of dot) t.is(numberOf(text, "."), value, text);
  t.is(numberOf("1.234,56", ","), 1234.56);
  t.is(numberOf("1\u{202F}234,56", ","), 1234.56);
});

test("what is no number in its column is none", (t) => {
  const none = [
    "10-20",
    "2026-12-31",
    "3 (2)",
    "1 2",
    "12 34",
    "(5",
    "--5",
    "-5-",
    "(-5)",
    "10 PCS",
    "10 EUR USD",
    "12,50",
    "1,23,45",
    "1234,567",
    "1.2.3",
    "",
    "-",
    "9".repeat(500),
  ];
  for (const text of none) t.is(numberOf(text, "."), undefined, text);
});

test("a column tells its decimal sign, or cannot; commas and dots alike", (t) => {
  t.is(decimalOf(["1,50"]).decimal, ",");
  t.is(decimalOf(["1.500", "2.5"]).decimal, ".");
  t.is(decimalOf(["1.500", "1.234.567"]).decimal, ",");
  t.is(decimalOf(["0.500", "1.500"]).decimal, ".");
  t.is(decimalOf(["7", "x"]).decimal, ".");
  t.deepEqual(decimalOf(["1.500", "12.000"]), { decimal: null, unsure: { example: "1.500", sign: "." } });
  t.deepEqual(decimalOf(["1,500"]), { decimal: null, unsure: { example: "1,500", sign: "," } });
});

test("currencies by code, sign and name; capitals alone make none", (t) => {
  t.deepEqual(["EUR", "eur", " € ", "Euro", "US Dollar", "zł"].map(currencyOf), [
    "EUR",
    "EUR",
    "EUR",
    "EUR",
    "USD",
    "PLN",
  ]);
  t.is(currencyOf("Dukaten"), undefined);
  t.deepEqual(currencyIn("10 CHF"), { code: "CHF", sure: true });
  t.deepEqual(currencyIn("$10"), { code: "USD", sure: false });
  t.is(currencyIn("10 PCS"), undefined);
});
