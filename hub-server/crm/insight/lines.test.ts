/** What the views of revenue say, against the ledger: by document and by line, with taxes, discounts and credit notes. */
import test from "ava";
import pg from "pg";
import { creditInvoice, creditNoteVerbs, invoices, invoiceVerbs } from "../../contract/index.ts";
import { openMoney, type Money } from "../money/money.fixture.ts";

let money: Money;
let insight: pg.Client;
test.before(async () => {
  money = await openMoney();
  insight = new pg.Client({ connectionString: money.hub.database.insightUrl });
  await insight.connect();
});
test.after.always(async () => {
  await insight?.end();
  await money?.hub.stop();
});

const counted = `status in ('issued', 'part_paid', 'paid')`;
const sumOf = async (view: string, where = "") => {
  const { rows } = await insight.query<{ sum: string | null }>(
    `select sum(exact_net_minor)::float8::text as sum from insight.${view} where ${counted} ${where}`,
  );
  return Number(rows[0]!.sum ?? 0);
};

test("lines add up to their documents, and both to what the ledger says was sold", async (t) => {
  const { acc, customer, balance } = money;
  const party = await customer();
  const tea = (unit_price_minor: number, more: object) => ({
    description: "Tea",
    quantity: 1,
    unit_price_minor,
    ...more,
  });
  const lines = [
    tea(333, { quantity: 3.333333, tax: "IN10" }),
    tea(999, { discount: 12.5, tax: "VAT20" }),
    tea(101, { quantity: 0.5, tax: "IN10", discount: 33 }),
    tea(1, { quantity: 0.4 }),
    tea(-50, { tax: "IN10" }),
    tea(4, { tax: "IN10" }), // its tax rounds to nothing
  ];
  const issue = async () => {
    const { record } = await acc.hub(invoices.add, { party, lines });
    return (await acc.hub(invoiceVerbs.issue, { ref: record.id })).record;
  };
  for (let times = 0; times < 5; times++) await issue();
  const first = await issue();
  const { record: note } = await acc.hub(creditInvoice, { ref: first.id });
  await acc.hub(creditNoteVerbs.issue, { ref: note.id });
  const exact = (333 * 3.333333) / 1.1 + 999 * 0.875 + (101 * 0.5 * 0.67) / 1.1 + 0.4 - 50 / 1.1 + 4 / 1.1;
  const [documents, byLine] = [await sumOf("revenue"), await sumOf("invoice_line")];
  t.true(Math.abs(documents - 5 * exact) < 0.001, `${documents} should be ${5 * exact}`);
  t.true(Math.abs(byLine - documents) < 0.001, `${byLine} should be ${documents}`);
  t.true(Math.abs(-(await balance("sales")) - documents) <= 0.5, "revenue is what the ledger booked");
  const { rows } = await insight.query<{ lines: number; negative: number }>(
    `select count(*)::int as lines, (count(*) filter (where kind = 'credit_note' and quantity < 0))::int as negative from insight.invoice_line`,
  );
  t.deepEqual(rows, [{ lines: 42, negative: 6 }]);
  const paper = await issue();
  await acc.hub(invoiceVerbs.void, { ref: paper.id });
  t.is(await sumOf("invoice_line"), byLine);
});
