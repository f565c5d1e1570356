/** From words to a question: `<metric> [by <dimension>[, <dimension>]] [<period>] [for <dimension>:<value> …] [chart]`, clauses in any order. */
import { DimensionUnknown, MetricUnknown, WordUnknown } from "../errors.ts";
import { metrics as ours } from "./index.ts";
import { isTime, type ColumnDimension, type Dimension, type Metric, type Synonym } from "./metric.ts";
import { nearest } from "./nearest.ts";
import { periodWords, takePeriod, type Period } from "./period.ts";
import { split } from "./split.ts";

export interface Filter {
  readonly dimension: ColumnDimension;
  /** One of them is enough. */
  readonly values: readonly string[];
}

export interface Asking {
  readonly metric: Metric;
  readonly by: readonly Dimension[];
  readonly period: Period | null;
  /** All of them must hold. */
  readonly filters: readonly Filter[];
  /** A picture is wished for. */
  readonly chart: boolean;
}

export const mostDimensions = 2;

/**
 * @param today in the zone of whoever asks
 * @throws MetricUnknown, DimensionUnknown, WordUnknown
 */
export function readQuestion(
  question: string,
  today: Temporal.PlainDate,
  metrics: readonly Metric[] = ours,
): Asking {
  const words = split(question);
  const metric = takeMetric(words, metrics);
  let by: readonly Dimension[] = [];
  let period: Period | null = null;
  const filters: Filter[] = [];
  let chart = false;
  while (words.length > 0) {
    const asked = takePeriod(words, today);
    if (asked) period = asked;
    else if (takeWord(words, "by")) by = takeDimensions(words, metric);
    else if (takeChart(words)) chart = true;
    else if (takeWord(words, "for")) filters.push(...takeFilters(words, metric));
    else throw notHere(words[0]!);
  }
  return { metric, by, period, filters, chart };
}

const mostWords = 3;

/** Names may be of several words, and synonyms may bring a filter: it is read as if it had been said. */
function takeMetric(words: string[], metrics: readonly Metric[]): Metric {
  for (let length = Math.min(mostWords, words.length); length > 0; length--) {
    const said = words.slice(0, length).join(" ").toLowerCase();
    const found = metrics.find((metric) => namesOf(metric).some(({ word }) => word === said));
    if (!found) continue;
    const also = namesOf(found).find(({ word }) => word === said)?.for;
    words.splice(0, length, ...(also ? ["for", also] : []));
    return found;
  }
  const word = words[0] ?? "";
  const known = metrics.flatMap((metric) => namesOf(metric).map((name) => name.word));
  const names = metrics.map(({ name }) => name);
  throw new MetricUnknown(word, names, nearest(word, [...new Set(known)]));
}

const namesOf = ({ name, one, many, also = [] }: Metric): readonly Synonym[] => [
  ...[name, one, ...(many ? [many] : [])].map((word) => ({ word })),
  ...also,
];

function takeWord(words: string[], word: string): boolean {
  if (words[0]?.toLowerCase() !== word) return false;
  words.shift();
  return true;
}

const charts = ["chart", "graph", "plot", "diagram", "picture"];

/** `chart`, `as chart`, `as a chart`. */
function takeChart(words: string[]): boolean {
  const said = words.slice(0, 3).map((word) => word.toLowerCase());
  const before = said[0] !== "as" ? 0 : said[1] === "a" ? 2 : 1;
  if (!charts.includes(said[before] ?? "")) return false;
  words.splice(0, before + 1);
  return true;
}

const clauses = ["by", "for", "chart", ...periodWords];

const notHere = (word: string): WordUnknown =>
  new WordUnknown(
    word,
    [
      "by <dimension>",
      "last 12 months",
      "this year",
      "in 2024",
      "since 2024-05",
      "from … to …",
      "for <dimension>:<value>",
      "chart",
    ],
    nearest(word, clauses),
  );

function takeDimensions(words: string[], metric: Metric): readonly Dimension[] {
  const taken: Dimension[] = [];
  do taken.push(findDimension(words.shift() ?? "", metric, metric.dimensions));
  while (takeWord(words, ",") || takeWord(words, "and"));
  if (taken.length > mostDimensions)
    throw new WordUnknown(taken[mostDimensions]!.name, [`at most ${mostDimensions} dimensions`], null);
  return [...new Set(taken)];
}

function findDimension<T extends Dimension>(word: string, metric: Metric, among: readonly T[]): T {
  const names = among.map(({ name }) => name);
  const dimension = among.find(({ name }) => name === word.toLowerCase());
  if (!dimension) throw new DimensionUnknown(metric.name, word, names, nearest(word, names));
  return dimension;
}

/** Everything up to the next word that opens a clause. */
function takeFilters(words: string[], metric: Metric): readonly Filter[] {
  const filters: Filter[] = [];
  do filters.push(takeFilter(words, metric));
  while (takeWord(words, "and") || words[0]?.includes(":"));
  return filters;
}

function takeFilter(words: string[], metric: Metric): Filter {
  const columns = metric.dimensions.filter((dimension): dimension is ColumnDimension => !isTime(dimension));
  const word = words.shift() ?? "";
  const colon = word.indexOf(":");
  const dimension = findDimension(colon < 0 ? word : word.slice(0, colon), metric, columns);
  const values = [colon < 0 ? "" : word.slice(colon + 1)];
  while (takeWord(words, ",")) values.push(words.shift() ?? "");
  if (values.some((value) => value.trim() === ""))
    throw new WordUnknown("", [`${dimension.name}:<value>`], null);
  return { dimension, values };
}
