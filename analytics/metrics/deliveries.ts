import { owner, party, plain, stages, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const deliveries: Metric = {
  name: "deliveries",
  one: "delivery",
  also: [{ word: "shipments" }],
  help: "Deliveries by when they were added.",
  examples: ["deliveries by stage", "deliveries by carrier last month", "deliveries for category:open"],
  view: "delivery",
  nouns: ["delivery"],
  reveals: [],
  time: "created_at",
  removed: "removed_at",
  measures: [{ key: "deliveries", label: "Deliveries", type: "count", of: { count: true } }],
  dimensions: [...times, ...stages("delivery"), plain("delivery", "carrier"), owner, party("delivery")],
};
