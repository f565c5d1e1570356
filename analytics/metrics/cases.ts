import { owner, party, plain, stages, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const cases: Metric = {
  name: "cases",
  one: "case",
  also: [{ word: "tickets" }, { word: "support cases" }],
  help: "Support cases by when they were opened, with the mean times to the first response and to the resolution.",
  examples: ["cases by priority this month", "cases by week", "cases by owner for category:open"],
  view: "case",
  nouns: ["case"],
  reveals: [],
  time: "created_at",
  removed: "removed_at",
  measures: [
    { key: "cases", label: "Cases", type: "count", of: { count: true } },
    {
      key: "response",
      label: "Mean first response",
      type: "duration",
      of: { mean: "response_s" },
      reveals: ["case.first_response_at"],
    },
    {
      key: "resolution",
      label: "Mean resolution",
      type: "duration",
      of: { mean: "resolution_s" },
      reveals: ["case.resolved_at"],
    },
  ],
  dimensions: [
    ...times,
    plain("case", "priority"),
    ...stages("case"),
    plain("case", "pipeline"),
    owner,
    party("case"),
  ],
};
