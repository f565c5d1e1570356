/** The ledger's own calls, and who reaches money at all. */
import test from "ava";
import {
  changeCompany,
  closePeriod,
  invoices,
  ledgerBalance,
  moneyAgeing,
  postEntry,
  recordPayment,
  reverseEntry,
  undoChange,
} from "../../../contract/index.ts";
import { disagreements, openMoney, type Money, problem, today, usd } from "../money.fixture.ts";

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

test.serial("a closed month takes nothing more, and is opened again by undo", async (t) => {
  const party = await customer();
  await issued(party, 100, { date: "2018-03-10" });
  const { change } = await acc.hub(closePeriod, { month: "2018-03" });
  t.regex((await problem(issued(party, 100, { date: "2018-03-31" }))).message, /2018-03 is closed/);
  await acc.hub(undoChange, { change });
  t.is((await issued(party, 100, { date: "2018-03-31" })).issue_date, "2018-03-31");
});

test.serial("an entry by hand must balance, in each currency; the base currency stays", async (t) => {
  const lines = [
    { account: "1000", amount_minor: 500 },
    { account: "3000", amount_minor: -499 },
  ];
  t.regex(
    (await problem(acc.hub(postEntry, { date: today, memo: "Capital", lines }))).message,
    /does not balance/,
  );
  const { entry, change } = await acc.hub(postEntry, {
    date: today,
    memo: "Capital",
    lines: [lines[0]!, { account: "3000", amount_minor: -500 }],
  });
  t.is(entry.lines.length, 2);
  await acc.hub(undoChange, { change });
  t.is(await balance("equity"), 0);
  t.regex(
    (await problem(hub.admin.hub(changeCompany, { currency: "EUR" }))).message,
    /base currency stays USD/,
  );
});

test.serial("what is reversed is reversed on its own day or later", async (t) => {
  const lines = [
    { account: "1000", amount_minor: 5 },
    { account: "3000", amount_minor: -5 },
  ];
  const { entry } = await acc.hub(postEntry, { date: "2026-02-03", memo: "slip", lines });
  const early = await problem(acc.hub(reverseEntry, { entry: entry.id, date: "2026-02-02" }));
  t.regex(early.message, /is of 2026-02-03: it is not reversed on an earlier day/);
  t.is((await acc.hub(reverseEntry, { entry: entry.id, date: "2026-02-03" })).entry.reverses, entry.id);
});

test.serial(
  "who sells drafts for their own and posts nothing; support sees no amount; others see nothing",
  async (t) => {
    const party = await customer();
    const invoice = await issued(party, 4200);
    const ben = await hub.person("ben", ["sales-executive"], { manager: "admin" });
    const sue = await hub.person("sue", ["support"]);
    const dev = await hub.person("dev", ["product-developer"]);
    t.is((await ann.hub(invoices.details, { ref: invoice.number })).gross!.amount_minor, 4200);
    t.is((await problem(ben.hub(invoices.details, { ref: invoice.number }))).code, "not-found");
    t.is((await problem(ann.hub(recordPayment, { party, amount: usd(1) }))).code, "not-allowed");
    t.is((await problem(ann.hub(ledgerBalance, {}))).code, "not-allowed");
    const seen = await sue.hub(invoices.details, { ref: invoice.number });
    t.is(seen.status, "issued");
    t.false(JSON.stringify(seen).includes("4200"));
    t.is((await problem(sue.hub(moneyAgeing, {}))).code, "field-hidden");
    t.is((await problem(dev.hub(invoices.list, {}))).code, "not-allowed");
    t.is((await boss.hub(invoices.details, { ref: invoice.number })).open!.amount_minor, 4200);
    t.is((await problem(boss.hub(recordPayment, { party, amount: usd(1) }))).code, "not-allowed");
  },
);
