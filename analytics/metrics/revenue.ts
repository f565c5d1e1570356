import { country, currency, fieldOf, owner, party, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

const nouns = ["invoice", "credit_note"] as const;

export const revenue: Metric = {
  name: "revenue",
  one: "revenue",
  also: [{ word: "turnover" }, { word: "revenues" }, { word: "income" }],
  help: "Net of issued invoices less credit notes, at line precision as the ledger books it, by their date.",
  examples: ["revenue by month last 12 months", "revenue by party this year", "revenue for country:Germany"],
  view: "revenue",
  nouns,
  reveals: ["issue_date", "status"].flatMap((field) => fieldOf(nouns, field)),
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
    {
      key: "invoices",
      label: "Invoices",
      type: "count",
      of: { count: true },
      when: { column: "kind", is: ["invoice"] },
    },
  ],
  dimensions: [...times, party(nouns), country(nouns), owner, currency(nouns)],
};
