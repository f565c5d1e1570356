/** Amounts, means, shares and dates: what the metrics of a company need beyond counting. */
import test from "ava";
import fc from "fast-check";
import { testCounting } from "../testing/counting.ts";
import { digitsOf, major } from "./money.ts";
import { table } from "./table.ts";

const invoice = {
  party_id: "VARCHAR",
  party_title: "VARCHAR",
  party_owner_id: "VARCHAR",
  country: "VARCHAR",
  status: "VARCHAR",
  currency: "VARCHAR",
  net_minor: "BIGINT",
  gross_minor: "BIGINT",
  open_minor: "BIGINT",
  issue_date: "DATE",
  due_date: "DATE",
  owner_id: "VARCHAR",
  owner_name: "VARCHAR",
};
const party = { number: "VARCHAR", title: "VARCHAR" };
const tables = {
  invoice,
  party,
  revenue: { ...invoice, kind: "VARCHAR", exact_net_minor: "DECIMAL(30,6)" },
};

const sold = (issue_date: string, exact_net_minor: number, currency = "USD", more = {}) => ({
  issue_date,
  exact_net_minor,
  currency,
  kind: "invoice",
  status: "issued",
  ...more,
});

test("revenue of one currency says it in the column, fills its months with zeros, and rounds once", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  await put("revenue", [
    sold("2024-01-31", 100_000.4),
    sold("2024-01-31", 0.4),
    sold("2024-03-01", 123_456),
    sold("2024-03-02", -23_456, "USD", { kind: "credit_note" }),
    sold("2024-03-02", 999, "EUR", { status: "void" }),
  ]);
  const answer = await ask("revenue by month");
  t.deepEqual(answer.columns, [
    { key: "month", label: "Month", type: "month" },
    { key: "net", label: "Net (USD)", type: "money", currency: "USD" },
    { key: "invoices", label: "Invoices", type: "count" },
  ]);
  t.deepEqual(answer.rows, [
    { month: "2024-01-01", net: 1000.01, invoices: 2 },
    { month: "2024-02-01", net: 0, invoices: 0 },
    { month: "2024-03-01", net: 1000, invoices: 1 },
  ]);
  t.is(answer.fact, "Revenue: 2,000.01 USD from Jan 2024 to Mar 2024; highest: Jan 2024 (1,000.01 USD).");
  t.is(
    table({ ...answer, asOf: "", lagMs: 0 }).split("\n")[1],
    "Jan 2024   1,000.01         2  ████████████",
  );
  t.regex(answer.computed, /status issued or part_paid or paid; .*never converted/);
  const plain = await ask("turnover");
  t.is(plain.fact, "Revenue: 2,000.01 USD from Jan 2024 to Mar 2024; invoices: 3.");
  t.is((await ask("revenue in 2019")).fact, "No revenue, in 2019.");
});

test("a date is the same day in every zone", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  await put("revenue", [sold("2024-02-01", 100), sold("2024-01-31", 200)]);
  for (const timeZone of ["America/Los_Angeles", "Pacific/Auckland"]) {
    const { rows, fact } = await ask("revenue by month", { timeZone });
    t.deepEqual(
      rows.map(({ month, net }) => [month, net]),
      [
        ["2024-01-01", 2],
        ["2024-02-01", 1],
      ],
    );
    t.regex(fact, /from Jan 2024 to Feb 2024/);
    t.is((await ask("revenue in 2024-02", { timeZone })).rows[0]?.["net"], 1);
  }
});

test("several currencies are never one number: cut by currency, or refused with what to say", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  await put("revenue", [
    sold("2024-01-05", 150_000, "EUR", { country: "Germany" }),
    sold("2024-02-05", 900, "JPY", { country: "Japan" }),
    sold("2024-02-06", 5000, "EUR", { country: "Austria" }),
  ]);
  const plain = await ask("revenue");
  t.is(plain.fact, "Revenue: 1,550.00 EUR and 900 JPY from Jan 2024 to Feb 2024.");
  t.deepEqual(
    plain.rows.map(({ currency, net }) => [currency, net]),
    [
      ["EUR", 1550],
      ["JPY", 900],
    ],
  );
  const cut = await ask("revenue by country");
  t.is(cut.title, "Revenue by country and currency");
  t.is(cut.columns.find(({ key }) => key === "net")?.label, "Net");
  t.deepEqual(table({ ...cut, asOf: "", lagMs: 0 }).split("\n"), [
    "Country  Currency       Net  Invoices",
    "Germany  EUR       1,500.00         1",
    "Austria  EUR          50.00         1",
    "Japan    JPY            900         1",
  ]);
  await put("revenue", [
    sold("2024-01-05", 150_000, "EUR", { country: "Germany" }),
    sold("2024-03-05", 5000, "EUR"),
    sold("2024-02-05", 900, "JPY", { country: "Japan" }),
  ]);
  t.deepEqual(
    (await ask("revenue by month")).rows.map(({ month, currency, net }) => [month, currency, net]),
    [
      ["2024-01-01", "EUR", 1500],
      ["2024-01-01", "JPY", 0],
      ["2024-02-01", "EUR", 0],
      ["2024-02-01", "JPY", 900],
      ["2024-03-01", "EUR", 50],
      ["2024-03-01", "JPY", 0],
    ],
  );
  await t.throwsAsync(ask("revenue by month, country"), {
    code: "currencies-mixed",
    message: /in EUR, JPY, .*"for currency:EUR"/,
  });
  t.is((await ask("revenue by month, country for currency:eur")).rows.length, 2); // Germany;
  t.is((await ask("revenue by month, currency")).rows.length, 6);
});

test("what is overdue is told from what is only issued, on the day of whoever asks", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const bill = (status: string, due_date: string, open_minor: number) => ({
    status,
    due_date,
    open_minor,
    issue_date: "2024-04-01",
    currency: "EUR",
    net_minor: 1000,
    gross_minor: 1200,
  });
  await put("invoice", [
    bill("issued", "2024-05-14", 1200),
    bill("part_paid", "2024-05-14", 200),
    bill("issued", "2024-05-15", 1200),
    bill("paid", "2024-01-01", 0),
    bill("draft", "2024-01-01", 1200),
  ]);
  const overdue = await ask("invoices for status:overdue");
  t.deepEqual(overdue.rows, [{ count: 2, net: 20, gross: 24, open: 14 }]);
  t.is(overdue.fact, "2 invoices on 1 Apr 2024; net: 20.00 EUR; total: 24.00 EUR; open: 14.00 EUR.");
  t.is((await ask("invoices for status:issued")).rows[0]?.["count"], 2);
  t.is((await ask("overdue", { timeZone: "Pacific/Kiritimati" })).rows[0]?.["count"], 3); // there it is the 16th
  const { rows } = await ask("invoices by status");
  t.deepEqual(Object.fromEntries(rows.map(({ status, count }) => [status, count])), {
    overdue: 2,
    issued: 1,
    paid: 1,
  });
});

test("limits: rows must belong to each list, hidden measures stay out, records of others go unnamed", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const of = (owner_id: string, party_owner_id: string, party_title: string, net_minor: number) => ({
    owner_id,
    party_owner_id,
    party_title,
    party_id: party_title,
    net_minor,
    gross_minor: net_minor,
    open_minor: 0,
    currency: "EUR",
    status: "issued",
    issue_date: "2024-05-01",
  });
  await put("invoice", [of("a", "a", "Acme", 100), of("a", "b", "Bolt", 200), of("b", "c", "Core", 400)]);
  const net = async (rows: readonly (readonly string[])[]) =>
    (await ask("invoices", { limits: { rows } })).rows[0]?.["net"] ?? null;
  t.is(await net([["a"]]), 3);
  t.is(await net([["a"], ["b"]]), 2);
  t.is(await net([["b"]]), 6);
  t.is(await net([["a"], []]), null);
  const bare = await ask("invoices by party", { limits: { without: ["net", "gross", "open"] } });
  t.deepEqual(
    bare.columns.map(({ key }) => key),
    ["party", "count"],
  );
  t.notRegex(bare.computed, /net_minor/);
  const names = { party: [["a", "b"], ["a"]] };
  const { rows } = await ask("invoices by party", { limits: { names } });
  t.deepEqual(
    rows.map((row) => [row["party"], row["count"]]),
    [
      [null, 2],
      ["Acme", 1],
    ],
  );
  t.is((await ask("invoices for party:bolt", { limits: { names } })).rows.length, 0);
  t.is((await ask("invoices for party:acme", { limits: { names } })).rows[0]?.["count"], 1);
});

test("over random rows, each currency adds up to what it is by hand, and to nothing else", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const row = fc.record({
    currency: fc.constantFrom("EUR", "JPY", "KWD"),
    minor: fc.integer({ min: -1e9, max: 1e9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      await put(
        "revenue",
        rows.map(({ currency, minor }) => sold("2024-05-01", minor, currency)),
      );
      const wanted = Map.groupBy(rows, ({ currency }) => currency);
      const { rows: found } = await ask("revenue by currency");
      t.is(found.length, wanted.size);
      for (const { currency, net } of found) {
        const minor = wanted.get(currency as "EUR")!.reduce((sum, one) => sum + one.minor, 0);
        t.is(net, minor / { EUR: 100, JPY: 1, KWD: 1000 }[currency as "EUR"]);
      }
    }),
    { numRuns: 20 },
  );
});

test("digits are the currency's", (t) => {
  t.deepEqual(["EUR", "JPY", "KWD", "HUF", "CLF", "???"].map(digitsOf), [2, 0, 3, 2, 4, 2]);
  t.is(major(12_345.5, "EUR"), 123.46);
  t.is(major(12_345, "KWD"), 12.345);
});
