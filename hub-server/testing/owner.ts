/** SQL as the owner of the database, past every policy: for tests that arrange what no call can. */
import pg from "pg";
import type { TestHub } from "./hub.ts";

export async function asOwner<Row extends object>(
  { database }: Pick<TestHub, "database">,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(sql, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
