/** A request that comes twice is done once and answered twice. Everything here happens inside the caller's transaction. */
import type { Query } from "./query.ts";

export interface KeyedRequest {
  /** Whose key it is, e.g. the person; keys of others never meet. */
  readonly scope: string;
  readonly key: string;
  /** Digest of what was asked, to notice a key that is used for something else. */
  readonly hash: Buffer;
}

/** An answer, and for whom it was made. */
export interface Kept {
  readonly status: number;
  readonly response: unknown;
  /** Ids of everybody for whom it was cut to what they may see. */
  readonly readers: readonly string[];
}

export type Claim =
  /** Do it, then `storeResponse` in the same transaction. */
  | { readonly state: "fresh" }
  /** It was done; answer this, if those who will read it are among its readers. */
  | ({ readonly state: "replay" } & Kept)
  /** The key was used for a different request. */
  | { readonly state: "reused" };

interface Stored {
  readonly hash: Buffer;
  readonly status: number | null;
  readonly response: unknown;
  readonly readers: readonly string[] | null;
}

/**
 * Claims a key. While another transaction holds the same key, this waits: when that one commits, its answer is
 * replayed; when it rolls back, this one does the work.
 */
export async function claimKey(query: Query, { scope, key, hash }: KeyedRequest): Promise<Claim> {
  const claimed = await query(
    `insert into hub.idempotency (scope, key, request_hash) values ($1, $2, $3)
     on conflict do nothing returning key`,
    [scope, key, hash],
  );
  if (claimed.length > 0) return { state: "fresh" };
  const [stored] = await query<Stored>(
    `select request_hash as hash, status, response, readers from hub.idempotency where scope = $1 and key = $2`,
    [scope, key],
  );
  // Forgotten between the two statements, by its age: then it counts as never seen.
  if (!stored) return claimKey(query, { scope, key, hash });
  if (!hash.equals(stored.hash)) return { state: "reused" };
  const { status, response, readers } = stored;
  return { state: "replay", status: status ?? 204, response, readers: readers ?? [scope] };
}

/** Keeps the answer for later replays. */
export async function storeResponse(
  query: Query,
  { scope, key }: Pick<KeyedRequest, "scope" | "key">,
  { status, response, readers }: Kept,
): Promise<void> {
  await query(
    `update hub.idempotency set status = $3, response = $4::jsonb, readers = $5
     where scope = $1 and key = $2 returning key`,
    [scope, key, status, JSON.stringify(response ?? null), [...readers]],
  );
}

/** Forgets keys older than `before`, so that the table does not grow for ever. */
export async function forgetKeys(query: Query, before: Date): Promise<void> {
  await query("delete from hub.idempotency where created_at < $1", [before]);
}
