/** What has to be told to the outside: written with the change that causes it, told after COMMIT, at least once. */
import type { Pool, PoolClient } from "pg";
import type { Clock } from "../clock.ts";
import { queryOf } from "./query.ts";
import type { Query } from "./query.ts";
import { withTransaction } from "./transaction.ts";

export interface Letter {
  readonly kind: string;
  readonly payload: unknown;
  /** The same key is kept once; null or absent: always kept. */
  readonly key?: string | null;
  /** Not before; absent: at once. */
  readonly dueAt?: Date;
}

export interface Delivery {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly key: string | null;
  /** How often it failed before. */
  readonly attempts: number;
}

export interface DeliveryTools {
  /** In the transaction that marks the row done: what is written here happens exactly once. */
  readonly query: Query;
  /** Aborts when the handler has used up its time. */
  readonly signal: AbortSignal;
}

/** Delivers one row. It may run again for the same row after a crash; whoever receives it can tell by `id` or `key`. */
export type Handler = (delivery: Delivery, tools: DeliveryTools) => Promise<void>;
export type Handlers = Readonly<Record<string, Handler>>;

export interface DrainOptions {
  readonly clock: Clock;
  /** ms that a handler has; less than the minute after which the database gives up an idle transaction. */
  readonly deadline?: number;
}

/**
 * Puts a row in the outbox, in the caller's transaction.
 * @returns false when its key was there already
 */
export async function enqueue(query: Query, { kind, payload, key, dueAt }: Letter): Promise<boolean> {
  const rows = await query(
    `insert into hub.outbox (kind, payload, key, due_at)
     values ($1, $2::jsonb, $3, coalesce($4::timestamptz, '-infinity')) on conflict (key) do nothing returning id`,
    [kind, JSON.stringify(payload ?? null), key ?? null, dueAt?.toISOString() ?? null],
  );
  return rows.length > 0;
}

/**
 * Delivers what is due, one row at a time, until nothing is. Several drains may run at once, in one process or many:
 * each holds the lock of the row it delivers, and a killed one frees it at once.
 * A row that fails waits 1 s, 2 s, 4 s ... up to an hour and does not keep others waiting.
 * @returns how many were delivered
 */
export async function drainOutbox(pool: Pool, handlers: Handlers, options: DrainOptions): Promise<number> {
  let delivered = 0;
  while (true) {
    const outcome = await withTransaction(pool, (client) => deliverNext(client, handlers, options));
    if (outcome === "empty") return delivered;
    if (outcome === "delivered") delivered++;
  }
}

type Outcome = "empty" | "delivered" | "failed";

async function deliverNext(client: PoolClient, handlers: Handlers, options: DrainOptions): Promise<Outcome> {
  const { rows } = await client.query<Delivery>(next, [options.clock(), Object.keys(handlers)]);
  const delivery = rows[0];
  if (!delivery) return "empty";
  await client.query("savepoint handler");
  try {
    await withDeadline(options.deadline ?? 30_000, (signal) =>
      handlers[delivery.kind]!(delivery, { query: queryOf(client), signal }),
    );
    await client.query("update hub.outbox set done_at = $2, last_error = null where id = $1", [
      delivery.id,
      options.clock(),
    ]);
    return "delivered";
  } catch (error) {
    await client.query("rollback to savepoint handler");
    await postpone(client, delivery, error, options.clock());
    return "failed";
  }
}

const next = `
  select id, kind, payload, key, attempts from hub.outbox
  where done_at is null and due_at <= $1 and kind = any($2)
  order by due_at, id limit 1 for update skip locked`;

async function withDeadline(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`The handler took more than ${milliseconds} ms.`);
    controller.abort(error);
    expired.reject(error);
  }, milliseconds);
  try {
    await Promise.race([work(controller.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const longestPause = 3_600_000; // ms

async function postpone(client: PoolClient, { id, attempts }: Delivery, error: unknown, now: Date) {
  const pause = Math.min(1_000 * 2 ** Math.min(attempts, 30), longestPause);
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  await client.query(
    "update hub.outbox set attempts = attempts + 1, due_at = $2, last_error = $3 where id = $1",
    [id, new Date(now.getTime() + pause), reason],
  );
}

/** Forgets what was delivered before `before`; until then its key keeps a second copy out. */
export async function forgetDelivered(query: Query, before: Date): Promise<void> {
  await query("delete from hub.outbox where done_at < $1", [before]);
}
