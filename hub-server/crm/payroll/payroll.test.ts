/** Pay, from a salary to money that went: who may do which step, what the ledger says, and how it is taken back. */
import test from "ava";
import {
  approvePayRun,
  changeCompany,
  closePeriod,
  ledgerEntries,
  listComponents,
  listPayRuns,
  payPayRun,
  payRunDetails,
  postPayRun,
  preparePayRun,
  reversePayRun,
  setComponent,
  setFxRate,
  setSalary,
  undoChange,
} from "../../contract/index.ts";
import { disagreements, problem, usd } from "../money/money.fixture.ts";
import { approve, openPayroll, type Payroll } from "./payroll.fixture.ts";

let hub: Payroll["hub"];
let acc: Payroll["acc"];
let boss: Payroll["boss"];
let ann: Payroll["ann"];
let balance: Payroll["balance"];
let prepared: Payroll["prepared"];
let posted: Payroll["posted"];

test.before(async () => {
  ({ hub, acc, boss, ann, balance, prepared, posted } = await openPayroll());
});
test.after.always(() => hub?.stop());
test.afterEach.always(async (t) => {
  t.deepEqual(await disagreements(hub), [], "the ledger is zero");
});

test.serial("a month goes from draft to paid, and the ledger says what it costs", async (t) => {
  const { number, people: count, hash } = await prepared("2021-01");
  t.is(count, 2);
  const run = await boss.hub(payRunDetails, { ref: number });
  t.is(run.hash, hash);
  t.deepEqual(
    [run.gross_minor, run.deductions_minor, run.employer_minor, run.net_minor],
    [700_000, 140_000, 27_900 + 32_550, 560_000],
  );
  t.is((await problem(boss.hub(postPayRun, { ref: number }))).code, "conflict", "not before approval");
  t.is((await boss.hub(approvePayRun, { ref: number, hash })).run.status, "approved");
  t.is((await boss.hub(postPayRun, { ref: number })).run.posted_on, "2021-01-31");
  t.deepEqual(
    [await balance("pay"), await balance("pay_deductions"), await balance("pay_payable")],
    [760_450, -200_450, -560_000],
  );
  t.is((await acc.hub(payPayRun, { ref: number, bank_id: "B-1", paid_on: "2021-02-01" })).run.status, "paid");
  t.is(await balance("pay_payable"), 0);
  t.is(await balance("bank"), -560_000);
  await posted("2021-02");
  const again = await problem(acc.hub(payPayRun, { ref: "RUN-2", bank_id: "B-1" }));
  t.regex(again.message, /not recorded yet \(it is RUN-1\)/);
});

test.serial(
  "whoever prepared a run neither approves nor posts it, in the hub and in the database",
  async (t) => {
    const double = await hub.person("double", ["accountant", "manager"]);
    const { run } = await double.hub(preparePayRun, { month: "2021-03" });
    t.regex((await problem(approve(double, run.number))).message, /prepared by you/);
    await approve(boss, run.number);
    t.regex((await problem(double.hub(postPayRun, { ref: run.number }))).message, /prepared by you/);
    const client = await hub.database.pool.connect();
    t.teardown(() => client.release());
    await client.query("begin");
    await client.query(
      `select set_config('hub.person', id::text, true) from access.person where user_id = $1`,
      [double.userId],
    );
    await t.throwsAsync(client.query(`update payroll.run set status = 'posted' where id = $1`, [run.id]), {
      message: /somebody else approves and posts/,
    });
    await client.query("rollback");
    t.is((await problem(ann.hub(approvePayRun, { ref: run.number, hash: run.hash }))).code, "not-allowed");
    t.is((await boss.hub(postPayRun, { ref: run.number })).run.status, "posted");
  },
);

test.serial("what is approved is what would be computed now; any change opens it again", async (t) => {
  const first = await prepared("2021-04");
  await acc.hub(preparePayRun, {
    month: "2021-04",
    once: [{ person: "ann", label: "Bonus", kind: "earning", amount_minor: 50_000 }],
  });
  t.regex(
    (await problem(boss.hub(approvePayRun, { ref: first.number, hash: first.hash }))).message,
    /prepared anew/,
  );
  const raise = await acc.hub(setSalary, { person: "ann", amount: usd(310_000), from: "2021-04-16" });
  t.regex((await problem(approve(boss, first.number))).message, /Prepare it again/);
  await acc.hub(undoChange, { change: raise.change });
  t.is((await approve(boss, first.number)).run.status, "approved");
  const anew = await prepared("2021-04");
  t.deepEqual([anew.status, anew.approved_by, anew.number], ["draft", null, first.number]);
  const approved = await approve(boss, first.number);
  t.is((await prepared("2021-04")).status, "approved", "the same again changes nothing");
  await boss.hub(undoChange, { change: approved.change });
  t.is((await acc.hub(payRunDetails, { ref: first.number })).status, "draft");
});

test.serial("two who post at once post once", async (t) => {
  const other = await hub.person("other", ["manager"]);
  const { number } = await prepared("2021-05");
  await approve(boss, number);
  const before = await balance("pay");
  const results = await Promise.allSettled(
    [boss, other, boss, other].map((one) => one.hub(postPayRun, { ref: number })),
  );
  t.is(results.filter((result) => result.status === "fulfilled").length, 1);
  t.is(await balance("pay"), before + 760_450);
  const paid = await Promise.allSettled([acc, acc, acc].map((one) => one.hub(payPayRun, { ref: number })));
  t.is(paid.filter((result) => result.status === "fulfilled").length, 1);
});

test.serial("two who prepare at once make one run", async (t) => {
  const results = await Promise.allSettled([1, 2, 3].map(() => prepared("2021-06")));
  t.true(results.some((result) => result.status === "fulfilled"));
  const { items } = await acc.hub(listPayRuns, {});
  t.is(items.filter((run) => run.month === "2021-06").length, 1);
});

test.serial("steps are taken back one by one, by counter-entries, and the month is paid anew", async (t) => {
  const before = [await balance("pay"), await balance("bank"), await balance("pay_payable")];
  const number = await posted("2021-07");
  const paid = await acc.hub(payPayRun, { ref: number });
  await acc.hub(undoChange, { change: paid.change });
  t.is((await acc.hub(payPayRun, { ref: number })).run.status, "paid", "paid anew");
  t.is((await acc.hub(reversePayRun, { ref: number })).run.status, "posted");
  t.is((await acc.hub(reversePayRun, { ref: number, reason: "wrong hours" })).run.status, "reversed");
  t.deepEqual([await balance("pay"), await balance("bank"), await balance("pay_payable")], before);
  t.is((await problem(acc.hub(reversePayRun, { ref: number }))).code, "conflict");
  t.not((await prepared("2021-07")).number, number, "a new run");
  const { items } = await acc.hub(ledgerEntries, { limit: 200 });
  t.is(items.filter((entry) => entry.memo.includes(number)).length, 6, "every entry stays");
  await t.throwsAsync(hub.database.pool.query(`delete from payroll.run`), { message: /permission denied/ });
});

test.serial("undo of a preparation drops the draft", async (t) => {
  const { change, run } = await acc.hub(preparePayRun, { month: "2021-08" });
  t.regex((await acc.hub(undoChange, { change })).summary, /dropped/);
  t.is((await acc.hub(payRunDetails, { ref: run.number })).status, "dropped");
  t.not((await prepared("2021-08")).number, run.number);
});

test.serial("a closed month takes no pay", async (t) => {
  const { number } = await prepared("2021-09");
  await approve(boss, number);
  await acc.hub(closePeriod, { month: "2021-01" });
  t.regex((await problem(boss.hub(postPayRun, { ref: number, date: "2021-01-15" }))).message, /is closed/);
  t.is((await acc.hub(payRunDetails, { ref: number })).status, "approved");
  t.is((await boss.hub(postPayRun, { ref: number })).run.posted_on, "2021-09-30");
});

test.serial("parts of a month, hours, and warnings of what may be wrong", async (t) => {
  const temp = await hub.person("temp", ["support"], {});
  await hub.person("idle", ["support"], {});
  await acc.hub(setSalary, { person: "temp", amount: usd(2_050), per: "hour", from: "2021-10-01" });
  await acc.hub(setSalary, { person: "ann", amount: usd(310_000), from: "2021-10-11" });
  await prepared("2021-10", { hours: [{ person: "temp", hours: 7.75 }] });
  const run = await acc.hub(payRunDetails, { ref: (await prepared("2021-10")).number });
  t.true(
    run.notes.some((note) => note.person?.title === "Temp" && note.text.includes("no hours were given")),
  );
  t.true(
    run.notes.some(
      (note) => note.person?.title === "Ann" && note.text.includes("begins, changes or ends within"),
    ),
  );
  await prepared("2021-10", { hours: [{ person: temp.userId, hours: 7.75 }] });
  const { slips } = await acc.hub(payRunDetails, { ref: run.number });
  const base = (name: string) =>
    slips.find((slip) => slip.person.title === name)!.lines.find((line) => line.code === "base")!
      .amount_minor;
  t.is(base("Temp"), 15_888, "7.75 h at 20.50, half a cent up");
  t.is(base("Ann"), Math.round((300_000 * 10 + 310_000 * 21) / 31));
  const now = new Date().toISOString().slice(0, 7);
  const today = await acc.hub(payRunDetails, { ref: (await prepared(now)).number });
  t.true(today.notes.some((note) => note.text === "Idle has no salary."));
});

test.serial("more deductions than pay, or a formula that fails, stand in the way of approval", async (t) => {
  const once = [{ person: "ann", label: "Advance", kind: "deduction" as const, amount_minor: 9_000_000 }];
  const { number } = await prepared("2021-11", { once });
  t.regex((await problem(approve(boss, number))).message, /a warning that stands in the way/);
  const broken = await acc.hub(setComponent, {
    code: "broken",
    label: "Share",
    kind: "earning",
    method: "formula",
    formula: "base / (hours - hours)",
    from: "2021-11-01",
  });
  const run = await acc.hub(payRunDetails, { ref: (await prepared("2021-11")).number });
  t.true(run.notes.every((note) => note.blocks === note.text.includes("division by zero")));
  await acc.hub(undoChange, { change: broken.change });
  t.is((await acc.hub(listComponents, { on: "2021-11-30" })).items.length, 2);
  await prepared("2021-11");
  t.is((await approve(boss, number)).run.status, "approved");
});

test.serial(
  "pay in another currency is a run of its own; paying at another rate makes the difference",
  async (t) => {
    const eva = await hub.person("eva", ["support"]);
    await acc.hub(setFxRate, { currency: "EUR", on: "2022-01-01", rate: 1.1 });
    await acc.hub(setFxRate, { currency: "EUR", on: "2022-03-01", rate: 1.25 });
    const eur = { amount_minor: 100_001, currency: "EUR" };
    await acc.hub(setSalary, { person: eva.userId, amount: eur, from: "2022-02-01" });
    const before = [await balance("pay_payable"), await balance("fx_loss")] as const;
    const { number, people: count } = await prepared("2022-02", { currency: "EUR" });
    t.is(count, 1);
    await approve(boss, number);
    await boss.hub(postPayRun, { ref: number });
    await acc.hub(payPayRun, { ref: number, paid_on: "2022-03-01", method: "cash" });
    t.is(await balance("pay_payable"), before[0], "nothing remains");
    t.true((await balance("fx_loss")) > before[1]);
  },
);

test.serial("a company of one pair of eyes may say so, and then pays itself", async (t) => {
  const one = await hub.person("one", ["accountant", "manager"]);
  const own = { person: one.userId, amount: usd(100), from: "2024-01-01" };
  t.is((await problem(one.hub(setSalary, own))).code, "conflict");
  await hub.admin.hub(changeCompany, { four_eyes: false });
  await one.hub(setSalary, own);
  const { run } = await one.hub(preparePayRun, { month: "2024-01" });
  await approve(one, run.number);
  t.is((await one.hub(postPayRun, { ref: run.number })).run.status, "posted");
  await hub.admin.hub(changeCompany, { four_eyes: true });
});
