/** The numbers of a chart, for whoever draws it by other means. */
import type { Answer } from "../metrics/answer.ts";
import { pointsOf, scaled, unitOf } from "./points.ts";

export interface ChartNumbers {
  readonly shape: "line" | "bars";
  /** What the values are, e.g. `Revenue (EUR)`. */
  readonly unit: string;
  readonly categories: readonly string[];
  /** One value for each category; null where there is none. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** @returns undefined where there is nothing to draw, or several scales */
export function numbersOf(answer: Answer): ChartNumbers | undefined {
  const points = pointsOf(answer);
  if (points?.panels.length !== 1) return undefined;
  const { measure, isSeries, names } = points;
  const { heading, points: all } = points.panels[0]!;
  const unit = unitOf({ ...measure, ...(heading ? { currency: heading } : {}) });
  const categories = [...new Set(all.map(({ at }) => at))];
  const series = (names.length ? names : [undefined]).map((name) => {
    const sums = new Map<string, number>();
    for (const { at, of, value } of all)
      if (of === name && value !== null) sums.set(at, (sums.get(at) ?? 0) + scaled(value, measure)!);
    return { name: name ?? measure.label, values: categories.map((at) => sums.get(at) ?? null) };
  });
  return { shape: isSeries ? "line" : "bars", unit, categories, series };
}
