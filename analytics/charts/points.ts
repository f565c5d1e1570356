/** What of an answer a chart shows: one measure, cut by one or two things, and never two currencies on one scale. */
import type { Answer, AnswerColumn, AnswerRow } from "../metrics/answer.ts";
import { shown } from "../metrics/words.ts";

export interface Point {
  /** Where it stands: a month, or what is counted. */
  readonly at: string;
  /** Which of several it is; undefined when there is one. */
  readonly of?: string;
  readonly value: number | null;
  /** The value as people read it. */
  readonly text: string;
}

/** Amounts of one currency, or all there is. */
export interface Panel {
  readonly heading: string | undefined;
  readonly points: readonly Point[];
}

export interface Points {
  readonly measure: AnswerColumn;
  readonly isSeries: boolean;
  /** What the colours mean; undefined where there is one colour. */
  readonly legend: string | undefined;
  /** What has a colour, in the order of the colours. */
  readonly names: readonly string[];
  readonly panels: readonly Panel[];
  /** Values of the first cut that are left out. */
  readonly more: number;
}

/** What has no colour of its own. */
export const others = "Others";

/** Of a series the newest are kept, else the largest. */
const most = { series: 120, bars: 15, of: 8, panels: 3 } as const;

/** Seconds are drawn as hours. */
export const scaled = (value: number | null, { type }: AnswerColumn): number | null =>
  value !== null && type === "duration" ? value / 3600 : value;

/** What the numbers of a chart are. */
export function unitOf({ label, type, currency }: AnswerColumn): string {
  if (type === "duration") return `${label}, hours`;
  if (type === "percent") return `${label}, %`;
  return currency && !label.includes(currency) ? `${label} (${currency})` : label;
}

/** @returns undefined where a picture would tell nothing: one number, or none */
export function pointsOf(answer: Answer): Points | undefined {
  const measure = answer.columns.find(isMeasure);
  const dimensions = answer.columns.filter((column) => !isMeasure(column));
  const isMixed = measure?.type === "money" && !measure.currency;
  const [first, second] = dimensions.filter(({ key }) => !isMixed || key !== "currency");
  if (!measure || !first) return undefined;
  const isSeries = isTime(first);
  const kept = keptOf(answer, first, isSeries);
  const named = second && commonest(kept.rows, second, measure);
  const panels = panelsOf(kept.rows, isMixed).map(([heading, rows]) => ({
    heading,
    points: rows.map((row) => point(row, first, named && { second, named }, measure)),
  }));
  const told = panels.reduce((sum, { points }) => sum + points.length, 0);
  if (told < 2) return undefined;
  const names = second
    ? namesOf(
        panels,
        [...named!].map((value) => shown(value, second)),
      )
    : [];
  return { measure, isSeries, legend: second?.label, names, panels, more: kept.more };
}

const isMeasure = ({ type }: AnswerColumn): boolean =>
  ["count", "number", "duration", "percent", "money"].includes(type);
const isTime = ({ type }: AnswerColumn): boolean =>
  ["month", "week", "day", "quarter", "year"].includes(type);

const textOf = (row: AnswerRow, column: AnswerColumn): string => shown(row[column.key], column, row);

/** Rows of so many values of the first cut. What has no date is no point of a series. */
function keptOf({ rows, more }: Answer, first: AnswerColumn, isSeries: boolean) {
  const dated = isSeries ? rows.filter((row) => (row[first.key] ?? null) !== null) : rows;
  const values = [...new Set(dated.map((row) => row[first.key] ?? null))];
  const kept = new Set(isSeries ? values.slice(-most.series) : values.slice(0, most.bars));
  return {
    rows: dated.filter((row) => kept.has(row[first.key] ?? null)),
    more: values.length - kept.size + more,
  };
}

/** The values that get a colour of their own, largest first; the others are one. */
function commonest(
  rows: readonly AnswerRow[],
  { key }: AnswerColumn,
  measure: AnswerColumn,
): ReadonlySet<string | number | null> {
  const sums = new Map<string | number | null, number>();
  for (const row of rows)
    sums.set(row[key] ?? null, (sums.get(row[key] ?? null) ?? 0) + Math.abs(Number(row[measure.key] ?? 0)));
  const ordered = [...sums].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
  return new Set(ordered.length > most.of ? ordered.slice(0, most.of - 1) : ordered);
}

interface Coloured {
  readonly second: AnswerColumn;
  readonly named: ReadonlySet<string | number | null>;
}

function point(
  row: AnswerRow,
  first: AnswerColumn,
  colour: Coloured | undefined,
  measure: AnswerColumn,
): Point {
  const value = row[measure.key] ?? null;
  const isNamed = colour?.named.has(row[colour.second.key] ?? null);
  return {
    at: textOf(row, first),
    ...(colour ? { of: isNamed ? textOf(row, colour.second) : others } : {}),
    value: value === null ? null : Number(value),
    text: textOf(row, measure),
  };
}

/** Those that a point has. */
function namesOf(panels: readonly Panel[], named: readonly string[]): readonly string[] {
  const present = new Set(panels.flatMap(({ points }) => points.flatMap(({ of }) => of ?? [])));
  return [...new Set([...named, others])].filter((name) => present.has(name));
}

function panelsOf(
  rows: readonly AnswerRow[],
  isMixed: boolean,
): [string | undefined, readonly AnswerRow[]][] {
  if (!isMixed) return [[undefined, rows]];
  const byCurrency = Map.groupBy(rows, (row) => String(row["currency"] ?? "–"));
  return [...byCurrency].toSorted(([, a], [, b]) => b.length - a.length).slice(0, most.panels);
}
