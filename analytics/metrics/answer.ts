/** What an answer is, and whose rows may count in it. */

/** Whose rows count: everybody's, or those that belong to one of these people (ids). An empty list sees nothing. */
export type Visible = { readonly all: true } | { readonly people: readonly string[] };

/** How a value reads: `month`, `week` and `day` are ISO dates of the first day, `duration` is seconds. */
export type ValueType = "month" | "week" | "day" | "text" | "count" | "duration";

export interface AnswerColumn {
  readonly key: string;
  readonly label: string;
  readonly type: ValueType;
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
  /** Everything committed before this ISO time is counted. */
  readonly asOf: string;
  /** Age of the data when the answer was made, in milliseconds. */
  readonly lagMs: number;
}
