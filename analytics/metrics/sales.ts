import { country, currency, owner, party, product, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const sales: Metric = {
  name: "sales",
  one: "sale",
  also: [{ word: "sold" }, { word: "product sales" }],
  help: "The lines of issued invoices less credit notes: net and quantity by product.",
  examples: ["sales by product this year", "sales by category", "sales by month for product:Chai"],
  view: "invoice_line",
  nouns: ["invoice", "credit_note"],
  reveals: ["invoice.issue_date", "invoice.status", "invoice.lines", "credit_note.lines"],
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
      reveals: ["invoice.net", "credit_note.net"],
    },
    { key: "quantity", label: "Quantity", type: "number", of: { sum: "quantity" } },
  ],
  dimensions: [
    ...times,
    product("invoice", "lines", "product_key"),
    {
      name: "category",
      label: "Category",
      column: "product_category",
      reveals: ["product.category"],
      named: [{ noun: "product", owner: "product_owner_id" }],
    },
    party("invoice"),
    country("invoice"),
    owner,
    currency("invoice"),
  ],
};
