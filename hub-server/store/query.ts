/** Runs one statement with `$1` parameters and answers its rows; fits pg, a pool, and a transaction of Sequelize. */
export type Query = <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

interface Queryable {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** A pg client or pool as a `Query`. */
export function queryOf(client: Queryable): Query {
  return async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query(sql, [...values])).rows as Row[];
}
