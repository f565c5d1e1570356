/** Pay of somebody whom nobody of the tests is, for the tests of access: posted, paid, and told. */
import {
  approvePayRun,
  payPayRun,
  postPayRun,
  preparePayRun,
  setComponent,
  setSalary,
} from "../../contract/index.ts";
import type { TestHub } from "../../testing/hub.ts";

/** @param salary of a month and @param component taken off, in minor units; @param once the label of something paid once */
export async function addPay(
  hub: TestHub,
  { salary, component, once }: { salary: number; component: number; once: string },
): Promise<void> {
  const paid = await hub.person("paid", []);
  const preparer = await hub.person("preparer", ["accountant"]);
  const usd = (amount_minor: number) => ({ amount_minor, currency: "USD" });
  const from = "2020-01-01";
  await preparer.hub(setSalary, { person: paid.userId, amount: usd(salary), from });
  const tax = { code: "tax", label: "Tax", kind: "deduction", method: "fixed" } as const;
  await preparer.hub(setComponent, { ...tax, amount: usd(component), from });
  const extra = [{ person: paid.userId, label: once, kind: "employer", amount_minor: 1 }] as const;
  for (const month of ["2020-01", "2020-02", "2020-03"]) {
    const { run } = await preparer.hub(preparePayRun, { month, once: [...extra] });
    if (month === "2020-03") continue; // a draft
    await hub.admin.hub(approvePayRun, { ref: run.number, hash: run.hash });
    await hub.admin.hub(postPayRun, { ref: run.number });
    if (month === "2020-01") await preparer.hub(payPayRun, { ref: run.number });
  }
}
