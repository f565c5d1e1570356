/** Back by one step, by a counter-entry: paid becomes posted, posted becomes reversed, a draft is dropped. Nothing is deleted. */
import { reversePayRun } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { today } from "../money/company.ts";
import { reverse as mirror } from "../money/ledger/post.ts";
import { granters } from "../record/write.ts";
import { answer, payKey, postKey, runAt, type RunRow } from "./run.ts";

/** @returns the state that the run has now */
async function back(ctx: Ctx, { id, number, status }: RunRow): Promise<string> {
  const on = await today(ctx);
  if (status === "paid") {
    const [paid] = await ctx.tx.query<{ id: string }>(
      `update payroll.payment set voided_at = $2 where run_id = $1 and voided_at is null returning id`,
      [id, ctx.now.toISOString()],
    );
    await mirror(ctx.tx, [payKey(paid!.id)], on);
  } else if (status === "posted") await mirror(ctx.tx, [postKey(id)], on);
  else if (status !== "draft" && status !== "approved")
    throw new Conflict(`${number} is ${status}: there is nothing to take back.`);
  const next = status === "paid" ? "posted" : status === "posted" ? "reversed" : "dropped";
  await ctx.tx.query(`update payroll.run set status = $2 where id = $1`, [id, next]);
  return next;
}

export const reverse = does(reversePayRun, async (ctx, { ref, reason }) => {
  const run = await runAt(ctx, ref, true);
  const status = [run.status, await back(ctx, run)] as const;
  const patch = { status, ...(reason ? { reason: [null, reason] as const } : {}) };
  ctx.record({ entity: "pay_run", entityId: run.id, op: "change", patch, reversible: false });
  return answer(ctx, run.id);
});

/** Undo of posting or paying, while it is the last step. */
export async function undoStep(
  ctx: Ctx,
  [event]: readonly ChangeEvent[],
  step: "posted" | "paid",
): Promise<Undone> {
  mustHold(ctx.who, "pay_run", "reverse", granters);
  const run = await runAt(ctx, event!.entity_id, true);
  if (run.status !== step) throw new Conflict(`${run.number} is ${run.status} by now.`);
  const next = await back(ctx, run);
  const patch = { status: [step, next] } as const;
  ctx.record({
    entity: "pay_run",
    entityId: run.id,
    op: "change",
    patch,
    undoOf: event!.id,
    reversible: false,
  });
  return { summary: `Undone: ${run.number} is ${next}, by a counter-entry.`, records: [] };
}
