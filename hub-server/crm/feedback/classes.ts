/** What a score means. Derived whenever it is asked for, never stored: the raw score and its scale are what was said. */
import type { feedbackClasses, feedbackKinds } from "../../contract/index.ts";

export type FeedbackKind = (typeof feedbackKinds)[number];
export type FeedbackClass = (typeof feedbackClasses)[number];

/** What a score of each kind is out of, unless told; NPS begins at 0 and knows no other scale, the others begin at 1. */
export const usualScale: Readonly<Record<FeedbackKind, number>> = {
  nps: 10,
  csat: 5,
  ces: 7,
  rating: 5,
  bug: 5,
  idea: 5,
  review: 5,
};

/** Kinds that say nothing without a score. */
export const scoredKinds: readonly FeedbackKind[] = ["nps", "csat", "ces", "rating"];

/** The class of a score: NPS by its fixed bounds (0-6, 7-8, 9-10), the others by halves around the middle of the scale. */
export function classOf(
  kind: FeedbackKind,
  score: number | null,
  scale: number | null,
): FeedbackClass | null {
  if (score === null || scale === null) return null;
  if (kind === "nps") return score >= 9 ? "promoter" : score >= 7 ? "passive" : "detractor";
  const side = Math.sign(score - (scale + 1) / 2);
  if (side === 0) return "neutral";
  if (kind === "ces") return side > 0 ? "easy" : "difficult";
  return side > 0 ? "satisfied" : "dissatisfied";
}
