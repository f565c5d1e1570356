/** Production batches: a quantity of a product on its way through manufacture. */
import { date, integer, longtext, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const batch = noun({
  key: "batch",
  label: "Batch",
  plural: "Batches",
  path: "batches",
  icon: "package",
  prefix: "BAT",
  title: "name",
  room: "none",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    product: required(ref("Product", "product", { filterable: true })),
    quantity: required(integer("Quantity")),
    unit: text("Unit"),
    lot: text("Lot", { searchable: true, filterable: true }),
    due_on: date("Due", { sortable: "empty-last" }),
    finished_quantity: integer("Good pieces"),
    note: longtext("Note"),
    ...trackedFields,
  },
});

export const batches = nounCalls(batch, { add: trackedAdd, out: {} });
