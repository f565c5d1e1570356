/**
 * Reading the change events without skipping one.
 *
 * "Everything after the last `seq`" loses rows: a transaction that took seq 7 may commit after one that took seq 8 was
 * read. So a reader keeps the database's own account of what it had seen, a `pg_snapshot`, and asks for what has become
 * visible since. Nothing waits for long transactions, and gaps in `seq` mean nothing.
 */
import type { Client, Pool, PoolClient } from "pg";
import { Conflict } from "../errors.ts";
import { withTransaction } from "./transaction.ts";

export interface Change {
  readonly seq: number;
  readonly id: string;
  /** Binds the rows that one call wrote. */
  readonly change: string;
  readonly entity: string;
  readonly entityId: string;
  readonly op: string;
  /** field → [old, new] */
  readonly patch: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly call: string;
  /** The person whose rights were used; null when the hub itself acted. */
  readonly actorId: string | null;
  /** The account that carried the request, such as a bot. */
  readonly via: string | null;
  readonly source: "chat" | "slack" | "api" | "import" | "rule" | "ui" | "job";
  readonly sourceRef: Readonly<Record<string, unknown>>;
  readonly undoOf: string | null;
  readonly reversible: boolean;
  readonly at: Date;
}

/** Where a reader stands. Plain JSON, to be stored; it belongs to one PostgreSQL server and means nothing to another. */
export interface Snapshot {
  /** `pg_snapshot` as text: all that it sees was read. Null: nothing was. */
  readonly seen: string | null;
  /** In the middle of a long delta: the snapshot that bounds it, and the last `seq` read of it. */
  readonly until?: string;
  readonly after?: number;
}

export interface Changes {
  /** By `seq`, which within a batch is not always the order of commit. */
  readonly changes: readonly Change[];
  /** Store it in the transaction that stores the effects of `changes`; then each is effected once. */
  readonly snapshot: Snapshot;
  /** There is more to read at once. */
  readonly more: boolean;
}

/**
 * What was committed since `since`, each change once.
 * @param since null reads from the beginning
 * @param limit changes per batch
 * @throws Conflict when `since` belongs to another server, as after restoring a backup: read from the beginning then
 */
export async function readChanges(pool: Pool, since: Snapshot | null, limit = 1_000): Promise<Changes> {
  const from: Snapshot = since ?? { seen: null };
  return withTransaction(
    pool,
    async (client) => {
      const until = from.until ?? (await present(client, from.seen));
      const { rows } = await client.query<Change>(delta, [from.seen, until, from.after ?? 0, limit + 1]);
      const more = rows.length > limit;
      const changes = more ? rows.slice(0, limit) : rows;
      const snapshot = more ? { seen: from.seen, until, after: changes.at(-1)!.seq } : { seen: until };
      return { changes, snapshot, more };
    },
    "begin isolation level repeatable read read only",
  );
}

/** Where a reader stands that wants nothing of the past. */
export async function presentSnapshot(pool: Pool): Promise<Snapshot> {
  return withTransaction(
    pool,
    async (client) => ({ seen: await present(client, null) }),
    "begin isolation level repeatable read read only",
  );
}

async function present(client: PoolClient, seen: string | null): Promise<string> {
  const { rows } = await client.query<{ now: string; future: boolean | null }>(
    `select pg_current_snapshot()::text as now,
       pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as future`,
    [seen],
  );
  if (rows[0]!.future)
    throw new Conflict("The reader's place belongs to another database server. Read from the beginning.");
  return rows[0]!.now;
}

/**
 * Makes the change events of a restored backup readable: they carry transaction ids of the server that wrote them, which
 * lie in the future of this one. Nothing that this server wrote is touched.
 * @param client connected as the owner of the tables
 */
export async function adoptRestored(client: Client): Promise<void> {
  // 3 is the first transaction id of every server, so older than every snapshot.
  await client.query(
    "update hub.change_event set xid = '3' where xid >= pg_snapshot_xmax(pg_current_snapshot())",
  );
}

// The comparison with xmin lets the index on xid work; all older transactions had ended by `seen`.
const delta = `
  select seq::float8 as seq, id, change, entity, entity_id as "entityId", op, patch, call, actor_id as "actorId", via,
    source, source_ref as "sourceRef", undo_of as "undoOf", reversible, at
  from hub.change_event
  where ($1::pg_snapshot is null
      or (xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)))
    and pg_visible_in_snapshot(xid, $2::pg_snapshot)
    and seq > $3
  order by seq
  limit $4`;
