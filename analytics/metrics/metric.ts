/** What a metric is: one declaration from which parsing, SQL, help, words and rights come. No SQL in it, so another engine can print it. */
import type { ValueType } from "./answer.ts";

/** A calendar step; weeks start on Monday. */
export type Grain = "day" | "week" | "month" | "quarter" | "year";

/** The column has one of these values; with `not`, none of them. */
export interface Condition {
  readonly column: string;
  readonly is: readonly string[];
  readonly not?: true;
}

export interface TimeDimension {
  readonly name: string;
  readonly label: string;
  readonly grain: Grain;
}

/** A record of another noun that a dimension names; its name is shown where whoever asks may see that record. */
export interface Named {
  readonly noun: string;
  /** Column that holds the owner of that record. */
  readonly owner: string;
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
  /** The column holds several values with commas between them; a row counts in each. */
  readonly several?: true;
  /** Rows with one of these values whose `column` lies in the past say `says` instead; a filter knows both words. */
  readonly late?: { readonly among: readonly string[]; readonly column: string; readonly says: string };
  /** Fields that it tells, as `noun.field`. */
  readonly reveals?: readonly string[];
  readonly named?: readonly Named[];
}

export type Dimension = TimeDimension | ColumnDimension;

export type Of =
  | { readonly count: true }
  /** Adds a column, each value times its `weight` (a column) and times a constant. */
  | { readonly sum: string; readonly weight?: string; readonly times?: number }
  /** The mean of what is known; nothing where `alike` (a column) differs, as in scores of several scales. */
  | { readonly mean: string; readonly alike?: string }
  /** Per cent of the rows `among` that are `share`, less those that are `less`. */
  | { readonly share: Condition; readonly less?: Condition; readonly among: Condition };

export interface Measure {
  readonly key: string;
  readonly label: string;
  /** `money`: the column holds minor units of the metric's `currency`. */
  readonly type: ValueType;
  readonly of: Of;
  /** Only these rows count in it. */
  readonly when?: Condition;
  /** Fields that it tells, as `noun.field`; left out for whom one of them is hidden, refused when it is the first. */
  readonly reveals?: readonly string[];
}

/** Another word for a metric; with `for` it asks for a part of it, e.g. `role:customer`. */
export interface Synonym {
  readonly word: string;
  readonly for?: string;
}

export interface Metric {
  /** First word or words of the question, as people say it. */
  readonly name: string;
  readonly one: string;
  /** `won deals`, where the name does not say what is counted. */
  readonly many?: string;
  readonly also?: readonly Synonym[];
  readonly help: string;
  readonly examples: readonly string[];
  /** View of schema insight. */
  readonly view: string;
  /** Nouns whose right `view` everybody who reads the answer must hold; rows are those that each of these rights reaches. */
  readonly nouns: readonly [string, ...string[]];
  /** Fields that every answer tells, by its time and its conditions. */
  readonly reveals: readonly string[];
  /** Column that periods and time dimensions use: a UTC timestamp, or a date. */
  readonly time: string;
  /** Rows count only while this column is null. */
  readonly removed: string;
  /** Rows count only where all of this holds. */
  readonly where?: readonly Condition[];
  /** Column that holds the currency of the measures of type `money`. */
  readonly currency?: string;
  /** The first measure decides order, bars and the sentence. */
  readonly measures: readonly [Measure, ...Measure[]];
  readonly dimensions: readonly Dimension[];
}

export const isTime = (dimension: Dimension): dimension is TimeDimension => "grain" in dimension;
export const isMoney = ({ type }: Measure): boolean => type === "money";
