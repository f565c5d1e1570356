/** What one standing may ask with SQL, as the hub works it out: tables, their columns, and whose rows. What is not named is not there. */

/** A row is visible when, for each list, one of its owners is in it. No list: every row. */
export type Lists = readonly (readonly string[])[];

/** The value tells about another record, and is empty in rows whose other record is not visible. */
export interface Mask {
  /** View of the other record. */
  readonly view: string;
  /** Column of this view that holds its id. */
  readonly key: string;
  readonly lists: Lists;
  /** Rows with this value in this column name a record of that view; of a column's masks with it one has to let a row's value through. */
  readonly when?: { readonly column: string; readonly is: string } | undefined;
}

export interface ColumnAccess {
  readonly name: string;
  readonly masks: readonly Mask[];
}

export interface TableAccess {
  /** View of schema insight; the table has its name. */
  readonly view: string;
  readonly columns: readonly ColumnAccess[];
  readonly lists: Lists;
  /** Rows with this value in this column are left out whoever asks. */
  readonly without?: { readonly column: string; readonly value: string } | undefined;
}

export type Access = readonly TableAccess[];

/** A table as who asks sees it. */
export interface SqlTable {
  readonly name: string;
  /** `type` is DuckDB's. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
