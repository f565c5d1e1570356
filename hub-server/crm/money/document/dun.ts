/** Reminding of everything that is due, as one change. */
import { runDunning, type Output } from "../../../contract/index.ts";
import { HubError } from "../../../errors.ts";
import { mustMail } from "../../../mail/mailer.ts";
import { does } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import { lockRow } from "../../record/write.ts";
import { dayOf, rowsById, tableOf } from "./kinds.ts";
import { remindOf, undoReminders } from "./remind.ts";
import { stepsOf } from "./steps.ts";

type Answer = Output<typeof runDunning>;

export const dun = does(
  runDunning,
  async (ctx, { mail = false, limit = 50 }) => {
    if (mail) mustMail(ctx.parts.mail);
    const table = tableOf(ctx, "invoice");
    const steps = await stepsOf(ctx);
    const today = dayOf(ctx.now);
    const late = await ctx.tx.query<{ id: string }>(
      `select id from crm.commercial_doc where kind = 'invoice' and status in ('issued', 'part_paid') and due_date < $1::date and removed_at is null
         and coalesce(next_dunning, due_date + $2::int) <= $1::date
       order by due_date, id limit $3`,
      [today, steps[0]!.days, limit],
    );
    const reminded: Answer["reminded"] = [];
    const skipped: Answer["skipped"] = [];
    for (const { id } of late) {
      const [row] = await rowsById(ctx, table, [id]);
      const why = await tried(async () => {
        const before = await lockRow({ ...ctx, version: undefined }, table, id, "remind");
        await remindOf(ctx, before, mail);
      });
      if (why === undefined) reminded.push(linkOf(table, row!));
      else skipped.push({ invoice: linkOf(table, row!), why });
    }
    return { change: ctx.change, reminded, skipped };
  },
  undoReminders,
);

/** @returns why it was refused; what is refused so is refused before anything is written */
async function tried(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof HubError && error.status < 500) return error.message;
    throw error;
  }
}
