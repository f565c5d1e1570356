import type { Metric } from "./metric.ts";

export const interactions: Metric = {
  name: "interactions",
  one: "interaction",
  help: "Calls, meetings, messages and whatever else was logged, with their duration where one was given.",
  examples: [
    "interactions by month",
    "interactions by channel this year",
    "interactions by month last 12 months for channel:call",
  ],
  view: "interaction",
  time: "at",
  removed: "removed_at",
  measures: [
    { key: "interactions", label: "Interactions", type: "count", of: { count: true } },
    { key: "duration", label: "Duration", type: "duration", of: { sum: "duration_s" } },
  ],
  dimensions: [
    { name: "month", label: "Month", grain: "month" },
    { name: "week", label: "Week of", grain: "week" },
    { name: "day", label: "Day", grain: "day" },
    { name: "channel", label: "Channel", column: "channel" },
    { name: "owner", label: "Owner", column: "owner_name", key: "owner_id" },
    {
      name: "party",
      label: "Party",
      column: "party_title",
      key: "party_id",
      also: { view: "party", column: "number" },
    },
  ],
};
