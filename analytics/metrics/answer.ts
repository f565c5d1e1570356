/** What an answer is, and whose rows may count in it. */

/** Whose rows count: everybody's, or those that belong to one of these people (ids). An empty list sees nothing. */
export type Visible = { readonly all: true } | { readonly people: readonly string[] };

/** What an answer may tell beyond whose rows count, from the rights on the nouns that a metric counts. */
export interface Limits {
  /** A row counts only when it belongs to somebody of each of these lists. */
  readonly rows: readonly (readonly string[])[];
  /** Noun -> lists of people: a record of that noun is named only when its owner is in each of them. */
  readonly names: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Keys of measures that are left out. */
  readonly without: readonly string[];
}

export const noLimits: Limits = { rows: [], names: {}, without: [] };

/**
 * How a value reads: `month`, `week`, `day`, `quarter` and `year` are ISO dates of the first day, `duration` is seconds, `percent` is
 * 0 to 100 (NPS: -100 to 100), `money` is in major units of the column's `currency`, else of the currency in the row's `currency`.
 * Types may be added: show an unknown one as plain text.
 */
export type ValueType =
  | "month"
  | "week"
  | "day"
  | "quarter"
  | "year"
  | "text"
  | "count"
  | "number"
  | "duration"
  | "percent"
  | "money";

export interface AnswerColumn {
  readonly key: string;
  readonly label: string;
  readonly type: ValueType;
  /** ISO 4217 code, of a column of money that has one currency. */
  readonly currency?: string;
}

export type AnswerRow = Readonly<Record<string, string | number | null>>;

export interface Answer {
  /** The question in full words, e.g. `Interactions by month, last 12 months, channel call`. */
  readonly title: string;
  readonly columns: readonly AnswerColumn[];
  /** At most 1,000: time runs forward (the newest are kept), everything else starts with the largest. */
  readonly rows: readonly AnswerRow[];
  /** Groups that exist beyond `rows`. */
  readonly more: number;
  /** One sentence that can stand alone. */
  readonly fact: string;
  /** How it was computed: plain words, then the SQL with its parameters left as `$1`. */
  readonly computed: string;
  /** A picture was wished for. */
  readonly chart: boolean;
  /** Everything committed before this ISO time is counted. */
  readonly asOf: string;
  /** Age of the data when the answer was made, in milliseconds. */
  readonly lagMs: number;
}
