import { plain, times } from "./dimensions.ts";
import type { Metric } from "./metric.ts";

export const feedback: Metric = {
  name: "feedback",
  one: "piece of feedback",
  many: "pieces of feedback",
  also: [{ word: "nps", for: "kind:nps" }, { word: "csat", for: "kind:csat" }, { word: "ratings" }],
  help: "What customers say, by when they said it: how much, the mean score of a kind, and NPS. Feedback on colleagues does not count.",
  examples: ["feedback by kind", "nps by month last 12 months", "feedback by about for kind:rating"],
  view: "feedback",
  nouns: ["feedback"],
  reveals: ["feedback.answered_at", "feedback.about"],
  time: "answered_at",
  removed: "removed_at",
  where: [{ column: "about_noun", is: ["person"], not: true }], // a count of one would tell what a colleague was told
  measures: [
    { key: "feedback", label: "Feedback", type: "count", of: { count: true } },
    {
      key: "score",
      label: "Mean score",
      type: "number",
      of: { mean: "score", alike: "kind" },
      reveals: ["feedback.score", "feedback.kind"],
    },
    {
      key: "nps",
      label: "NPS",
      type: "number",
      of: {
        share: { column: "nps_class", is: ["promoter"] },
        less: { column: "nps_class", is: ["detractor"] },
        among: { column: "nps_class", is: ["promoter", "passive", "detractor"] },
      },
      reveals: ["feedback.score", "feedback.kind"],
    },
  ],
  dimensions: [
    ...times,
    plain("feedback", "kind"),
    plain("feedback", "channel"),
    plain("feedback", "status"),
    {
      name: "about",
      label: "About",
      column: "about_title",
      key: "about_id",
      also: { view: "party", column: "number" },
      reveals: ["feedback.about", "party.name", "product.name"],
      named: [
        { noun: "party", owner: "about_owner_id" },
        { noun: "product", owner: "about_owner_id" },
      ],
    },
  ],
};
