/** A hub with an accountant, a manager and a seller who are paid, a tax and a pension. */
import {
  approvePayRun,
  payRunDetails,
  postPayRun,
  preparePayRun,
  setComponent,
  setSalary,
  type Output,
} from "../../contract/index.ts";
import type { TestPerson } from "../../testing/hub.ts";
import { openMoney, usd, type Money } from "../money/money.fixture.ts";

type Run = Output<typeof preparePayRun>["run"];

export interface Payroll extends Money {
  readonly prepared: (month: string, more?: object) => Promise<Run>;
  /** @returns the number of a run that is approved and posted by the manager */
  readonly posted: (month: string) => Promise<string>;
}

/** Approves a run as this person sees it now. */
export const approve = async ({ hub }: Pick<TestPerson, "hub">, ref: string) =>
  hub(approvePayRun, { ref, hash: (await hub(payRunDetails, { ref })).hash });

export async function openPayroll(): Promise<Payroll> {
  const money = await openMoney();
  const { acc, boss } = money;
  await boss.hub(setSalary, { person: "acc", amount: usd(400_000), from: "2020-01-01" });
  await acc.hub(setSalary, { person: "ann", amount: usd(300_000), from: "2020-01-01" });
  const since = { from: "2020-01-01" };
  const tax = { code: "tax", label: "Wage tax", kind: "deduction", method: "percent", percent: 20 } as const;
  await acc.hub(setComponent, { ...tax, ...since });
  const pension = { code: "pension", label: "Pension", kind: "employer", method: "formula" } as const;
  await acc.hub(setComponent, { ...pension, formula: "min(gross, 350000) * 9.3 / 100", ...since });
  const prepared = async (month: string, more: object = {}) =>
    (await acc.hub(preparePayRun, { month, ...more })).run;
  const posted = async (month: string) => {
    const { number } = await prepared(month);
    await approve(boss, number);
    await boss.hub(postPayRun, { ref: number });
    return number;
  };
  return { ...money, prepared, posted };
}
