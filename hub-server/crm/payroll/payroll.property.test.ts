/** Random people, components and steps: what is posted balances, and the ledger owes what the slips say. */
import test from "ava";
import fc from "fast-check";
import {
  approvePayRun,
  payPayRun,
  payRunDetails,
  postPayRun,
  preparePayRun,
  reversePayRun,
  setComponent,
  setSalary,
} from "../../contract/index.ts";
import { disagreements, openMoney, usd, type Money } from "../money/money.fixture.ts";
import { anyRule } from "./slip.testing.ts";

let money: Money;
test.before(async () => {
  money = await openMoney();
  for (const name of ["one", "two", "three"]) await money.hub.person(name, []);
});
test.after.always(() => money?.hub.stop());

const step = fc.constantFrom("post", "post and pay", "post and reverse");
const month = (place: number) => new Date(Date.UTC(2000, place, 1)).toISOString().slice(0, 7);

test("posted runs balance, whatever the components are and whichever steps follow", async (t) => {
  const { acc, boss, hub, balance } = money;
  let place = 0;
  let owed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 3, maxLength: 3 }),
      fc.uniqueArray(anyRule, { maxLength: 5, selector: (rule) => rule.code }),
      step,
      async (salaries, rules, then) => {
        const of = month(place++);
        for (const [who, amount] of ["one", "two", "three"].map((name, n) => [name, salaries[n]!] as const))
          await acc.hub(setSalary, { person: who, amount: usd(amount), from: `${of}-01` });
        for (const { percentOf, amount, percent, ...rule } of rules as unknown as Record<string, never>[])
          await acc.hub(setComponent, {
            ...(rule as object),
            from: `${of}-01`,
            ...(amount === undefined ? {} : { amount: usd(amount) }),
            ...(percent === undefined ? {} : { percent: Number(percent), percent_of: percentOf }),
          } as never);
        const { run } = await acc.hub(preparePayRun, { month: of });
        const details = await acc.hub(payRunDetails, { ref: run.id });
        const total = (name: "gross_minor" | "deductions_minor" | "net_minor") =>
          details.slips.reduce((sum, slip) => sum + slip[name], 0);
        t.is(details.net_minor, total("gross_minor") - total("deductions_minor"));
        t.is(details.net_minor, total("net_minor"));
        if (details.notes.some((note) => note.blocks) || details.net_minor === 0) return; // such a run is not approved
        await boss.hub(approvePayRun, { ref: run.id, hash: details.hash });
        await boss.hub(postPayRun, { ref: run.id });
        if (then === "post") owed -= details.net_minor;
        else await acc.hub(then === "post and pay" ? payPayRun : reversePayRun, { ref: run.id });
        t.is(await balance("pay_payable"), owed);
        t.deepEqual(await disagreements(hub), []);
      },
    ),
    { numRuns: 5 },
  );
});
