/** Commercial documents: quotes, orders, invoices, credit notes and suppliers' bills. One shape, five nouns. */
import { Type, type TObject } from "typebox";
import { call } from "./call.ts";
import {
  choice,
  computed,
  date,
  integer,
  Link,
  list,
  longtext,
  money,
  ref,
  Ref,
  required,
  text,
} from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";

const closed = { additionalProperties: false } as const;
const price = Type.Integer({ minimum: -9e12, maximum: 9e12, description: "in the currency's minor unit" });

const lineFields = {
  product: Type.Optional(Ref),
  description: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: "the product's name unless given" }),
  ),
  quantity: Type.Number({ minimum: -1e9, maximum: 1e9, description: "at most 6 decimals" }),
  unit_price_minor: Type.Optional(price),
  discount: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: "per cent" })),
  tax: Type.Optional(Type.String({ maxLength: 20, description: "code of a tax rate, e.g. VAT19" })),
  account: Type.Optional(
    Type.String({ maxLength: 20, description: "code of an account, when not the usual one" }),
  ),
};
export const DocLineIn = Type.Object(lineFields, closed);
export const DocLine = Type.Object({
  ...lineFields,
  product: Type.Optional(Type.Union([Link, Type.Null()])),
  net_minor: Type.Integer(),
  tax_minor: Type.Integer(),
  gross_minor: Type.Integer(),
  tax_percent: Type.Union([Type.Number(), Type.Null()]),
  tax_inclusive: Type.Optional(Type.Boolean({ description: "the price includes the tax" })),
});

const statuses = ["draft", "issued", "accepted", "part_paid", "paid", "void"] as const;
const currency = {
  ...text("Currency", { help: "ISO 4217; the company's own unless given" }),
  schema: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" }),
};

const head = (who: string, due: string) => ({
  party: required(ref(who, "party", { filterable: true })),
  subject: text("Subject", { searchable: true }),
  reference: text("Their reference", { searchable: true }),
  currency,
  issue_date: date("Date"),
  due_date: date(due),
  terms_days: integer("Days to pay"),
  lines: list("Lines", DocLineIn, { out: DocLine, refs: { product: "product" } }),
  note: longtext("Note"),
  status: choice("Status", statuses, { filterable: true, managed: true }),
  net: computed(money("Net")),
  tax: computed(money("Tax")),
  gross: computed(money("Total")),
});
const payable = { paid: computed(money("Paid")), open: computed(money("Open")) };

export const quote = noun({
  key: "quote",
  label: "Quote",
  plural: "Quotes",
  path: "quotes",
  icon: "document",
  prefix: "QUO",
  title: "subject",
  room: "none",
  fields: head("Customer", "Valid until"),
});
export const order = noun({
  key: "order",
  label: "Order",
  plural: "Orders",
  path: "orders",
  icon: "document",
  prefix: "ORD",
  title: "subject",
  room: "none",
  fields: { ...head("Customer", "Deliver by"), origin: ref("From quote", "quote", { managed: true }) },
});
export const invoice = noun({
  key: "invoice",
  label: "Invoice",
  plural: "Invoices",
  path: "invoices",
  icon: "document",
  prefix: "INV",
  title: "subject",
  room: "none",
  fields: {
    ...head("Customer", "Due"),
    ...payable,
    origin: ref("From order", "order", { managed: true }),
    dunning_level: integer("Reminders", { managed: true }),
    next_dunning: date("Next reminder", { managed: true }),
  },
});
export const creditNote = noun({
  key: "credit_note",
  label: "Credit note",
  plural: "Credit notes",
  path: "credit-notes",
  icon: "document",
  prefix: "CRN",
  title: "subject",
  room: "none",
  fields: { ...head("Customer", "Due"), ...payable, origin: ref("Of invoice", "invoice", { managed: true }) },
});
export const bill = noun({
  key: "bill",
  label: "Bill",
  plural: "Bills",
  path: "bills",
  icon: "document",
  prefix: "BIL",
  title: "subject",
  room: "none",
  fields: {
    ...head("Supplier", "Due"),
    ...payable,
    approver: ref("Approved by", "person", { managed: true }),
  },
});
export const commercialDocs = [quote, order, invoice, creditNote, bill] as const;

const external = {
  external_id: Type.Optional(
    Type.String({ maxLength: 100, description: "its id in the system it was imported from" }),
  ),
};
const more = { add: external, out: {} };
export const quotes = nounCalls(quote, more);
export const orders = nounCalls(order, more);
export const invoices = nounCalls(invoice, more);
export const creditNotes = nounCalls(creditNote, more);
export const bills = nounCalls(bill, more);

/** The verbs of every document: issue, which gives it its number and posts it, and void, by a counter-entry. */
function verbs<const Key extends string, R extends TObject>(key: Key, path: string, record: R) {
  const output = Type.Object({ ...Written.properties, record });
  const name = key.replace("_", " ");
  return {
    issue: call({
      name: `${key}.issue`,
      http: `POST /${path}/{ref}/issue`,
      help: `Issue a drafted ${name}: it gets its number and stays as it is.`,
      needs: `${key}:issue`,
      effect: "guarded",
      input: Type.Object(
        { ref: Ref, date: Type.Optional(Type.String({ format: "date", title: "Date" })) },
        closed,
      ),
      output,
    }),
    void: call({
      name: `${key}.void`,
      http: `POST /${path}/{ref}/void`,
      help: `Void an issued ${name}: what was posted is posted back, nothing is deleted.`,
      needs: `${key}:void`,
      effect: "guarded",
      input: Type.Object(
        { ref: Ref, reason: Type.Optional(Type.String({ maxLength: 300, title: "Reason" })) },
        closed,
      ),
      output,
    }),
  };
}

/** Sending a paper to the party as a PDF; bills come from the party and are not sent. */
function sent<const Key extends string, R extends TObject>(key: Key, path: string, record: R) {
  const name = key.replace("_", " ");
  return {
    send: call({
      name: `${key}.send`,
      http: `POST /${path}/{ref}/send`,
      help: `Send an issued ${name} to the party by mail, as a PDF.`,
      needs: `${key}:send`,
      effect: "guarded",
      input: Type.Object(
        {
          ref: Ref,
          to: Type.Optional(
            Type.String({
              maxLength: 254,
              title: "To",
              description: "one of the party's e-mail addresses; the preferred one unless given",
            }),
          ),
          message: Type.Optional(Type.String({ minLength: 1, maxLength: 5000, title: "Message" })),
        },
        closed,
      ),
      output: Type.Object({ ...Written.properties, record, to: Type.String() }),
    }),
  };
}
const both = <const Key extends string, R extends TObject>(key: Key, path: string, record: R) => ({
  ...verbs(key, path, record),
  ...sent(key, path, record),
});
export const quoteVerbs = both("quote", "quotes", quotes.details.output);
export const orderVerbs = both("order", "orders", orders.details.output);
export const invoiceVerbs = both("invoice", "invoices", invoices.details.output);
export const creditNoteVerbs = both("credit_note", "credit-notes", creditNotes.details.output);
export const billVerbs = verbs("bill", "bills", bills.details.output);
