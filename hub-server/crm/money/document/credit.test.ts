/** Credit, days and digits where an accountant looks twice: what was credited, paid back, open on a day, and which day it is. */
import test from "ava";
import {
  changeCompany,
  closePeriod,
  companyDetails,
  creditInvoice,
  creditNotes,
  creditNoteVerbs,
  importDocuments,
  invoices,
  invoiceVerbs,
  ledgerBalance,
  listDunning,
  listPeriods,
  minorDigits,
  moneyAgeing,
  moneyText,
  postEntry,
  products,
  recordPayment,
  refundPayment,
  remindInvoice,
  runDunning,
  setFxRate,
  undoChange,
  voidPayment,
} from "../../../contract/index.ts";
import { asOwner } from "../../../testing/owner.ts";
import { disagreements, openMoney, problem, usd, type Money } from "../money.fixture.ts";

let now = Date.parse("2030-06-15T12:00:00Z");
let hub: Money["hub"];
let acc: Money["acc"];
let customer: Money["customer"];
let issued: Money["issued"];
let balance: Money["balance"];
test.before(async () => {
  ({ hub, acc, customer, issued, balance } = await openMoney({ clock: () => new Date(now) }));
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "documents and ledger agree");
});

const at = (moment: string) => (now = Date.parse(moment));
const line = (unit_price_minor: number) => ({ description: "Tea", quantity: 1, unit_price_minor });

async function credited(ref: string, minor?: number, date?: string) {
  const lines = minor === undefined ? {} : { lines: [line(minor)] };
  const { record } = await acc.hub(creditInvoice, { ref, ...lines });
  return (await acc.hub(creditNoteVerbs.issue, { ref: record.id, ...(date ? { date } : {}) })).record;
}

test.serial(
  "a credit note that is paid back leaves the bank and the customer's account, and comes back",
  async (t) => {
    const party = await customer();
    const invoice = await issued(party, 10_000);
    await acc.hub(recordPayment, { party, amount: usd(10_000), oldest: true });
    const note = await credited(invoice.number, 3000);
    const [bank, credit] = [await balance("bank"), await balance("customer_credit")];
    const refund = await acc.hub(refundPayment, { ref: note.number });
    t.deepEqual([await balance("bank"), await balance("customer_credit")], [bank - 3000, credit + 3000]);
    await acc.hub(undoChange, { change: refund.change });
    t.deepEqual([await balance("bank"), await balance("customer_credit")], [bank, credit]);
    await acc.hub(refundPayment, { ref: note.number, amount_minor: 1000 });
  },
);

test.serial("an invoice is credited once, not before its day, whoever issues at the same time", async (t) => {
  const invoice = await issued(await customer(), 10_000);
  await credited(invoice.number, 3000);
  t.regex(
    (await problem(credited(invoice.number))).message,
    /^Of INV-\d+ only \$70\.00 can still be credited; DRAFT-\d+ says \$100\.00\./,
  );
  t.regex(
    (await problem(credited(invoice.number, 1, "2030-06-14"))).message,
    /before INV-\d+, which it credits/,
  );
  const euros = (await acc.hub(creditInvoice, { ref: invoice.number })).record;
  await acc.hub(creditNotes.change, { ref: euros.id, currency: "EUR" });
  t.regex(
    (await problem(acc.hub(creditNoteVerbs.issue, { ref: euros.id }))).message,
    /is in EUR, and INV-\d+, which it credits, in USD/,
  );
  const race = await Promise.allSettled(Array.from({ length: 8 }, () => credited(invoice.number, 7000)));
  t.is(race.filter((one) => one.status === "fulfilled").length, 1);
});

test.serial(
  "ageing of a day that is over shows what was open then, and is the ledger's own sum",
  async (t) => {
    const party = await customer();
    at("2030-01-10T12:00:00Z");
    const [paid, gone] = [await issued(party, 7000), await issued(party, 500)];
    at("2030-03-20T12:00:00Z");
    const recorded = await acc.hub(recordPayment, {
      party,
      amount: usd(7000),
      pays: [{ document: paid.number }],
    });
    await acc.hub(invoiceVerbs.void, { ref: gone.number });
    at("2030-04-10T12:00:00Z");
    await acc.hub(voidPayment, { ref: recorded.record.number });
    await acc.hub(recordPayment, { party, amount: usd(6000), pays: [{ document: paid.number }] });
    at("2030-06-15T12:00:00Z");
    const open = async (on: string) => {
      const row = (await acc.hub(moneyAgeing, { on })).items.find((item) => item.party?.number === party);
      return [row?.days_30 ?? 0, row?.days_60 ?? 0, row?.total ?? 0];
    };
    t.deepEqual(await open("2030-01-09"), [0, 0, 0]);
    t.deepEqual(await open("2030-03-01"), [7500, 0, 7500]);
    t.deepEqual(await open("2030-03-20"), [0, 0, 0]);
    t.deepEqual(await open("2030-04-10"), [0, 1000, 1000]);
    t.deepEqual((await open("2030-06-15")).at(-1), 1000);
    for (const on of ["2030-03-01", "2030-03-20", "2030-06-14"]) {
      const booked = (await acc.hub(ledgerBalance, { on })).items.find(
        (item) => item.purpose === "receivable",
      );
      const [total] = (await acc.hub(moneyAgeing, { on })).totals;
      t.is(total?.total ?? 0, booked?.amount_minor ?? 0, on);
    }
  },
);

test.serial("money that came before the paper pays it on the paper's day", async (t) => {
  const party = await customer();
  const invoice = await issued(party, 400, { date: "2030-06-20" });
  await acc.hub(recordPayment, {
    party,
    amount: usd(400),
    paid_on: "2030-06-01",
    pays: [{ document: invoice.number }],
  });
  const { items } = await acc.hub(ledgerBalance, { on: "2030-06-19" });
  const before = (await acc.hub(moneyAgeing, { on: "2030-06-19" })).totals[0]?.total ?? 0;
  t.true((items.find((item) => item.purpose === "receivable")?.amount_minor ?? 0) <= before);
});

test.serial(
  "reminders keep their distance, go on for years, and are not for papers of nothing",
  async (t) => {
    const party = await customer();
    at("2028-01-01T12:00:00Z");
    const [old, nothing] = [await issued(party, 100), await issued(party, 0)];
    at("2030-06-15T12:00:00Z");
    const late = (await acc.hub(listDunning, { limit: 200 })).items.map((item) => item.invoice.number);
    t.true(late.includes(old.number) && !late.includes(nothing.number));
    const first = await acc.hub(remindInvoice, { ref: old.number });
    t.is(first.record.next_dunning, "2030-06-29");
    t.deepEqual(
      (await acc.hub(runDunning, {})).reminded.filter(({ number }) => number === old.number),
      [],
    );
    for (let level = 2; level <= 11; level++) {
      now += 14 * 86_400_000;
      t.is((await acc.hub(remindInvoice, { ref: old.number })).record.dunning_level, level);
    }
    t.regex(
      (await problem(acc.hub(undoChange, { change: first.change }))).message,
      /was reminded again since/,
    );
  },
);

test.serial("a bank's transaction that was recorded wrongly is taken back and recorded anew", async (t) => {
  const [wrong, right] = [await customer(), await customer()];
  const first = await acc.hub(recordPayment, { party: wrong, amount: usd(5), bank_id: "B-1" });
  await acc.hub(voidPayment, { ref: first.record.number });
  await acc.hub(recordPayment, { party: right, amount: usd(5), bank_id: "B-1" });
  t.is(
    (await problem(acc.hub(recordPayment, { party: right, amount: usd(5), bank_id: "B-1" }))).code,
    "input-invalid",
  );
});

test.serial("parts of a small foreign amount never ask for more than it is worth", async (t) => {
  await acc.hub(setFxRate, { currency: "VND", on: "2000-01-01", rate: 0.005 });
  const party = await customer();
  const invoice = await issued(party, 4, { currency: "VND" });
  for (let part = 0; part < 4; part++)
    await acc.hub(recordPayment, { party, amount: { amount_minor: 1, currency: "VND" }, oldest: true });
  t.is((await acc.hub(invoices.details, { ref: invoice.id })).status, "paid");
});

test.serial("every currency has the same digits in the database and in words", async (t) => {
  const codes = [...Intl.supportedValuesOf("currency"), "UYW", "XXX"];
  const rows = await asOwner<{ code: string; digits: number }>(
    hub,
    `select code, ledger.exponent(code) as digits from unnest($1::text[]) as code`,
    [codes],
  );
  t.deepEqual(
    rows.filter(({ code, digits }) => digits !== minorDigits(code)),
    [],
  );
  t.is(moneyText(120_050, "HUF", "code"), "HUF\u00a01,200.50");
});

test.serial(
  "an imported line without a price takes the product's in the row's own currency, or is asked for one",
  async (t) => {
    const party = await customer();
    await acc.hub(setFxRate, { currency: "EUR", on: "2000-01-01", rate: 1.1 });
    await hub.admin.hub(products.add, { name: "Priced in dollars", unit_price: usd(1000) });
    const rows = [
      {
        kind: "invoice" as const,
        external_id: "eur-1",
        party,
        currency: "EUR",
        issue_date: "2030-01-01",
        lines: [{ product: "Priced in dollars", quantity: 1 }],
      },
    ];
    t.regex((await problem(acc.hub(importDocuments, { rows }))).message, /a product that has a price in EUR/);
  },
);

test.serial("a total beyond what can be reckoned exactly is refused in words", async (t) => {
  const lines = [{ description: "Slip", quantity: 1e6, unit_price_minor: 9e12 }];
  t.regex(
    (await problem(acc.hub(invoices.add, { party: await customer(), lines }))).message,
    /Check its quantities and prices/,
  );
});

test.serial("a month without entries is closed too, and takes nothing more", async (t) => {
  await acc.hub(closePeriod, { month: "2025-02" });
  t.true(
    (await acc.hub(listPeriods, {})).items.some(({ month, closed_at }) => month === "2025-02" && closed_at),
  );
  const entry = {
    date: "2025-02-03",
    memo: "late",
    lines: [
      { account: "1000", amount_minor: 1 },
      { account: "3000", amount_minor: -1 },
    ],
  };
  t.regex((await problem(acc.hub(postEntry, entry))).message, /2025-02 is closed/);
  t.regex((await problem(acc.hub(closePeriod, { month: "2025-02" }))).message, /is closed already/);
});

test.serial("what day it is, the company's own zone says: a new year begins there at midnight", async (t) => {
  at("2030-12-31T23:30:00Z");
  t.is((await issued(await customer(), 100)).issue_date, "2030-12-31");
  await hub.admin.hub(changeCompany, { time_zone: "Europe/Berlin" });
  t.is((await hub.admin.hub(companyDetails, {})).time_zone, "Europe/Berlin");
  const party = await customer();
  t.is((await issued(party, 100)).issue_date, "2031-01-01");
  t.is((await acc.hub(recordPayment, { party, amount: usd(1) })).record.paid_on, "2031-01-01");
  t.is((await acc.hub(moneyAgeing, {})).on, "2031-01-01");
  t.is((await problem(hub.admin.hub(changeCompany, { time_zone: "Berlin" }))).code, "input-invalid");
});
