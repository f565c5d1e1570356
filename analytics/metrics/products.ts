import { plain, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const products: Metric = {
  name: "products",
  one: "product",
  help: "Products in the catalogue by when they were added.",
  examples: ["products by category", "products by status"],
  view: "product",
  nouns: ["product"],
  reveals: [],
  time: "created_at",
  removed: "removed_at",
  measures: [{ key: "products", label: "Products", type: "count", of: { count: true } }],
  dimensions: [...times, plain("product", "category"), plain("product", "status"), plain("product", "kind")],
};
