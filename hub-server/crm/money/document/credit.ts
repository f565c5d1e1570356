/** Credit notes over an invoice: never before it, never for more than it, and used on what is open of it first. */
import { Conflict } from "../../../errors.ts";
import type { Ctx } from "../../context.ts";
import type { Row } from "../../record/table.ts";
import { asText } from "../../record/values.ts";
import { asStored } from "../../record/write.ts";
import { allocate, leftOf } from "../payment/allocate.ts";
import { recordTouched } from "../payment/undo.ts";
import { tableOf } from "./kinds.ts";

interface Credited {
  readonly number: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly gross: string;
  /** By the credit notes that stand. */
  readonly credited: string;
}

/**
 * The same invoice is credited once, however many drafts there are. Whoever gives more than was invoiced writes a credit note of its own.
 * @param on YYYY-MM-DD of the credit note
 */
export async function refuseTooMuch(ctx: Ctx, note: Row, on: string): Promise<void> {
  if (!note["origin_id"]) return;
  await ctx.tx.query(`select id from crm.commercial_doc where id = $1 for update`, [note["origin_id"]]);
  const [of] = await ctx.tx.query<Credited>(
    `select d.number, d.currency, d.issue_date::text, d.gross_minor as gross, (select coalesce(sum(n.gross_minor), 0) from crm.commercial_doc n
       where n.origin_id = d.id and n.kind = 'credit_note' and n.status not in ('draft', 'void')) as credited
     from crm.commercial_doc d where d.id = $1`,
    [note["origin_id"]],
  );
  if (!of) return;
  if (on < of.issue_date)
    throw new Conflict(
      `${note.number} would be of ${on}, before ${of.number}, which it credits: that is of ${of.issue_date}.`,
    );
  if (note["currency"] !== of.currency)
    throw new Conflict(
      `${note.number} is in ${String(note["currency"])}, and ${of.number}, which it credits, in ${of.currency}.`,
    );
  const left = Number(of.gross) - Number(of.credited);
  if (Number(note["gross_minor"]) <= left) return;
  const money = (amount_minor: number) => asText({ type: "money" }, { amount_minor, currency: of.currency });
  throw new Conflict(
    `Of ${of.number} only ${money(left)} can still be credited; ${note.number} says ${money(Number(note["gross_minor"]))}. What goes beyond is a credit note of its own.`,
  );
}

/** A credit note pays what is still open of its invoice; what remains is the customer's credit. */
export async function useOnInvoice(ctx: Ctx, note: Row): Promise<void> {
  if (!note["origin_id"]) return;
  const table = tableOf(ctx, "invoice");
  const invoice = await asStored(ctx, table, { id: note["origin_id"] } as Row);
  if (!["issued", "part_paid"].includes(String(invoice["status"]))) return;
  const amount = Math.min(leftOf(note), Number(invoice["open_minor"]));
  const use = {
    source: note,
    noun: "credit_note",
    document: invoice.id,
    amount,
    on: String(note["issue_date"]),
  } as const;
  if (amount > 0) await recordTouched(ctx, [invoice.id], () => allocate(ctx, [use]));
}
