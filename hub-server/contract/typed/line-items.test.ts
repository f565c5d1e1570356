import fc from "fast-check";
import test from "ava";
import { NotRead } from "./not-read.ts";
import { readLineItems, withLineItems } from "./line-items.ts";

const one = (line: string) => readLineItems(line).lines[0];

test("a line says how many of what, at which price, with its tax and discount", (t) => {
  t.deepEqual(one("3 x PRD-3 at 900 EUR"), { product: "PRD-3", quantity: 3, unit_price_minor: 90_000 });
  t.deepEqual(one("3x prd-3"), { product: "prd-3", quantity: 3 });
  t.deepEqual(one("3 x Chai"), { product: "Chai", quantity: 3 });
  t.deepEqual(one("12x Chai Tea -10%"), { product: "Chai Tea", quantity: 12, discount: 10 });
  t.deepEqual(one("1.5 × “Chai Tea” €18,50"), {
    product: "Chai Tea",
    quantity: 1.5,
    unit_price_minor: 1850,
  });
  t.deepEqual(one("PRD-3: in red 12 EUR"), {
    product: "PRD-3",
    description: "in red",
    quantity: 1,
    unit_price_minor: 1200,
  });
  t.deepEqual(one("Setup and training 2026 à 1.200,00 eur vat:VAT19 -10%"), {
    description: "Setup and training 2026",
    quantity: 1,
    unit_price_minor: 120_000,
    tax: "VAT19",
    discount: 10,
  });
  t.deepEqual(one("Setup 5k JPY -2,5 % tax:7"), {
    description: "Setup",
    quantity: 1,
    unit_price_minor: 5000,
    tax: "7",
    discount: 2.5,
  });
  t.deepEqual(one("Setup - 900 EUR"), { description: "Setup", quantity: 1, unit_price_minor: 90_000 });
  t.deepEqual(one("PRD-3 – 20 EUR"), { product: "PRD-3", quantity: 1, unit_price_minor: 2000 });
  t.deepEqual(one("Room 12 at 500 EUR"), { description: "Room 12", quantity: 1, unit_price_minor: 50_000 });
  t.deepEqual(one("Seats for 500 EUR"), { description: "Seats", quantity: 1, unit_price_minor: 50_000 });
  t.deepEqual(one("Voucher -20 EUR"), { description: "Voucher", quantity: 1, unit_price_minor: -2000 });
});

test("lines stand on lines of their own, or are divided by semicolons, and have one currency", (t) => {
  t.deepEqual(readLineItems("2 x PRD-1\n\n  Setup 10 EUR ; 4 x Visit @ 80 EUR"), {
    lines: [
      { product: "PRD-1", quantity: 2 },
      { description: "Setup", quantity: 1, unit_price_minor: 1000 },
      { description: "Visit", quantity: 4, unit_price_minor: 8000 },
    ],
    currency: "EUR",
  });
  t.deepEqual(readLineItems("2 x Chang, 5 x Tofu, red, 1,5 x Tea").lines, [
    { product: "Chang", quantity: 2 },
    { product: "Tofu, red", quantity: 5 },
    { product: "Tea", quantity: 1.5 },
  ]);
  t.deepEqual(readLineItems("1,5 x Tea 12,50 EUR").lines.length, 1);
  t.deepEqual(readLineItems("2 x PRD-1"), { lines: [{ product: "PRD-1", quantity: 2 }] });
  t.throws(() => readLineItems("Setup 10 EUR; Visit 10 USD"), {
    instanceOf: NotRead,
    message: /EUR and USD/,
  });
});

test("what cannot be read says which line and what it lacks; nothing is guessed", (t) => {
  const wrong: [string, RegExp][] = [
    ["", /one to 500 lines/],
    ["Setup", /"Setup" has no price/],
    ["Setup 500", /"500" has no currency\. Write 500 EUR/],
    ["PRD-1\nSetup", /^Line 2: "Setup" has no price/],
    ["PRD-1\n3 x 500 EUR", /^Line 2: .* does not say for what/],
    ["500 EUR", /does not say for what/],
    ["1,200 x PRD-3", /could be two numbers/],
    ["Setup 1,200 EUR", /could be two amounts/],
    ["Setup 1 200 EUR", /"1 200 EUR" could be two amounts\. Write 1200 EUR, or at 200 EUR/],
    ["3 x PRD-3 for 1200 EUR", /price of one, or of all/],
    ["Setup 1.234 JPY; x", /could be two amounts/],
    [`${"word ".repeat(200)} 5 EUR`, /at most 700/],
    ["PRD-1\n".repeat(501), /one to 500 lines/],
  ];
  for (const [text, message] of wrong)
    t.throws(() => readLineItems(text), { instanceOf: NotRead, message }, JSON.stringify(text.slice(0, 40)));
});

test("lines have the currency of their paper, or give it one", (t) => {
  t.deepEqual(withLineItems({ party: "acme" }, "lines", "Setup 5 EUR"), {
    party: "acme",
    currency: "EUR",
    lines: [{ description: "Setup", quantity: 1, unit_price_minor: 500 }],
  });
  t.deepEqual(withLineItems({ currency: "USD" }, "lines", "PRD-3")["currency"], "USD");
  t.throws(() => withLineItems({ currency: "USD" }, "lines", "Setup 5 EUR"), {
    instanceOf: NotRead,
    message: /in EUR, and the currency is to be USD/,
  });
});

test("whatever is typed is read or refused, with quantities and prices that are numbers", (t) => {
  const words = fc.constantFrom(
    "3",
    "x",
    "PRD-3",
    "at",
    "900",
    "EUR",
    "€",
    "-",
    "%",
    '"',
    ";",
    "\n",
    "vat:",
    "k",
    ",",
    ".",
  );
  const typed = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.array(words, { maxLength: 14 }).map((some) => some.join(" ")),
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(typed, (text) => {
        try {
          return readLineItems(text).lines.every(
            ({ quantity, unit_price_minor: price, product, description }) =>
              Number.isFinite(quantity) &&
              (price === undefined ? product !== undefined : Number.isSafeInteger(price)) &&
              Boolean(product ?? description),
          );
        } catch (error) {
          return error instanceof NotRead;
        }
      }),
      { numRuns: 2000 },
    ),
  );
});
