/** A file of one table and the processes that read it, for tests of SQL of people. */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { AnalyticsError } from "../errors.ts";
import { openPool, type Pool } from "../sql/pool.ts";

export interface TestPool {
  readonly pool: Pool;
  readonly file: string;
  /** The code of the refusal, or the number of rows. */
  readonly outcome: (sql: string) => Promise<string | number>;
  readonly run: (sql: string) => ReturnType<Pool["run"]>;
}

/** @param rows of table `party (id integer, title varchar, created_at timestamp, score decimal)` */
export async function testPool(folder: string, { rows = 1000, deadlineMs = 5000 } = {}): Promise<TestPool> {
  const file = join(folder, "standing.duckdb");
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(
    `create table party as select range::integer as id, 'Party ' || range as title,
       timestamp '2024-01-01' + interval (range) hour as created_at, (range / 3)::decimal(10, 2) as score from range(${rows})`,
  );
  connection.closeSync();
  instance.closeSync();
  const pool = openPool(deadlineMs);
  const run = (sql: string) => pool.run(file, sql, ["party"]);
  const outcome = (sql: string) =>
    run(sql).then(
      ({ count }) => count,
      (error: AnalyticsError) => error.code,
    );
  return { pool, file, outcome, run };
}
