import type { Pool, PoolClient } from "pg";

/** How a transaction begins; the shortest is what nearly everybody wants. */
export type Begin = "begin" | "begin isolation level repeatable read read only";

/**
 * Runs `work` in one transaction: COMMIT when it returns, ROLLBACK when it throws.
 * A connection that cannot even roll back is closed, not given to the next one.
 * @throws whatever `work`, or the COMMIT, throws; after an error of COMMIT nobody knows whether it happened
 */
export async function withTransaction<R>(
  pool: Pool,
  work: (client: PoolClient) => Promise<R>,
  begin: Begin = "begin",
): Promise<R> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
