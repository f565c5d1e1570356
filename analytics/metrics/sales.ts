import { country, currency, fieldOf, owner, party, product, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

const nouns = ["invoice", "credit_note"] as const;

export const sales: Metric = {
  name: "sales",
  one: "sale",
  also: [{ word: "sold" }, { word: "product sales" }],
  help: "The lines of issued invoices less credit notes: net and quantity by product.",
  examples: ["sales by product this year", "sales by category", "sales by month for product:Chai"],
  view: "invoice_line",
  nouns,
  reveals: ["issue_date", "status", "lines"].flatMap((field) => fieldOf(nouns, field)),
  time: "issue_date",
  removed: "removed_at",
  where: [{ column: "status", is: ["issued", "part_paid", "paid"] }],
  currency: "currency",
  measures: [
    {
      key: "net",
      label: "Net",
      type: "money",
      of: { sum: "exact_net_minor" },
      reveals: ["net", "currency"].flatMap((field) => fieldOf(nouns, field)),
    },
    { key: "quantity", label: "Quantity", type: "number", of: { sum: "quantity" } },
  ],
  dimensions: [
    ...times,
    product(nouns, "lines", "product_key"),
    {
      name: "category",
      label: "Category",
      column: "product_category",
      reveals: ["product.category"],
      named: [{ noun: "product", owner: "product_owner_id" }],
    },
    party(nouns),
    country(nouns),
    owner,
    currency(nouns),
  ],
};
