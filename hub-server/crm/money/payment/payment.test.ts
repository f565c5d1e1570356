/** Payments: parts, over-payments, currencies, races, refunds, undo; the ledger agrees after each test. */
import test from "ava";
import type { HubProblem } from "../../../client.ts";
import {
  allocatePayment,
  approveBill,
  bills,
  billVerbs,
  invoices,
  parties,
  payments,
  recordPayment,
  undoChange,
} from "../../../contract/index.ts";
import { disagreements, openMoney, type Money, problem, usd } from "../money.fixture.ts";

let hub: Money["hub"];
let acc: Money["acc"];
let boss: Money["boss"];
let customer: Money["customer"];
let issued: Money["issued"];
let balance: Money["balance"];

test.before(async () => {
  ({ hub, acc, boss, customer, issued, balance } = await openMoney());
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "documents and ledger agree");
});

test.serial("fifty allocations of one payment at once have exactly one effect", async (t) => {
  const party = await customer();
  const [one, two] = [await issued(party, 8000), await issued(party, 8000)];
  const { record } = await acc.hub(recordPayment, { party, amount: usd(8000) });
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      acc.hub(allocatePayment, {
        ref: record.number,
        document: n % 2 ? one.number : two.number,
        amount_minor: 8000,
      }),
    ),
  );
  t.is(results.filter((result) => result.status === "fulfilled").length, 1);
  for (const result of results)
    if (result.status === "rejected") t.is((result.reason as HubProblem).code, "conflict");
  const open = await Promise.all(
    [one, two].map(async ({ id }) => (await acc.hub(invoices.details, { ref: id })).open!.amount_minor),
  );
  t.deepEqual(
    open.toSorted((a, b) => a - b),
    [0, 8000],
  );
});

test.serial("fifty repeats of one payment with the same key record it once", async (t) => {
  const party = await customer();
  const input = { party, amount: usd(700) };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => acc.hub(recordPayment, input, { key: `pay-${party}` })),
  );
  t.is(new Set(answers.map((answer) => answer.record.number)).size, 1);
  t.is((await acc.hub(payments.list, { party })).items.length, 1);
  await acc.hub(recordPayment, { party, amount: usd(1), bank_id: "bank-1" });
  t.is(
    (await problem(acc.hub(recordPayment, { party, amount: usd(1), bank_id: "bank-1" }))).code,
    "input-invalid",
  );
});

test.serial("an allocation alone is undone too", async (t) => {
  const party = await customer();
  const invoice = await issued(party, 900);
  const { record } = await acc.hub(recordPayment, { party, amount: usd(900) });
  const { change, status } = await acc.hub(allocatePayment, { ref: record.number, document: invoice.number });
  t.is(status, "paid");
  await acc.hub(undoChange, { change });
  t.deepEqual((await acc.hub(invoices.details, { ref: invoice.id })).open, usd(900));
  t.deepEqual((await acc.hub(payments.details, { ref: record.id })).allocated, usd(0));
});

test.serial("a supplier's bill is issued, approved by another, and paid", async (t) => {
  const supplier = (await hub.admin.hub(parties.add, { name: "Supplier", role: "supplier" })).record.number;
  const { record } = await acc.hub(bills.add, {
    party: supplier,
    reference: "R-77",
    lines: [{ description: "Paper", quantity: 3, unit_price_minor: 1000, tax: "VAT20" }],
  });
  const bill = (await acc.hub(billVerbs.issue, { ref: record.id })).record;
  const pay = {
    party: supplier,
    direction: "out" as const,
    amount: usd(3600),
    pays: [{ document: bill.number }],
  };
  t.regex((await problem(acc.hub(recordPayment, pay))).message, /not approved yet/);
  t.is((await problem(acc.hub(approveBill, { ref: bill.number }))).code, "not-allowed");
  t.is((await boss.hub(approveBill, { ref: bill.number })).record.approver!.title, "Boss");
  await acc.hub(recordPayment, pay);
  t.is((await acc.hub(bills.details, { ref: bill.id })).status, "paid");
  t.is(await balance("payable"), 0);
  t.is(await balance("tax_in"), 600);
  const own = (
    await hub.admin.hub(bills.add, {
      party: supplier,
      lines: [{ description: "Own", quantity: 1, unit_price_minor: 1 }],
    })
  ).record;
  await hub.admin.hub(billVerbs.issue, { ref: own.id });
  const self = await Promise.allSettled(
    Array.from({ length: 50 }, () => hub.admin.hub(approveBill, { ref: own.id })),
  );
  t.true(
    self.every(
      (result) =>
        result.status === "rejected" &&
        /somebody other than who issued/.test((result.reason as Error).message),
    ),
  );
  const others = await Promise.allSettled(
    Array.from({ length: 50 }, () => boss.hub(approveBill, { ref: own.id })),
  );
  t.is(others.filter((result) => result.status === "fulfilled").length, 1, "approved once");
});
