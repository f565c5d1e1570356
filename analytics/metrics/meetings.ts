import { owner, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const meetings: Metric = {
  name: "meetings",
  one: "meeting",
  also: [{ word: "appointments" }],
  help: "Meetings that were not cancelled, by when they start, and how long they last; a series counts once.",
  examples: ["meetings by week", "meetings by owner this month"],
  view: "meeting",
  nouns: ["meeting"],
  reveals: ["meeting.starts", "meeting.status"],
  time: "starts",
  removed: "removed_at",
  where: [{ column: "status", is: ["confirmed"] }],
  measures: [
    { key: "meetings", label: "Meetings", type: "count", of: { count: true } },
    {
      key: "duration",
      label: "Duration",
      type: "duration",
      of: { sum: "minutes", times: 60 },
      reveals: ["meeting.ends"],
    },
    { key: "attendees", label: "Mean attendees", type: "number", of: { mean: "attendees" } },
  ],
  dimensions: [...times, owner],
};
