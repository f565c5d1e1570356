/** Billing: from quote to order to invoice to credit note, reminders, who owes how long, papers, and many documents at once. */
import { Type } from "typebox";
import { call } from "./call.ts";
import {
  bills,
  billVerbs,
  creditNotes,
  creditNoteVerbs,
  DocLineIn,
  invoices,
  invoiceVerbs,
  orders,
  orderVerbs,
  quotes,
  quoteVerbs,
} from "./commercial-doc.ts";
import { dunningCalls } from "./dunning.ts";
import { Link, Money, Ref } from "./field.ts";
import { Written } from "./noun.ts";

const closed = { additionalProperties: false } as const;
const one = Type.Object({ ref: Ref }, closed);
const day = (title: string) => Type.Optional(Type.String({ format: "date", title }));

export const orderQuote = call({
  name: "quote.order",
  http: "POST /quotes/{ref}/order",
  help: "Draft an order from an issued quote.",
  needs: "order:add",
  effect: "reversible",
  input: one,
  output: orders.add.output,
});
export const invoiceOrder = call({
  name: "order.invoice",
  http: "POST /orders/{ref}/invoice",
  help: "Draft an invoice from an issued order.",
  needs: "invoice:add",
  effect: "reversible",
  input: one,
  output: invoices.add.output,
});
export const creditInvoice = call({
  name: "invoice.credit",
  http: "POST /invoices/{ref}/credit",
  help: "Draft a credit note over an issued invoice, or over some of its lines.",
  needs: "credit_note:add",
  effect: "reversible",
  input: Type.Object(
    { ref: Ref, lines: Type.Optional(Type.Array(DocLineIn, { minItems: 1, maxItems: 500, title: "Lines" })) },
    closed,
  ),
  output: creditNotes.add.output,
});
export const approveBill = call({
  name: "bill.approve",
  http: "POST /bills/{ref}/approve",
  help: "Approve a supplier's bill that somebody else issued, so that it may be paid.",
  needs: "bill:approve",
  effect: "guarded", // its own second person: whoever issued the bill cannot,
  input: one,
  output: Type.Object({ ...Written.properties, record: bills.details.output }),
});
export const remindInvoice = call({
  name: "invoice.remind",
  http: "POST /invoices/{ref}/remind",
  help: "Record that the customer was reminded of an overdue invoice: the next level; by mail, when told so.",
  needs: "invoice:remind",
  effect: "reversible",
  input: Type.Object(
    {
      ref: Ref,
      mail: Type.Optional(
        Type.Boolean({ title: "By mail", description: "sends the step's words with the invoice as a PDF" }),
      ),
    },
    closed,
  ),
  output: Type.Object({ ...Written.properties, record: invoices.details.output }),
});
export const listDunning = call({
  name: "invoice.overdue",
  http: "GET /invoices/overdue",
  help: "List overdue invoices with the reminder that is due next.",
  needs: "invoice:view",
  effect: "read",
  input: Type.Object(
    { on: day("On"), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) },
    closed,
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        invoice: Link,
        party: Type.Union([Link, Type.Null()]),
        open: Money,
        due_date: Type.String({ format: "date" }),
        days: Type.Integer(),
        level: Type.Integer({ description: "reminders so far" }),
        next_on: Type.String({ format: "date" }),
        remind_now: Type.Boolean(),
      }),
    ),
  }),
});

const Bucket = Type.Object(
  {
    not_due: Type.Integer(),
    days_30: Type.Integer(),
    days_60: Type.Integer(),
    days_90: Type.Integer(),
    older: Type.Integer(),
    total: Type.Integer(),
  },
  { description: "minor units by days overdue" },
);
export const moneyAgeing = call({
  name: "money.ageing",
  http: "GET /money/ageing",
  help: "Show who owes how much for how long, or whom we owe.",
  needs: "invoice:view",
  effect: "read",
  input: Type.Object(
    {
      direction: Type.Optional(Type.Enum(["in", "out"], { default: "in", title: "Direction" })),
      on: day("On"),
    },
    closed,
  ),
  output: Type.Object({
    on: Type.String({ format: "date" }),
    items: Type.Array(
      Type.Object({ party: Type.Union([Link, Type.Null()]), currency: Type.String(), ...Bucket.properties }),
    ),
    totals: Type.Array(Type.Object({ currency: Type.String(), ...Bucket.properties })),
  }),
});

export const documentPdf = call({
  name: "document.pdf",
  http: "GET /documents/{ref}/pdf",
  help: "Draw a quote, order, invoice, credit note or bill as a PDF.",
  needs: "signed-in",
  effect: "read",
  input: one,
  output: Type.Object({
    file_name: Type.String(),
    media_type: Type.Literal("application/pdf"),
    base64: Type.String({ description: "the file, base64" }),
  }),
});

const DocumentRow = Type.Object(
  {
    kind: Type.Enum(["order", "invoice", "bill"]),
    external_id: Type.String({ minLength: 1, maxLength: 100 }),
    party: Ref,
    owner: Type.Optional(Ref),
    subject: Type.Optional(Type.String({ maxLength: 300 })),
    reference: Type.Optional(Type.String({ maxLength: 300 })),
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    issue_date: Type.String({ format: "date" }),
    due_date: day("Due"),
    origin: Type.Optional(
      Type.String({ maxLength: 100, description: "external_id of the document it was made from" }),
    ),
    lines: Type.Array(DocLineIn, { minItems: 1, maxItems: 500 }),
    paid: Type.Optional(
      Type.Object(
        { on: Type.String({ format: "date" }), method: Type.String({ maxLength: 40 }) },
        { ...closed, description: "paid in full" },
      ),
    ),
  },
  closed,
);
export const importDocuments = call({
  name: "document.import",
  http: "POST /documents/import",
  help: "Take over many issued documents, and what was paid of them, from another system; one undo takes all of them back.",
  needs: "ledger:post",
  effect: "guarded",
  input: Type.Object(
    { rows: Type.Array(DocumentRow, { minItems: 1, maxItems: 500, title: "Rows" }) },
    closed,
  ),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    added: Type.Array(
      Type.Object({ id: Type.String({ format: "uuid" }), number: Type.String(), external_id: Type.String() }),
    ),
  }),
});

export const billingCalls = [
  ...Object.values(quotes),
  ...Object.values(quoteVerbs),
  orderQuote,
  ...Object.values(orders),
  ...Object.values(orderVerbs),
  invoiceOrder,
  listDunning,
  ...Object.values(invoices),
  ...Object.values(invoiceVerbs),
  creditInvoice,
  remindInvoice,
  ...dunningCalls,
  ...Object.values(creditNotes),
  ...Object.values(creditNoteVerbs),
  ...Object.values(bills),
  ...Object.values(billVerbs),
  approveBill,
  moneyAgeing,
  documentPdf,
  importDocuments,
] as const;
