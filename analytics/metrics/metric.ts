/** What a metric is: one declaration from which parsing, SQL, help and words come. No SQL in it, so another engine can print it. */
import type { ValueType } from "./answer.ts";

/** A calendar step; weeks start on Monday. */
export type Grain = "day" | "week" | "month";

export interface TimeDimension {
  readonly name: string;
  readonly label: string;
  readonly grain: Grain;
}

export interface ColumnDimension {
  readonly name: string;
  readonly label: string;
  /** Column that is shown, and that a filter compares without regard to case. */
  readonly column: string;
  /** Column that tells groups of the same text apart. */
  readonly key?: string;
  /** A second way to name the same thing in a filter: `column` of `view`, whose `id` is in `key`. */
  readonly also?: { readonly view: string; readonly column: string };
}

export type Dimension = TimeDimension | ColumnDimension;

export interface Measure {
  readonly key: string;
  readonly label: string;
  readonly type: ValueType;
  /** `count` counts rows, `sum` adds a column and leaves its column out of the answer when nothing has a value. */
  readonly of: { readonly count: true } | { readonly sum: string };
}

export interface Metric {
  /** First word of the question; plural, as people say it. */
  readonly name: string;
  readonly one: string;
  readonly help: string;
  readonly examples: readonly string[];
  /** View of schema insight. */
  readonly view: string;
  /** Column that periods and time dimensions use, a UTC timestamp. */
  readonly time: string;
  /** Rows count only while this column is null. */
  readonly removed: string;
  /** The first measure decides order, bars and the sentence. */
  readonly measures: readonly [Measure, ...Measure[]];
  readonly dimensions: readonly Dimension[];
}

export const isTime = (dimension: Dimension): dimension is TimeDimension => "grain" in dimension;
