/** Collections: payments that somebody has to chase. */
import { date, longtext, money, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const collection = noun({
  key: "collection",
  label: "Payment to chase",
  plural: "Payments to chase",
  path: "collections",
  icon: "receipt",
  prefix: "COL",
  title: "name",
  room: "none",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    party: required(ref("From", "party", { filterable: true })),
    document: text("Document", { searchable: true, filterable: true, help: "number of the invoice" }),
    amount: money("Amount"),
    due_on: date("Due", { sortable: "empty-last" }),
    promised_on: date("Promised"),
    note: longtext("Note"),
    ...trackedFields,
  },
});

export const collections = nounCalls(collection, { add: trackedAdd, out: {} });
