/** Deals: what a party may buy, and how near that is. */
import { date, longtext, money, percent, ref, required, text } from "./field.ts";
import { noun, nounCalls } from "./noun.ts";
import { trackedAdd, trackedFields } from "./tracked.ts";

export const deal = noun({
  key: "deal",
  label: "Deal",
  plural: "Deals",
  path: "deals",
  icon: "money",
  prefix: "DEA",
  title: "name",
  room: "none",
  fields: {
    name: required(text("Name", { searchable: true, sortable: true })),
    party: required(ref("With", "party", { filterable: true })),
    product: ref("Product", "product", { filterable: true }),
    value: money("Value"),
    expected_close: date("Expected close", { sortable: "empty-last" }),
    probability: percent("Probability", { help: "the stage's unless given" }),
    source: text("Source"),
    lost_reason: text("Lost because"),
    description: longtext("Description"),
    ...trackedFields,
  },
});

export const deals = nounCalls(deal, { add: trackedAdd, out: {} });
