/** What an answer tells, for whoever has to decide who may have it. */
import { isTime, type ColumnDimension, type Metric } from "./metric.ts";
import { readQuestion } from "./read.ts";
import { localDate } from "./zone.ts";

export interface Reveals {
  /** Nouns whose rows are counted. */
  readonly nouns: readonly string[];
  /** Nouns of which single records are named besides. */
  readonly named: readonly string[];
  /** Fields without which there is no answer, as `noun.field`. */
  readonly fields: readonly string[];
  /** Measures that can be left out, with the fields that they tell. */
  readonly measures: readonly { readonly key: string; readonly fields: readonly string[] }[];
}

/**
 * What the answer to a question would tell.
 * @throws AnalyticsError when the question cannot be read
 */
export function revealsOf(question: string, now: Date, timeZone: string): Reveals {
  const today = localDate(Temporal.Instant.fromEpochMilliseconds(now.getTime()), timeZone);
  const { metric, by, filters } = readQuestion(question, today);
  const cut = by.filter((dimension): dimension is ColumnDimension => !isTime(dimension));
  return revealed(metric, [...cut, ...filters.map(({ dimension }) => dimension)]);
}

/** What a metric tells that is cut by these dimensions. */
export function revealed(metric: Metric, dimensions: readonly ColumnDimension[] = []): Reveals {
  const [first, ...rest] = metric.measures;
  const fields = [metric, first, ...dimensions].flatMap(({ reveals = [] }) => reveals);
  const named = dimensions.flatMap((dimension) => dimension.named?.map(({ noun }) => noun) ?? []);
  return {
    nouns: metric.nouns,
    named: [...new Set(named)].filter((noun) => !metric.nouns.includes(noun)),
    fields: [...new Set(fields)],
    measures: rest.map(({ key, reveals = [] }) => ({ key, fields: reveals })),
  };
}
