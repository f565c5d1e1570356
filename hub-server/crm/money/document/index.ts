/** Documents: the generic slice of each kind, issue and void, and the steps from quote to credit note. */
import {
  bills,
  billVerbs,
  creditNotes,
  creditNoteVerbs,
  invoices,
  invoiceVerbs,
  orders,
  orderVerbs,
  quotes,
  quoteVerbs,
  type AnyCall,
} from "../../../contract/index.ts";
import type { Handler } from "../../context.ts";
import { slice } from "../../record/slice.ts";
import { written, type Extras } from "../../record/write.ts";
import { ageing } from "./ageing.ts";
import { approve } from "./approve.ts";
import { convertHandlers } from "./convert.ts";
import { importDocs } from "./import.ts";
import { issueDocument, undoIssue, voidDocument } from "./issue.ts";
import { dun } from "./dun.ts";
import { draftPrefix, tableOf } from "./kinds.ts";
import { completeLines } from "./lines.ts";
import { pdf } from "./pdf.ts";
import { overdue, preview, remind } from "./remind.ts";
import { reminders } from "./reminders.ts";
import { sendHandlers } from "./send.ts";
import { stepHandlers } from "./steps.ts";
import { resolveIn } from "../../record/resolve.ts";

const extras: Extras = { prefix: () => draftPrefix, prepare: completeLines };

/** What an issued document tells of itself in a card; amounts are not for every room. */
const shown = ["due_date", "status"];

function steps(kind: string, verbs: { readonly issue: AnyCall; readonly void: AnyCall }): Handler[] {
  return [
    {
      call: verbs.issue,
      undo: undoIssue,
      run: async (ctx, { ref, date }) => {
        const table = tableOf(ctx, kind);
        const row = await issueDocument(ctx, table, String(ref), date as string | undefined);
        return written(ctx, table, row, verbs.issue.name, "issued", shown);
      },
    },
    {
      call: verbs.void,
      run: async (ctx, { ref }) => {
        const table = tableOf(ctx, kind);
        const { id } = await resolveIn(ctx, table, String(ref));
        return written(ctx, table, await voidDocument(ctx, table, id), verbs.void.name, "voided", ["status"]);
      },
    },
  ];
}

export const documentHandlers: readonly Handler[] = [
  ...slice(quotes, "quote", extras),
  ...steps("quote", quoteVerbs),
  ...slice(orders, "order", extras),
  ...steps("order", orderVerbs),
  ...slice(invoices, "invoice", extras),
  ...steps("invoice", invoiceVerbs),
  ...slice(creditNotes, "credit_note", extras),
  ...steps("credit_note", creditNoteVerbs),
  ...slice(bills, "bill", extras),
  ...steps("bill", billVerbs),
  ...convertHandlers,
  approve,
  overdue,
  preview,
  remind,
  reminders,
  dun,
  ...stepHandlers,
  ...sendHandlers,
  ageing,
  pdf,
  importDocs,
];
