/** Paying a run: the money that went, once, against what was owed to people. */
import { randomUUIDv7 } from "node:crypto";
import { payPayRun } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { today } from "../money/company.ts";
import { post } from "../money/ledger/post.ts";
import { toBase } from "./post.ts";
import { undoStep } from "./reverse.ts";
import { answer, payKey, runAt } from "./run.ts";

export const pay = does(
  payPayRun,
  async (ctx, { ref, method = "bank", bank_id, ...when }) => {
    const run = await runAt(ctx, ref, true);
    if (run.status !== "posted") throw new Conflict(`${run.number} is ${run.status}; a posted run is paid.`);
    const paid_on = when.paid_on ?? (await today(ctx));
    const { currency } = run;
    const amount = Number(run.net_minor);
    if (amount === 0) throw new Conflict(`${run.number} has no net pay.`);
    if (bank_id) await refuseKnown(ctx, bank_id);
    const id = randomUUIDv7();
    await ctx.tx.query(
      `insert into payroll.payment (id, run_id, amount_minor, method, paid_on, bank_id) values ($1, $2, $3, $4, $5, $6)`,
      [id, run.id, amount, method, paid_on, bank_id ?? null],
    );
    const owed = Number(run.net_base_minor);
    const went = await toBase(ctx, amount, currency, paid_on);
    const account = method === "cash" ? "cash" : "bank";
    await post(ctx.tx, [
      {
        key: payKey(id),
        date: paid_on,
        memo: `${run.number} paid`,
        document: { noun: "pay_run", id: run.id },
        lines: [
          { account: "pay_payable", amount, currency, base: owed },
          { account, amount: -amount, currency, base: -went },
          { account: went > owed ? "fx_loss" : "fx_gain", amount: 0, currency, base: went - owed },
        ],
      },
    ]);
    await ctx.tx.query(`update payroll.run set status = 'paid' where id = $1`, [run.id]);
    ctx.record({ entity: "pay_run", entityId: run.id, op: "change", patch: { status: ["posted", "paid"] } });
    return answer(ctx, run.id);
  },
  (ctx, events) => undoStep(ctx, events, "paid"),
);

/** The bank's own id of a transaction is recorded once, whatever it paid. */
async function refuseKnown(ctx: Ctx, bankId: string): Promise<void> {
  const [known] = await ctx.tx.query<{ number: string }>(
    `select r.number from payroll.payment p join payroll.run r on r.id = p.run_id where p.bank_id = $1 and p.voided_at is null
     union all select number from crm.payment where bank_id = $1 and status = 'recorded'`,
    [bankId],
  );
  if (known)
    throw new InputInvalid([
      {
        field: "/bank_id",
        allowed: `a transaction that is not recorded yet (it is ${known.number})`,
        got: `"${bankId}"`,
      },
    ]);
}
