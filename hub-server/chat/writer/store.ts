/** Writes one batch: a statement per table, whatever the number of rows; one COMMIT. */
import type { ClientBase } from "pg";
import { noFault, type Fault } from "./fault.ts";
import type { Batch } from "./jobs.ts";
import { statements } from "./statements.ts";

/** A batch that fits one statement is its own transaction: one journey to the database instead of three. */
export async function store(
  client: ClientBase,
  batch: Batch,
  now: Date,
  fault: Fault = noFault,
): Promise<void> {
  const list = statements(batch, now);
  const [only] = list;
  fault("before-store");
  if (list.length === 1 && only) {
    await client.query(only);
    return;
  }
  if (!only) return;
  await client.query("begin");
  try {
    for (const statement of list) await client.query(statement);
    fault("before-commit");
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {}); // the connection is gone, and the transaction with it
    throw error;
  }
}
