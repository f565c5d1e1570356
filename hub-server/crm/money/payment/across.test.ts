/** Credit across currencies and ways: a payment in another currency than its paper, and what a supplier pays back. */
import test from "ava";
import {
  allocatePayment,
  approveBill,
  bills,
  billVerbs,
  invoices,
  ledgerBalance,
  ledgerEntries,
  parties,
  payments,
  recordPayment,
  refundPayment,
  setFxRate,
  undoChange,
} from "../../../contract/index.ts";
import { disagreements, openMoney, problem, usd, type Money } from "../money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let boss: Money["boss"];
let customer: Money["customer"];
let issued: Money["issued"];
let balance: Money["balance"];
test.before(async () => {
  ({ hub, acc, boss, customer, issued, balance } = await openMoney());
  await acc.hub(setFxRate, { currency: "GBP", on: "2020-01-01", rate: 1.25 });
  await acc.hub(setFxRate, { currency: "GBP", on: "2020-02-01", rate: 1.3 });
  await acc.hub(setFxRate, { currency: "JPY", on: "2020-01-01", rate: 0.01 });
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "documents and ledger agree");
  t.is(await balance("fx_exchange"), 0, "what is exchanged is worth the same on both sides");
});

const money = (amount_minor: number, currency: string) => ({ amount_minor, currency });
const openOf = async (ref: string) => (await acc.hub(invoices.details, { ref })).open;

test.serial(
  "what a payment in another currency takes is said and never guessed; the difference is gain or loss to the cent",
  async (t) => {
    const party = await customer();
    const invoice = await issued(party, 10_000, { currency: "GBP", date: "2020-01-15" });
    const pays = { party, amount: usd(13_500), paid_on: "2020-02-10" };
    t.regex(
      (await problem(acc.hub(recordPayment, { ...pays, pays: [{ document: invoice.number }] }))).message,
      /INV-1 is in GBP and the payment in USD: .* By the rate of 2020-02-10, £100\.00 are \$130\.00 \(uses_minor: 13000\)/,
    );
    const gain = await balance("fx_gain");
    const done = await acc.hub(recordPayment, {
      ...pays,
      pays: [{ document: invoice.number, uses_minor: 12_950 }],
    });
    t.deepEqual(await openOf(invoice.id), money(0, "GBP"));
    t.deepEqual(done.record.allocated, usd(12_950));
    t.is(await balance("fx_gain"), gain - (12_950 - 12_500));
    const [entry] = (await acc.hub(ledgerEntries, { party, limit: 1 })).items;
    t.deepEqual(
      entry!.lines.map(({ account, amount_minor, currency, base_minor }) => [
        account,
        amount_minor,
        currency,
        base_minor,
      ]),
      [
        ["2100", 12_950, "USD", 12_950],
        ["1100", -10_000, "GBP", -12_500],
        ["1900", -12_950, "USD", -12_950],
        ["1900", 10_000, "GBP", 12_950],
        ["4910", 0, "GBP", -450],
      ],
    );
    await acc.hub(undoChange, { change: done.change });
    t.deepEqual(await openOf(invoice.id), money(10_000, "GBP"));
    t.is(await balance("fx_gain"), gain);
  },
);

test.serial("a paper in the company's own currency, and one where neither is, are paid so too", async (t) => {
  const party = await customer();
  const own = await issued(party, 5000, { date: "2020-01-15" });
  const yen = await issued(party, 9000, { currency: "JPY", date: "2020-01-15" });
  const { record } = await acc.hub(recordPayment, {
    party,
    amount: money(12_000, "GBP"),
    paid_on: "2020-01-20",
  });
  const loss = await balance("fx_loss");
  const first = await acc.hub(allocatePayment, {
    ref: record.number,
    document: own.number,
    uses_minor: 3900,
  });
  t.deepEqual([first.allocated, first.left, first.status], [usd(5000), money(8100, "GBP"), "paid"]);
  t.is(await balance("fx_loss"), loss + (5000 - 4875));
  const part = await acc.hub(allocatePayment, {
    ref: record.number,
    document: yen.number,
    amount_minor: 4500,
    uses_minor: 3600,
  });
  t.deepEqual([part.open, part.left], [money(4500, "JPY"), money(4500, "GBP")]);
  await acc.hub(allocatePayment, { ref: record.number, document: yen.number, uses_minor: 3500 });
  t.deepEqual((await acc.hub(payments.details, { ref: record.id })).allocated, money(11_000, "GBP"));
  const rest = await acc.hub(refundPayment, { ref: record.number });
  t.deepEqual(rest.record.amount, money(1000, "GBP"));
  const { items } = await acc.hub(ledgerBalance, {});
  t.is(items.find((row) => row.purpose === "customer_credit" && row.currency === "GBP")!.base_minor, 0);
});

test.serial("in one currency what is used is what is paid, and more than is left is refused", async (t) => {
  const party = await customer();
  const [plain, pounds] = [await issued(party, 1000), await issued(party, 1000, { currency: "GBP" })];
  const { record } = await acc.hub(recordPayment, { party, amount: usd(1200) });
  const use = (document: string, uses_minor: number) =>
    problem(acc.hub(allocatePayment, { ref: record.number, document, uses_minor }));
  t.regex((await use(plain.number, 900)).message, /of one currency/);
  t.regex((await use(pounds.number, 1201)).message, /only 1200 \(minor units\) are left/);
});

test.serial(
  "a supplier's bill is paid in another currency, and what was paid too much comes back",
  async (t) => {
    const supplier = (await hub.admin.hub(parties.add, { name: "Mill", role: "supplier" })).record.number;
    const line = { description: "Paper", quantity: 1, unit_price_minor: 1000 };
    const { record } = await acc.hub(bills.add, { party: supplier, currency: "GBP", lines: [line] });
    const bill = (await acc.hub(billVerbs.issue, { ref: record.id, date: "2020-01-15" })).record;
    await boss.hub(approveBill, { ref: bill.number });
    const [bank, loss] = [await balance("bank"), await balance("fx_loss")];
    const paid = await acc.hub(recordPayment, {
      party: supplier,
      direction: "out",
      amount: usd(2000),
      pays: [{ document: bill.number, uses_minor: 1310 }],
    });
    t.is((await acc.hub(bills.details, { ref: bill.id })).status, "paid");
    t.is(await balance("fx_loss"), loss + 60);
    const back = await acc.hub(refundPayment, { ref: paid.record.number });
    t.deepEqual([back.record.direction, back.record.amount], ["in", usd(690)]);
    t.deepEqual([await balance("bank"), await balance("supplier_credit")], [bank - 1310, 0]);
    await acc.hub(undoChange, { change: back.change });
    t.is(await balance("supplier_credit"), 690);
  },
);
