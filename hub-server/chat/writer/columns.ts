/** Rows as columns, for `unnest`. */
export const columns = <T>(rows: readonly T[], ...read: ((row: T) => unknown)[]): unknown[] =>
  read.map((column) => rows.map(column));
