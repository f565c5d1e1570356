/** The port through which data comes in. PostgreSQL by snapshot delta is in postgres.ts; a decoder of the WAL could be another. */

/** A place in the history of one database: everything that was visible in `snapshot` is in the copy. */
export interface Mark {
  /** Which database and which shape of the views; a mark of another origin cannot be continued. */
  readonly origin: string;
  readonly snapshot: string;
}

export interface Column {
  readonly name: string;
  /** DuckDB type in which it is kept. */
  readonly type: string;
  /** SQL by which PostgreSQL gives it as text that DuckDB reads back as `type`. */
  readonly read: string;
  /** PostgreSQL type, for comparing with keys. */
  readonly udt: string;
}

/** One view of schema insight, as it declares itself. Each has a key column `id`. */
export interface View {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Entity whose changes touch rows of this view -> columns that hold its id. */
  readonly depends: Readonly<Record<string, readonly string[]>>;
  /** Columns that hold the people to whom a row belongs; empty: rows belong to nobody. */
  readonly scope: readonly string[];
}

/** Pieces of CSV in the order of the view's columns: null is nothing, the empty text is `""`, no header. */
export type Rows = AsyncIterable<Uint8Array | string>;

/** All rows of all views at one moment. */
export interface Picture {
  readonly mark: Mark;
  readonly views: readonly View[];
  readonly rows: (view: View) => Rows;
}

/** Rows that may differ are those whose `column` holds one of `ids`. */
export interface Touched {
  readonly column: string;
  readonly ids: readonly string[];
}

export interface Change {
  readonly view: View;
  /** `all` when so much changed that the view is read again in full. */
  readonly touched: readonly Touched[] | "all";
  /** The touched rows as they are now; those that are gone are missing. */
  readonly rows: () => Rows;
}

export interface Delta {
  readonly mark: Mark;
  /** Empty when nothing became visible since. */
  readonly changes: readonly Change[];
}

export interface ChangeSource {
  /** Lends everything as one consistent picture. */
  snapshot<T>(use: (picture: Picture) => Promise<T>): Promise<T>;
  /**
   * Lends what became visible since a mark: all of it, each row once, however late its transaction committed.
   * @throws MarkForeign when the mark cannot be continued and everything has to be copied again
   */
  delta<T>(since: Mark, use: (delta: Delta) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
