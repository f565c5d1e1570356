/** Deals three ways: all of them, those still open, and those that ended. */
import { owner, party, plain, stages, times } from "./dimensions.ts";
import type { Dimension, Measure, Metric } from "./metric.ts";

const dimensions: readonly Dimension[] = [
  ...times,
  ...stages("deal"),
  plain("deal", "pipeline"),
  owner,
  party("deal"),
  plain("deal", "source"),
  plain("deal", "currency", { reveals: ["deal.value"] }),
];

const value: Measure = {
  key: "value",
  label: "Value",
  type: "money",
  of: { sum: "value_minor" },
  reveals: ["deal.value"],
};

const common = {
  view: "deal",
  nouns: ["deal"],
  removed: "removed_at",
  currency: "currency",
} as const satisfies Partial<Metric>;

export const deals: Metric = {
  ...common,
  name: "deals",
  one: "deal",
  also: [{ word: "opportunities" }],
  help: "Deals by when they were added, with their value.",
  examples: ["deals by stage", "deals by owner this quarter", "deals by source for category:won"],
  reveals: [],
  time: "created_at",
  measures: [{ key: "deals", label: "Deals", type: "count", of: { count: true } }, value],
  dimensions,
};

export const pipeline: Metric = {
  ...common,
  name: "pipeline",
  one: "open deal",
  many: "open deals",
  also: [{ word: "forecast" }],
  help: "Value of open deals, also weighted by their probability, by when they are expected to close.",
  examples: ["pipeline by stage this quarter", "pipeline by owner", "pipeline by month"],
  reveals: ["deal.expected_close", "deal.stage"],
  time: "expected_close",
  where: [{ column: "category", is: ["open"] }],
  measures: [
    value,
    {
      key: "weighted",
      label: "Weighted",
      type: "money",
      of: { sum: "value_minor", weight: "probability", times: 0.01 },
      reveals: ["deal.value", "deal.probability"],
    },
    { key: "deals", label: "Deals", type: "count", of: { count: true } },
  ],
  dimensions,
};

const isWon = { column: "category", is: ["won"] } as const;
const ended = { column: "category", is: ["won", "lost"] } as const;

export const won: Metric = {
  ...common,
  name: "won",
  one: "won deal",
  many: "won deals",
  also: [{ word: "win rate" }, { word: "wins" }],
  help: "Deals that were won, their value and the share of them among those that ended, by when they closed.",
  examples: ["won by month last 12 months", "win rate by owner", "won by source"],
  reveals: ["deal.closed_at", "deal.stage"],
  time: "closed_at",
  where: [ended],
  measures: [
    { key: "won", label: "Won", type: "count", of: { count: true }, when: isWon },
    { ...value, when: isWon },
    { key: "rate", label: "Win rate", type: "percent", of: { share: isWon, among: ended } },
  ],
  dimensions,
};
