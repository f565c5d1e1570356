import { owner, plain, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const parties: Metric = {
  name: "parties",
  one: "party",
  also: [
    { word: "customers", for: "role:customer" },
    { word: "leads", for: "role:prospect" },
    { word: "prospects", for: "role:prospect" },
    { word: "suppliers", for: "role:supplier" },
    { word: "partners", for: "role:partner" },
    { word: "companies", for: "kind:organisation" },
    { word: "contacts" },
  ],
  help: "People and organisations by when they were added; one of several roles counts in each.",
  examples: ["parties by country", "customers by month", "leads by owner this quarter"],
  view: "party",
  nouns: ["party"],
  reveals: [],
  time: "created_at",
  removed: "removed_at",
  measures: [{ key: "parties", label: "Parties", type: "count", of: { count: true } }],
  dimensions: [
    ...times,
    plain("party", "kind"),
    plain("party", "role", { column: "roles", several: true, reveals: [] }),
    plain("party", "country"),
    plain("party", "city"),
    plain("party", "industry"),
    owner,
  ],
};
