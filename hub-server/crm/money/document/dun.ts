/** Reminding of everything that is due, as one change. */
import { runDunning, type Output } from "../../../contract/index.ts";
import { HubError } from "../../../errors.ts";
import { mustMail } from "../../../mail/mailer.ts";
import { does, type Ctx, type LinkValue } from "../../context.ts";
import { linkOf } from "../../record/links.ts";
import { lockRow } from "../../record/write.ts";
import { today } from "../company.ts";
import { rowsById, tableOf } from "./kinds.ts";
import { remindOf, undoReminders } from "./remind.ts";
import { stepsOf } from "./steps.ts";

type Answer = Output<typeof runDunning>;

interface Late {
  readonly id: string;
  readonly due_date: string;
}

/** Invoices that are looked at together. */
const page = 50;

/** Those that cannot be reminded of are named and passed: they keep no newer ones from being reminded of. */
export const dun = does(
  runDunning,
  async (ctx, { mail = false, limit = 50 }) => {
    if (mail) mustMail(ctx.parts.mail);
    const reminded: Answer["reminded"] = [];
    const skipped: Answer["skipped"] = [];
    let after: Late | undefined;
    do {
      const late = await overdueAfter(ctx, after);
      for (const { id } of late) {
        if (reminded.length === limit) break;
        const { invoice, why } = await remind(ctx, id, mail);
        if (why === undefined) reminded.push(invoice);
        else skipped.push({ invoice, why });
      }
      after = late.length === page ? late.at(-1) : undefined;
    } while (after && reminded.length < limit);
    return { change: ctx.change, reminded, skipped };
  },
  undoReminders,
);

/** Whose reminder is due, the oldest first. */
async function overdueAfter(ctx: Ctx, after: Late | undefined): Promise<Late[]> {
  const steps = await stepsOf(ctx);
  return ctx.tx.query<Late>(
    `select id, due_date::text from crm.commercial_doc where kind = 'invoice' and status in ('issued', 'part_paid') and open_minor > 0 and due_date < $1::date
       and removed_at is null and coalesce(next_dunning, due_date + $2::int) <= $1::date
       and ($3::date is null or (due_date, id) > ($3::date, $4::uuid))
     order by due_date, id limit ${page}`,
    [await today(ctx), steps[0]!.days, after?.due_date ?? null, after?.id ?? null],
  );
}

async function remind(
  ctx: Ctx,
  id: string,
  mail: boolean,
): Promise<{ invoice: LinkValue; why: string | undefined }> {
  const table = tableOf(ctx, "invoice");
  const [row] = await rowsById(ctx, table, [id]);
  const why = await tried(async () => {
    const before = await lockRow({ ...ctx, version: undefined }, table, id, "remind");
    await remindOf(ctx, before, mail);
  });
  return { invoice: linkOf(table, row!), why };
}

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
