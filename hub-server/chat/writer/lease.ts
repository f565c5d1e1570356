/**
 * The right to write: a session advisory lock, held on the very connection that writes. Who loses the connection loses
 * the right with it, so two hubs on one database can never both write.
 */
import type { Pool, PoolClient } from "pg";
import { setTimeout as pause } from "node:timers/promises";
import { CannotStart } from "../../errors.ts";

/** Any fixed number; nobody else in this database locks it. */
const lockKey = 4_852_001;

export interface Lease {
  readonly client: PoolClient;
  /** False as soon as the connection is known to be gone. */
  readonly held: () => boolean;
  /** Gives the connection up as broken. */
  readonly lose: () => void;
  readonly release: () => Promise<void>;
}

/**
 * Takes the lease, waiting a little for one that a killed hub leaves behind.
 * @param patience milliseconds
 * @throws CannotStart when another hub keeps it
 */
export async function takeLease(pool: Pool, patience: number, onLost: () => void): Promise<Lease> {
  const client = await pool.connect();
  client.on("error", () => {}); // the query that waits says it
  const deadline = Date.now() + patience;
  try {
    while (!(await tryLock(client))) {
      if (Date.now() > deadline)
        throw new CannotStart("Another hub writes to this database; stop it first, or use another database.");
      await pause(100);
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  return watched(client, onLost);
}

async function tryLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock($1) as mine", [
    lockKey,
  ]);
  return rows[0]!.mine;
}

function watched(client: PoolClient, onLost: () => void): Lease {
  let state: "held" | "lost" | "released" = "held";
  const lost = () => {
    if (state !== "held") return;
    state = "lost";
    onLost();
  };
  client.on("error", lost);
  client.on("end", lost);
  return {
    client,
    held: () => state === "held",
    lose: lost,
    release: async () => {
      const wasHeld = state === "held";
      state = "released";
      if (wasHeld) await client.query("select pg_advisory_unlock($1)", [lockKey]).catch(() => {}); // ending frees it too
      client.release(true);
    },
  };
}
