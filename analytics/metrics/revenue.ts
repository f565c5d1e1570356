import { country, currency, owner, party, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const revenue: Metric = {
  name: "revenue",
  one: "revenue",
  also: [{ word: "turnover" }, { word: "revenues" }, { word: "income" }],
  help: "Net of issued invoices less credit notes, at line precision as the ledger books it, by their date.",
  examples: ["revenue by month last 12 months", "revenue by party this year", "revenue for country:Germany"],
  view: "revenue",
  nouns: ["invoice", "credit_note"],
  reveals: ["invoice.issue_date", "invoice.status", "credit_note.issue_date", "credit_note.status"],
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
    {
      key: "invoices",
      label: "Invoices",
      type: "count",
      of: { count: true },
      when: { column: "kind", is: ["invoice"] },
    },
  ],
  dimensions: [...times, party("invoice"), country("invoice"), owner, currency("invoice")],
};
