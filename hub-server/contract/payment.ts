/** Payments: money that came or went, what it pays, and what of it is still credit on account. */
import { Type } from "typebox";
import { call } from "./call.ts";
import {
  boolean,
  choice,
  computed,
  date,
  longtext,
  Money,
  money,
  ref,
  Ref,
  required,
  text,
} from "./field.ts";
import { noun, nounCalls, Written } from "./noun.ts";

export const paymentMethods = ["bank", "card", "cash", "cheque", "other"] as const;

export const payment = noun({
  key: "payment",
  label: "Payment",
  plural: "Payments",
  path: "payments",
  icon: "document",
  prefix: "PAY",
  title: "reference",
  room: "none",
  fields: {
    party: required(ref("From or to", "party", { filterable: true })),
    direction: required(choice("Direction", ["in", "out"], { filterable: true })),
    amount: required(money("Amount")),
    method: required(choice("Method", paymentMethods, { filterable: true })),
    paid_on: date("Date"),
    reference: text("Reference", { searchable: true }),
    bank_id: text("Bank's id"),
    note: longtext("Note"),
    refund: boolean("Refund", { managed: true }),
    status: choice("Status", ["recorded", "void"], { filterable: true, managed: true }),
    allocated: computed(money("Used")),
  },
});

const all = nounCalls(payment, { add: {}, out: {} });
/** Payments are recorded and undone, never added, changed or removed like other records. */
export const payments = { details: all.details, list: all.list, find: all.find };

const closed = { additionalProperties: false } as const;
const amount = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 9e12,
    title: "Amount",
    description: "in minor units; as much as possible unless given",
  }),
);
const uses = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 9e12,
    title: "Takes",
    description: "of the credit, in its minor units, where its currency is not the document's",
  }),
);
const Pays = Type.Array(Type.Object({ document: Ref, amount_minor: amount, uses_minor: uses }, closed), {
  maxItems: 100,
  title: "Pays",
});
const output = Type.Object({ ...Written.properties, record: all.details.output });
const method = Type.Optional(Type.Enum([...paymentMethods], { default: "bank", title: "Method" }));
const paidOn = Type.Optional(Type.String({ format: "date", title: "Date" }));
const reference = Type.Optional(Type.String({ minLength: 1, maxLength: 300, title: "Reference" }));

export const recordPayment = call({
  name: "payment.record",
  http: "POST /payments",
  help: "Record money that came from a customer or went to a supplier, and what it pays; the rest is credit on account.",
  needs: "payment:record",
  effect: "guarded",
  input: Type.Object(
    {
      party: Ref,
      direction: Type.Optional(Type.Enum(["in", "out"], { default: "in", title: "Direction" })),
      amount: Money,
      method,
      paid_on: paidOn,
      reference,
      bank_id: Type.Optional(
        Type.String({ maxLength: 100, description: "the bank's id: the same transaction is recorded once" }),
      ),
      note: Type.Optional(Type.String({ maxLength: 2000 })),
      pays: Type.Optional(Pays),
      oldest: Type.Optional(
        Type.Boolean({ title: "Pay the oldest", description: "pays what is open, oldest first" }),
      ),
    },
    closed,
  ),
  output,
});

export const allocatePayment = call({
  name: "payment.allocate",
  http: "POST /payments/{ref}/allocate",
  help: "Use what is left of a payment or a credit note to pay a document.",
  needs: "payment:allocate",
  effect: "guarded",
  input: Type.Object({ ref: Ref, document: Ref, amount_minor: amount, uses_minor: uses }, closed),
  output: Type.Object({
    change: Type.String({ format: "uuid" }),
    allocated: Money,
    left: Money,
    open: Money,
    status: Type.String({ description: "of the document" }),
  }),
});

export const refundPayment = call({
  name: "payment.refund",
  http: "POST /payments/{ref}/refund",
  help: "Pay back what is left of a payment or a credit note.",
  needs: "payment:refund",
  effect: "guarded",
  input: Type.Object({ ref: Ref, amount_minor: amount, method, paid_on: paidOn, reference }, closed),
  output,
});

export const voidPayment = call({
  name: "payment.void",
  http: "POST /payments/{ref}/void",
  help: "Take a payment back with everything that it pays: counter-entries are posted, nothing is deleted.",
  needs: "payment:record",
  effect: "guarded",
  input: Type.Object(
    { ref: Ref, reason: Type.Optional(Type.String({ maxLength: 300, title: "Reason" })) },
    closed,
  ),
  output,
});

export const paymentCalls = [
  ...Object.values(payments),
  recordPayment,
  allocatePayment,
  refundPayment,
  voidPayment,
] as const;
