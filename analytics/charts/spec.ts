/**
 * The chart of an answer as a Vega-Lite specification: time runs to the right, everything else is bars, the largest on top. Data stand in
 * it as they are, under names of ours, so that no field name of theirs is read as an expression.
 * Source: https://vega.github.io/vega-lite/docs/
 */
import type { TopLevelSpec } from "vega-lite";
import type { Answer, AnswerColumn } from "../metrics/answer.ts";
import { others, pointsOf, scaled, unitOf, type Panel, type Points } from "./points.ts";

/** Pixels: small enough to be read on a phone, too. */
const width = 420;
const height = 220;
/** Of bars, whose names stand beside them. */
const barsWidth = 300;
/** From so many points on a line reads better than bars. */
const manyPoints = 24;
/** Up to so many bars say their value. */
const fewBars = 15;
/** Pixels of a letter below a series, and between two times there. */
const letter = 6.5;
const gap = 8;
const ink = "#1c1b20";
const faint = "#5f5d69";
const colours = ["#4a4bbf", "#00897b", "#e0812f", "#b3366f", "#6d7bd6", "#9a7d00", "#2f9fd0", "#c25b4e"];
const othersColour = "#a9a8b3";

type Unit = Record<string, unknown>;

/** @returns undefined where a picture would tell nothing */
export function specOf(answer: Answer): TopLevelSpec | undefined {
  const points = pointsOf(answer);
  if (!points) return undefined;
  const panels = points.panels.map((panel) => panelOf(points, panel));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "white",
    padding: 16,
    title: {
      text: answer.title,
      ...(points.more > 0 ? { subtitle: `${points.more} more are not shown` } : {}),
      anchor: "start",
      fontSize: 15,
      fontWeight: 600,
      color: ink,
      subtitleColor: faint,
      offset: 12,
      limit: width,
    },
    config,
    vconcat: panels,
  } as unknown as TopLevelSpec;
}

const config = {
  font: "Noto Sans",
  view: { stroke: null },
  axis: {
    labelColor: faint,
    titleColor: faint,
    titleFontWeight: 400,
    labelFontSize: 12,
    titleFontSize: 12,
    domainColor: "#c9c7d3",
    gridColor: "#e7e5ee",
    ticks: false,
    labelPadding: 6,
  },
  legend: {
    labelColor: faint,
    titleColor: faint,
    titleFontWeight: 400,
    orient: "bottom",
    columns: 4,
    labelLimit: 120,
    labelFontSize: 12,
    titleFontSize: 12,
  },
  bar: { invalid: "show" }, // what has no value keeps its place
  text: { invalid: "show" },
};

function panelOf(points: Points, panel: Panel): Unit {
  const { isSeries, measure } = points;
  const values = panel.points.map((point) => ({
    ...point,
    value: scaled(point.value, measure),
    rank: points.names.indexOf(point.of ?? ""),
  }));
  const places = [...new Set(values.map(({ at }) => at))];
  const named = { ...measure, ...(panel.heading ? { currency: panel.heading } : {}) };
  const shape = isSeries ? timeline(points, places, named) : bars(points, places.length, named);
  return { data: { values }, ...shape };
}

/** Shares and averages must not be piled up. */
const addsUp = ({ type }: AnswerColumn): boolean =>
  type === "count" || type === "money" || type === "duration";

const quantity = (measure: AnswerColumn, stack: boolean) => ({
  field: "value",
  type: "quantitative",
  title: unitOf(measure),
  stack: stack ? "zero" : null,
  axis: { labelExpr: "format(datum.value, '~s')", tickCount: 5 },
});

/** The largest first; what is taken together is grey, and last. */
function colourOf({ legend, names }: Points) {
  const range = names.map((name, index) => (name === others ? othersColour : colours[index]));
  const field = { field: "of", type: "nominal", title: legend, sort: names, scale: { domain: names, range } };
  return legend ? { color: field, order: { field: "rank" } } : {};
}

function timeline(points: Points, times: readonly string[], measure: AnswerColumn): Unit {
  const count = times.length;
  const isLine = count > manyPoints || (points.legend !== undefined && !addsUp(measure));
  const room = Math.floor(width / (Math.max(...times.map((time) => time.length)) * letter + gap));
  const each = Math.ceil(times.length / room);
  const axis = { labelAngle: 0, values: times.filter((_, index) => index % each === 0) };
  const x = { field: "at", type: "ordinal", sort: null, title: null, axis };
  const encoding = { x, y: quantity(measure, !isLine && points.legend !== undefined), ...colourOf(points) };
  const bar = { type: "bar", color: colours[0], cornerRadiusEnd: 2 };
  const line = { type: "line", color: colours[0], strokeWidth: 2, point: count <= manyPoints };
  return { width, height, mark: isLine ? line : bar, encoding };
}

function bars(points: Points, count: number, measure: AnswerColumn): Unit {
  const y = {
    field: "at",
    type: "ordinal",
    sort: null,
    title: null,
    axis: { labelLimit: 200 },
  };
  const stack = points.legend !== undefined && addsUp(measure);
  const beside =
    points.legend !== undefined && !stack ? { yOffset: { field: "of", sort: points.names } } : {};
  const encoding = { y, ...beside, x: quantity(measure, stack), ...colourOf(points) };
  const mark = { type: "bar", color: colours[0], cornerRadiusEnd: 2 };
  const size = { width: barsWidth, height: { step: 26 } };
  if (points.legend !== undefined || count > fewBars) return { ...size, mark, encoding };
  const said = {
    mark: { type: "text", align: "left", dx: 5, color: ink, fontSize: 12 },
    encoding: { y, x: quantity(measure, false), text: { field: "text" } },
  };
  return { ...size, layer: [{ mark, encoding }, said] };
}
