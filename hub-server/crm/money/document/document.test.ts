/** Documents from end to end: numbers, totals, taxes, steps, reminders. */
import test from "ava";
import {
  creditInvoice,
  creditNoteVerbs,
  invoiceOrder,
  invoices,
  invoiceVerbs,
  ledgerBalance,
  ledgerEntries,
  listDunning,
  moneyAgeing,
  orderQuote,
  orderVerbs,
  payments,
  products,
  quotes,
  quoteVerbs,
  recordPayment,
  refundPayment,
  remindInvoice,
  setFxRate,
  undoChange,
} from "../../../contract/index.ts";
import { disagreements, openMoney, type Money, ago, problem, usd } from "../money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let boss: Money["boss"];
let ann: Money["ann"];
let customer: Money["customer"];
let issued: Money["issued"];
let balance: Money["balance"];

test.before(async () => {
  ({ hub, acc, boss, ann, customer, issued, balance } = await openMoney());
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "documents and ledger agree");
});

test.serial("from quote to order to invoice to payment to credit note", async (t) => {
  const party = await customer();
  const product = (await hub.admin.hub(products.add, { name: "Chai", unit_price: usd(1000) })).record.number;
  const quote = await ann.hub(quotes.add, {
    party,
    lines: [
      { product, quantity: 10, discount: 5, tax: "VAT20" },
      { description: "Freight", quantity: 1, unit_price_minor: 333 },
    ],
  });
  t.regex(quote.record.number, /^DRAFT-\d+$/);
  t.is(quote.record.lines![0]!.description, "Chai");
  t.is(quote.record.lines![0]!.product!.number, product);
  t.deepEqual([quote.record.net, quote.record.tax, quote.record.gross], [usd(9833), usd(1900), usd(11_733)]);
  const offered = (await boss.hub(quoteVerbs.issue, { ref: quote.record.id })).record;
  t.is(offered.number, "QUO-1");
  const order = (await ann.hub(orderQuote, { ref: "QUO-1" })).record;
  t.is((await problem(ann.hub(orderQuote, { ref: "QUO-1" }))).code, "conflict");
  t.is((await boss.hub(orderVerbs.issue, { ref: order.id })).record.number, "ORD-1");
  t.is((await acc.hub(quotes.details, { ref: "QUO-1" })).status, "accepted");
  const draft = (await ann.hub(invoiceOrder, { ref: "ORD-1" })).record;
  t.is((await problem(ann.hub(invoiceVerbs.issue, { ref: draft.id }))).code, "not-allowed");
  const invoice = (await acc.hub(invoiceVerbs.issue, { ref: draft.id })).record;
  t.is(invoice.number, "INV-1");
  t.is(invoice.origin!.number, "ORD-1");
  t.is(await balance("receivable"), 11_733);
  t.is(await balance("sales"), -9833);
  t.is(await balance("tax_out"), -1900);
  const part = (await acc.hub(recordPayment, { party, amount: usd(5000), pays: [{ document: "INV-1" }] }))
    .record;
  t.deepEqual(part.allocated, usd(5000));
  t.is((await acc.hub(invoices.details, { ref: "INV-1" })).status, "part_paid");
  const credit = (
    await acc.hub(creditInvoice, {
      ref: "INV-1",
      lines: [{ description: "Broken", quantity: 1, unit_price_minor: 1000, tax: "VAT20" }],
    })
  ).record;
  t.is((await acc.hub(creditNoteVerbs.issue, { ref: credit.id })).record.status, "paid");
  t.deepEqual((await acc.hub(invoices.details, { ref: "INV-1" })).open, usd(5533));
  await acc.hub(recordPayment, { party, amount: usd(6000), oldest: true });
  const paid = await acc.hub(invoices.details, { ref: "INV-1" });
  t.is(paid.status, "paid");
  t.is(await balance("customer_credit"), -467, "an over-payment stays as credit on account");
  t.is((await acc.hub(ledgerBalance, {})).total_base_minor, 0);
});

test.serial(
  "numbers are taken at issue and have no gaps, whatever is drafted, refused or issued at once",
  async (t) => {
    const party = await customer();
    const drafts = await Promise.all(
      Array.from({ length: 12 }, () =>
        acc.hub(invoices.add, { party, lines: [{ description: "x", quantity: 1, unit_price_minor: 100 }] }),
      ),
    );
    const empty = await acc.hub(invoices.add, { party });
    const results = await Promise.allSettled(
      [empty, ...drafts, ...drafts].map((draft) => acc.hub(invoiceVerbs.issue, { ref: draft.record.id })),
    );
    t.is(results.filter((result) => result.status === "fulfilled").length, 12, "each once");
    const { items } = await acc.hub(invoices.list, { limit: 200 });
    const numbers = items
      .filter((item) => item.number.startsWith("INV-"))
      .map((item) => Number(item.number.slice(4)))
      .toSorted((a, b) => a - b);
    t.deepEqual(
      numbers,
      numbers.map((_, place) => place + 1),
    );
  },
);

test.serial(
  "what is issued stays as it was: it is voided by a counter-entry, and undo does the same",
  async (t) => {
    const party = await customer();
    const before = await balance("receivable");
    const invoice = await issued(party, 5000, { tax: "VAT20" });
    const change = await problem(acc.hub(invoices.change, { ref: invoice.id, note: "x" }));
    t.is(change.code, "conflict");
    t.regex(change.message, /is issued: what it says stays/);
    t.is((await problem(acc.hub(invoices.remove, { ref: invoice.id }))).code, "conflict");
    t.is((await acc.hub(invoiceVerbs.void, { ref: invoice.id })).record.status, "void");
    t.is(await balance("receivable"), before);
    t.is(
      (await problem(acc.hub(recordPayment, { party, amount: usd(1), pays: [{ document: invoice.id }] })))
        .code,
      "conflict",
    );
    const second = await acc.hub(invoices.add, {
      party,
      lines: [{ description: "y", quantity: 2, unit_price_minor: 50 }],
    });
    const done = await acc.hub(invoiceVerbs.issue, { ref: second.record.id });
    const undone = await acc.hub(undoChange, { change: done.change });
    t.regex(undone.summary, /INV-\d+ voided/);
    t.is((await acc.hub(invoices.details, { ref: second.record.id })).status, "void");
    t.is(
      (await acc.hub(ledgerEntries, { document: done.record.number })).items.length,
      2,
      "both entries stay",
    );
  },
);

test.serial(
  "undo of a payment posts it back and opens what it paid; a refund gives credit back",
  async (t) => {
    const party = await customer();
    const invoice = await issued(party, 3000);
    const bank = await balance("bank");
    const recorded = await acc.hub(recordPayment, {
      party,
      amount: usd(5000),
      pays: [{ document: invoice.number }],
    });
    t.is(await balance("bank"), bank + 5000);
    const refunded = await acc.hub(refundPayment, { ref: recorded.record.number });
    t.deepEqual([refunded.record.amount, refunded.record.direction], [usd(2000), "out"]);
    t.is(await balance("bank"), bank + 3000);
    t.regex((await problem(acc.hub(undoChange, { change: recorded.change }))).message, /was paid back by/);
    await acc.hub(undoChange, { change: refunded.change });
    t.is(await balance("bank"), bank + 5000);
    await acc.hub(undoChange, { change: recorded.change });
    t.is(await balance("bank"), bank);
    t.is((await acc.hub(invoices.details, { ref: invoice.id })).status, "issued");
    t.is((await acc.hub(payments.details, { ref: recorded.record.number })).status, "void");
  },
);

test.serial(
  "foreign currency is booked at the rate of its day, and paying makes the gain or loss",
  async (t) => {
    await acc.hub(setFxRate, { currency: "EUR", on: "2020-01-01", rate: 1.1 });
    await acc.hub(setFxRate, { currency: "EUR", on: "2020-02-01", rate: 1.25 });
    const party = await customer();
    const invoice = await issued(party, 10_001, { date: "2020-01-15", currency: "EUR", tax: "VAT20" });
    const gain = await balance("fx_gain");
    const receivable = await balance("receivable");
    const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });
    await acc.hub(recordPayment, {
      party,
      amount: eur(5000),
      paid_on: "2020-01-20",
      pays: [{ document: invoice.number }],
    });
    t.is(await balance("fx_gain"), gain, "the same rate: no difference");
    await acc.hub(recordPayment, {
      party,
      amount: eur(7001),
      paid_on: "2020-02-03",
      pays: [{ document: invoice.number }],
    });
    t.is(await balance("fx_gain"), gain - (8751 - 7701));
    t.is(await balance("receivable"), receivable - 13_201, "nothing remains");
    t.regex(
      (await problem(issued(party, 100, { date: "2019-12-31", currency: "EUR" }))).message,
      /no exchange rate for EUR/,
    );
  },
);

test.serial("ageing sorts what is open by days, and reminders climb step by step", async (t) => {
  const party = await customer();
  for (const [days, amount] of [
    [10, 100],
    [45, 200],
    [75, 400],
    [150, 800],
    [200, 1600],
  ] as const)
    await issued(party, amount, { date: ago(days) });
  const { items } = await acc.hub(moneyAgeing, {});
  const row = items.find((item) => item.party?.number === party)!;
  t.deepEqual(
    [row.not_due, row.days_30, row.days_60, row.days_90, row.older, row.total],
    [100, 200, 400, 0, 2400, 3100],
  );
  const due = (await acc.hub(listDunning, { limit: 200 })).items.filter(
    (item) => item.party?.number === party,
  );
  t.is(due.length, 4);
  const worst = due[0]!;
  t.true(worst.remind_now);
  t.is((await acc.hub(remindInvoice, { ref: worst.invoice.number })).record.dunning_level, 1);
  const again = (await problem(acc.hub(remindInvoice, { ref: worst.invoice.number }))).message;
  t.true(again.endsWith(`the next reminder is due on ${ago(-14)}.`), "not all steps on one day");
  await acc.hub(undoChange, {});
  t.is((await acc.hub(invoices.details, { ref: worst.invoice.id })).dunning_level, 0);
  const fresh = (await acc.hub(listDunning, { limit: 200 })).items.find((item) => item.days <= 16)!;
  await acc.hub(remindInvoice, { ref: fresh.invoice.number });
  t.regex(
    (await problem(acc.hub(remindInvoice, { ref: fresh.invoice.number }))).message,
    /next reminder is due on/,
  );
});
