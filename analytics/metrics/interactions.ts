import { owner, party, plain, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const interactions: Metric = {
  name: "interactions",
  one: "interaction",
  also: [
    { word: "activities" },
    { word: "calls", for: "channel:call" },
    { word: "emails", for: "channel:email" },
  ],
  help: "Calls, meetings, messages and whatever else was logged, with their duration where one was given.",
  examples: [
    "interactions by month",
    "interactions by channel this year",
    "interactions by month last 12 months for channel:call",
  ],
  view: "interaction",
  nouns: ["interaction"],
  reveals: ["interaction.at"],
  time: "at",
  removed: "removed_at",
  measures: [
    { key: "interactions", label: "Interactions", type: "count", of: { count: true } },
    {
      key: "duration",
      label: "Duration",
      type: "duration",
      of: { sum: "duration_s" },
      reveals: ["interaction.duration_s"],
    },
  ],
  dimensions: [
    ...times,
    plain("interaction", "channel"),
    plain("interaction", "direction"),
    owner,
    party("interaction"),
  ],
};
