/**
 * What a service still has to get: a cursor over event.seq, and the transaction in flight word for word, so that a
 * retry after any crash has the same id and the same content.
 */
import type { Pool } from "pg";

export interface Transaction {
  readonly id: number;
  /** Seq of the last event that it covers. */
  readonly upTo: number;
  /** JSON text. */
  readonly body: string;
}

export interface Queue {
  /** Everything up to this seq was delivered or is of no interest. */
  readonly cursor: () => number;
  /** The transaction that was begun and not acknowledged. */
  readonly pending: () => Transaction | undefined;
  readonly load: (head: number) => Promise<void>;
  readonly begin: (upTo: number, body: string) => Promise<Transaction>;
  readonly acknowledge: (transaction: Transaction) => Promise<void>;
  /** Passes over events of no interest; kept in memory until the next transaction. */
  readonly skip: (upTo: number) => void;
}

export function openQueue(pool: Pool, serviceId: string): Queue {
  let cursor = 0;
  let lastId = 0;
  let pending: Transaction | undefined;
  return {
    cursor: () => cursor,
    pending: () => pending,
    skip: (upTo) => (cursor = upTo),
    load: async (head) => {
      // A service that is new here hears from now on, not the whole history.
      await pool.query(
        "insert into chat.as_cursor (as_id, seq, txn_id) values ($1, $2, 0) on conflict do nothing",
        [serviceId, head],
      );
      const { rows } = await pool.query<{ seq: string; txn_id: string }>(
        "select seq, txn_id from chat.as_cursor where as_id = $1",
        [serviceId],
      );
      cursor = Number(rows[0]!.seq);
      lastId = Number(rows[0]!.txn_id);
      pending = await stored(pool, serviceId);
      lastId = Math.max(lastId, pending?.id ?? 0);
    },
    begin: async (upTo, body) => {
      const transaction = { id: lastId + 1, upTo, body };
      await pool.query({
        name: "chat-as-begin",
        text: "insert into chat.as_txn (as_id, txn_id, up_to, body) values ($1, $2, $3, $4)",
        values: [serviceId, transaction.id, upTo, body],
      });
      lastId = transaction.id;
      return (pending = transaction);
    },
    acknowledge: async ({ id, upTo }) => {
      await pool.query({
        name: "chat-as-acknowledge",
        text: `with done as (delete from chat.as_txn where as_id = $1)
          update chat.as_cursor set seq = $2, txn_id = $3 where as_id = $1`,
        values: [serviceId, upTo, id],
      });
      cursor = upTo;
      pending = undefined;
    },
  };
}

async function stored(pool: Pool, serviceId: string): Promise<Transaction | undefined> {
  const { rows } = await pool.query<{ txn_id: string; up_to: string; body: string }>(
    "select txn_id, up_to, body from chat.as_txn where as_id = $1",
    [serviceId],
  );
  const row = rows[0];
  return row && { id: Number(row.txn_id), upTo: Number(row.up_to), body: row.body };
}
