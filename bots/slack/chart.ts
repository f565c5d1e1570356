/** A chart as Slack draws it itself, from its numbers: nothing is uploaded, and nobody else can come by it. */
import type { Picture } from "../commands/command.ts";
import type { ChartBlock } from "./kit.ts";
import { limits } from "./limits.ts";
import { clip } from "./text.ts";

/** @returns undefined where Slack's charts cannot show it as it is; the table beside it can */
export function chartBlock({ title, numbers }: Picture): ChartBlock | undefined {
  if (!numbers || numbers.series.length > limits.series) return undefined;
  const { shape, unit, categories } = numbers;
  // Of a series the newest count, else the largest.
  const [from, to] = shape === "line" ? [-limits.points, undefined] : [0, limits.points];
  const labels = named(categories.slice(from, to));
  const names = named(numbers.series.map(({ name }) => name));
  const values = numbers.series.map((one) => one.values.slice(from, to));
  if (!labels || !names || !values.every((all) => all.every((value) => value !== null))) return undefined;
  const series = names.map((name, index) => ({
    name,
    data: labels.map((label, at) => ({ label, value: values[index]![at]! })),
  }));
  return {
    type: "data_visualization",
    title: clip(title.trim() || "Chart", limits.chartTitle),
    chart: {
      type: shape === "line" && labels.length > 12 ? "line" : "bar",
      series,
      axis_config: { categories: labels, y_label: clip(unit.trim() || "Value", limits.chartTitle) },
    },
  };
}

/** Within the limit, and still told apart; undefined when they are not. */
function named(texts: readonly string[]): readonly string[] | undefined {
  const cut = texts.map((text) => clip(text.trim() || "\u2013", limits.pointLabel));
  return cut.length > 0 && new Set(cut).size === cut.length ? cut : undefined;
}
