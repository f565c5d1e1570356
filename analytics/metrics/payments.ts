import { owner, party, plain, times } from "./dimensions.ts";
import type { Measure, Metric } from "./metric.ts";

const moved = (key: string, label: string): Measure => ({
  key,
  label,
  type: "money",
  of: { sum: "amount_minor" },
  when: { column: "direction", is: [key] },
  reveals: ["payment.amount", "payment.direction"],
});

export const payments: Metric = {
  name: "payments",
  one: "payment",
  help: "Payments that were recorded and not taken back: what came in and what went out.",
  examples: ["payments by month", "payments by method this year", "payments for direction:in"],
  view: "payment",
  nouns: ["payment"],
  reveals: ["payment.paid_on", "payment.status"],
  time: "paid_on",
  removed: "removed_at",
  where: [{ column: "status", is: ["recorded"] }],
  currency: "currency",
  measures: [
    { key: "payments", label: "Payments", type: "count", of: { count: true } },
    moved("in", "In"),
    moved("out", "Out"),
  ],
  dimensions: [
    ...times,
    plain("payment", "direction"),
    plain("payment", "method"),
    party("payment"),
    owner,
    plain("payment", "currency", { reveals: ["payment.amount"] }),
  ],
};
