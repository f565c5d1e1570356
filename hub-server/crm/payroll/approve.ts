/** Approving a run: other eyes than those that prepared it, over exactly what was prepared. The database refuses the preparer too. */
import { approvePayRun } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { readCompany } from "../money/company.ts";
import { granters } from "../record/write.ts";
import { computeRun } from "./facts.ts";
import { answer, runAt, type RunRow } from "./run.ts";

/** @throws Conflict when the asker prepared the run, unless the company has one pair of eyes */
export async function otherEyes(ctx: Ctx, { number, prepared_by }: RunRow): Promise<void> {
  if (prepared_by === ctx.who.id && (await readCompany(ctx)).four_eyes)
    throw new Conflict(`${number} was prepared by you: somebody else approves and posts it.`);
}

export const approve = does(
  approvePayRun,
  async (ctx, { ref, hash }) => {
    const run = await runAt(ctx, ref, true);
    if (run.status !== "draft") throw new Conflict(`${run.number} is ${run.status}; a draft is approved.`);
    await otherEyes(ctx, run);
    if (hash !== run.hash)
      throw new Conflict(`${run.number} was prepared anew since you saw it. Read it again.`);
    const blocking = run.warnings.filter((warning) => warning.blocks).length;
    if (blocking)
      throw new Conflict(
        `${run.number} has ${blocking === 1 ? "a warning that stands" : `${blocking} warnings that stand`} in the way. Set it right and prepare it again.`,
      );
    await refuseStale(ctx, run);
    await ctx.tx.query(`update payroll.run set status = 'approved' where id = $1`, [run.id]);
    ctx.record({
      entity: "pay_run",
      entityId: run.id,
      op: "change",
      patch: { status: ["draft", "approved"] },
    });
    return answer(ctx, run.id);
  },
  undoApprove,
);

/** What is approved must be what would be computed now: a salary that was set since would otherwise be paid late. */
async function refuseStale(ctx: Ctx, run: RunRow): Promise<void> {
  const now = await computeRun(ctx, run.month, run.currency, run.inputs);
  if (now.hash !== run.hash)
    throw new Conflict(
      `Salaries, components or people changed since ${run.number} was prepared. Prepare it again.`,
    );
}

async function undoApprove(ctx: Ctx, [event]: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "pay_run", "approve", granters);
  const run = await runAt(ctx, event!.entity_id, true);
  if (run.status !== "approved") throw new Conflict(`${run.number} is ${run.status}: its approval stands.`);
  await ctx.tx.query(`update payroll.run set status = 'draft' where id = $1`, [run.id]);
  const patch = { status: ["approved", "draft"] } as const;
  ctx.record({
    entity: "pay_run",
    entityId: run.id,
    op: "change",
    patch,
    undoOf: event!.id,
    reversible: false,
  });
  return { summary: `Undone: ${run.number} is not approved.`, records: [] };
}
