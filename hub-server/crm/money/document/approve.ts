/** Approving a bill: four eyes stand before money goes out. The database refuses whoever issued it. */
import { approveBill } from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import { does } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import { asStored, lockRow, rowFor, written } from "../../record/write.ts";
import type { Ctx } from "../../context.ts";
import type { Row } from "../../record/table.ts";
import { recordStep } from "./issue.ts";
import { tableOf } from "./kinds.ts";

async function setApprover(ctx: Ctx, before: Row, approver: string | null, undoOf?: string): Promise<Row> {
  const table = tableOf(ctx, "bill");
  await ctx.tx.query(
    `update crm.commercial_doc set approver_id = $2, version = version + 1, changed_at = $3 where id = $1`,
    [before.id, approver, ctx.now.toISOString()],
  );
  const after = await asStored(ctx, table, before);
  recordStep(ctx, table, before, after, undoOf);
  return after;
}

export const approve = does(
  approveBill,
  async (ctx, { ref }) => {
    const table = tableOf(ctx, "bill");
    const before = await rowFor(ctx, table, ref, "approve");
    if (before["status"] !== "issued")
      throw new Conflict(`${before.number} is ${String(before["status"])}; it must be issued and unpaid.`);
    if (before["approver_id"]) throw new Conflict(`${before.number} is approved already.`);
    return written(ctx, table, await setApprover(ctx, before, ctx.who.id), approveBill.name, "approved", [
      "approver",
    ]);
  },
  async (ctx, events) => {
    const table = tableOf(ctx, "bill");
    const before = await lockRow({ ...ctx, version: undefined }, table, events[0]!.entity_id, "approve");
    if (before["status"] !== "issued") throw new Conflict(`${before.number} is paid: its approval stands.`);
    const after = await setApprover(ctx, before, null, events[0]!.id);
    return { summary: `Undone: ${after.number} is not approved.`, records: [linkOf(table, after)] };
  },
);
