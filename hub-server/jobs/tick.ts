/** The tick: what is done by the clock. It decides nothing; it forgets what nobody needs any more. */
import { schedule } from "node-cron";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { forgetKeys } from "../store/idempotency.ts";
import { queryOf } from "../store/query.ts";

const day = 24 * 3600 * 1000;
const week = 7 * day;
/** Rows of files that were loaded: what became no record, for its report. */
const month = 30 * day;

/** Runs every night; the same work twice at once, by two hubs, is harmless. */
export function startTick(
  pool: Pool,
  clock: Clock,
  onError: (error: unknown) => void,
): { stop: () => Promise<void> } {
  const task = schedule("17 3 * * *", () => forget(pool, clock).catch(onError), {
    name: "forget",
    noOverlap: true,
  });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}

/**
 * Forgets answers kept for replays, letters delivered, items settled, tokens for one thing, what waited for a yes and drafts of imports
 * more than a week ago; rows of imports that ended more than a month ago.
 */
export async function forget(pool: Pool, clock: Clock): Promise<void> {
  const now = clock().getTime();
  const before = new Date(now - week);
  await forgetKeys(queryOf(pool), before);
  await pool.query(`delete from hub.outbox where done_at < $1`, [before]);
  await pool.query(`delete from hub.inbox where settled_at < $1`, [before]);
  await pool.query(
    `delete from identity.token where kind in ('link', 'embed', 'form') and coalesce(revoked_at, expires_at) < $1`,
    [before],
  );
  await pool.query(`select crm.forget_confirmations($1)`, [before]);
  await pool.query(`select crm.forget_imports($1, $2)`, [before, new Date(now - month)]);
}
