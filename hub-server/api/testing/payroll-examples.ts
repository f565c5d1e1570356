/** One good input for each call of payroll. */
import { approvePayRun, payPayRun, postPayRun, preparePayRun, setSalary } from "../../contract/index.ts";
import type { TestPerson } from "../../testing/hub.ts";
import type { World } from "./examples.ts";

type Input = Record<string, unknown>;
const usd = (amount_minor: number) => ({ amount_minor, currency: "USD" });
const number = (world: World) => Number(world.unique().split("x")[0]);
/** Each world has a month of its own: one run a month and currency. */
const monthOf = (world: World) => new Date(Date.UTC(1990, number(world), 1)).toISOString().slice(0, 7);

let others: Promise<TestPerson> | undefined;
/** Who prepares, so that the administrator may approve. */
const accountant = (world: World) => (others ??= world.test.person(`payer${world.unique()}`, ["accountant"]));

async function paid(world: World): Promise<{ ref: string; hash: string; month: string }> {
  const { hub } = await accountant(world);
  const user = `worker${world.unique()}`;
  const { userId } = await world.test.person(user, []);
  const month = monthOf(world);
  await hub(setSalary, { person: userId, amount: usd(300_000), from: `${month}-01` });
  const { run } = await hub(preparePayRun, { month });
  return { ref: run.number, hash: run.hash, month };
}
async function approved(world: World): Promise<Input> {
  const { ref, hash } = await paid(world);
  await world.test.admin.hub(approvePayRun, { ref, hash });
  return { ref };
}
async function posted(world: World): Promise<{ ref: string }> {
  const { ref } = await approved(world);
  await world.test.admin.hub(postPayRun, { ref: String(ref) });
  return { ref: String(ref) };
}
async function slip(world: World): Promise<Input> {
  const { ref } = await posted(world);
  const { payRunDetails } = await import("../../contract/index.ts");
  return { ref: (await world.test.admin.hub(payRunDetails, { ref })).slips[0]!.number };
}
const none = () => Promise.resolve({});

export const payrollExamples: Readonly<Record<string, (world: World) => Promise<Input>>> = {
  "salary.set": async (world) => ({
    person: (await world.test.person(`earner${world.unique()}`, [])).userId,
    amount: usd(250_000),
    from: "2020-01-01",
  }),
  "salary.list": none,
  "pay_component.set": (world) =>
    Promise.resolve({
      code: `c${number(world)}`,
      label: "Bonus",
      kind: "earning",
      method: "formula",
      formula: "max(base * 5 / 100, 1000)",
      from: "2080-01-01",
    }),
  "pay_component.list": none,
  "pay_run.prepare": async (world) => {
    const { month } = await paid(world);
    return { month, currency: "USD" };
  },
  "pay_run.list": none,
  "pay_run.details": async (world) => ({ ref: (await paid(world)).ref }),
  "pay_run.approve": async (world) => {
    const { ref, hash } = await paid(world);
    return { ref, hash };
  },
  "pay_run.post": approved,
  "pay_run.pay": posted,
  "pay_run.reverse": async (world) => {
    const { ref } = await posted(world);
    await world.test.admin.hub(payPayRun, { ref });
    return { ref };
  },
  "payslip.list": none,
  "payslip.details": slip,
  "payslip.pdf": slip,
};
