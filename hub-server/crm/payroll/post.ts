/** Posting a run: one entry for all of its pay, so that the ledger says what pay costs and not what anybody earns. */
import { postPayRun } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { post as postEntries, type EntryDraft } from "../money/ledger/post.ts";
import { otherEyes } from "./approve.ts";
import { monthOf } from "./facts.ts";
import { undoStep } from "./reverse.ts";
import { answer, postKey, runAt, type RunRow } from "./run.ts";

/** An amount in the base currency on a day. */
export async function toBase(
  ctx: Pick<Ctx, "tx">,
  amount: number,
  currency: string,
  on: string,
): Promise<number> {
  const [row] = await ctx.tx.query<{ base: string }>(
    `select ledger.to_base($1::bigint, $2, ledger.rate($2, $3::date)) as base`,
    [amount, currency, on],
  );
  return Number(row!.base);
}

export const post = does(
  postPayRun,
  async (ctx, { ref, date }) => {
    const run = await runAt(ctx, ref, true);
    if (run.status !== "approved")
      throw new Conflict(`${run.number} is ${run.status}; an approved run is posted.`);
    await otherEyes(ctx, run);
    const on = date ?? monthOf(run.month).last;
    const { draft, net } = await entryOf(ctx, run, on);
    if (!draft.lines.some((line) => line.amount !== 0)) throw new Conflict(`${run.number} is of nothing.`);
    await postEntries(ctx.tx, [draft]);
    await ctx.tx.query(
      `update payroll.run set status = 'posted', posted_on = $2, net_base_minor = $3 where id = $1`,
      [run.id, on, net],
    );
    ctx.record({
      entity: "pay_run",
      entityId: run.id,
      op: "change",
      patch: { status: ["approved", "posted"] },
    });
    await tellPeople(ctx, run);
    return answer(ctx, run.id);
  },
  (ctx, events) => undoStep(ctx, events, "posted"),
);

/** Cost of pay against what is owed to people and what is owed to others for them; net pay takes what converting leaves over. */
async function entryOf(ctx: Ctx, run: RunRow, on: string): Promise<{ draft: EntryDraft; net: number }> {
  const { currency } = run;
  const employer = Number(run.employer_minor);
  const cost = Number(run.gross_minor) + employer;
  const withheld = Number(run.deductions_minor) + employer;
  const costBase = await toBase(ctx, cost, currency, on);
  const withheldBase = await toBase(ctx, withheld, currency, on);
  const net = costBase - withheldBase;
  const lines = [
    { account: "pay", amount: cost, currency, base: costBase },
    { account: "pay_deductions", amount: -withheld, currency, base: -withheldBase },
    { account: "pay_payable", amount: -Number(run.net_minor), currency, base: -net },
  ];
  const document = { noun: "pay_run", id: run.id };
  return {
    draft: { key: postKey(run.id), date: on, memo: `${run.number} pay of ${run.month}`, document, lines },
    net,
  };
}

/** Each person is told, in their own room with the hub, that a slip is there; what it says stays where only they read it. */
async function tellPeople(ctx: Ctx, { id, month }: RunRow): Promise<void> {
  const slips = await ctx.tx.query<{ person_id: string; number: string }>(
    `select person_id, number from payroll.slip where run_id = $1 order by number`,
    [id],
  );
  for (const { person_id, number } of slips)
    ctx.tell({
      kind: "direct",
      to: [person_id],
      record: null,
      card: {
        record: null,
        call: postPayRun.name,
        change: null,
        title: `Your payslip of ${month} is there`,
        text: `It is ${number}. Nobody in a room can read it; ask for it in private.`,
        by: null,
        facts: [],
        actions: [],
        state: "current",
      },
    });
}
