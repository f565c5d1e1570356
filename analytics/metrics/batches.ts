import { owner, product, stages, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const batches: Metric = {
  name: "batches",
  one: "batch",
  also: [{ word: "production" }],
  help: "Batches in production by when they were added: how many, the quantity planned and the quantity finished.",
  examples: ["production by product", "batches by stage", "batches by month for category:done"],
  view: "batch",
  nouns: ["batch"],
  reveals: [],
  time: "created_at",
  removed: "removed_at",
  measures: [
    { key: "batches", label: "Batches", type: "count", of: { count: true } },
    {
      key: "quantity",
      label: "Planned",
      type: "number",
      of: { sum: "quantity" },
      reveals: ["batch.quantity"],
    },
    {
      key: "finished",
      label: "Finished",
      type: "number",
      of: { sum: "finished_quantity" },
      reveals: ["batch.finished_quantity"],
    },
  ],
  dimensions: [...times, product("batch", "product"), ...stages("batch"), owner],
};
