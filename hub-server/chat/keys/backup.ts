/** Backups of room keys, encrypted by their owner ("Server-side key backups" of the specification). */
import type { Pool } from "pg";
import { MatrixError } from "../../errors.ts";
import { notFound } from "../refusals.ts";
import type { Content } from "../types.ts";
import { parsed } from "./device-keys.ts";

export interface Backup {
  readonly version: number;
  readonly algorithm: string;
  readonly auth_data: string;
  readonly etag: number;
  readonly count: number;
}

/** The place of a key: all, one room's, or one session's. */
export interface Place {
  readonly roomId?: string | undefined;
  readonly sessionId?: string | undefined;
}

export interface BackedUpKey {
  readonly roomId: string;
  readonly sessionId: string;
  readonly data: Content;
}

const none = () => notFound("There is no such backup of keys.");

/** @param version the newest one when missing. @throws MatrixError M_NOT_FOUND */
export async function findBackup(pool: Pool, userId: string, version?: string): Promise<Backup> {
  if (version !== undefined && !/^\d{1,15}$/.test(version)) throw none();
  const { rows } = await pool.query<Record<string, string>>(
    `select version, algorithm, auth_data, etag, (select count(*) from chat.backed_up_key k
       where k.user_id = b.user_id and k.version = b.version) as count
     from chat.key_backup b where user_id = $1 and not deleted and ($2::bigint is null or version = $2)
     order by version desc limit 1`,
    [userId, version ?? null],
  );
  const [row] = rows;
  if (!row) throw none();
  return {
    version: Number(row.version),
    algorithm: row.algorithm!,
    auth_data: row.auth_data!,
    etag: Number(row.etag),
    count: Number(row.count),
  };
}

export async function createBackup(
  pool: Pool,
  userId: string,
  algorithm: string,
  authData: string,
): Promise<number> {
  const { rows } = await pool.query<{ version: string }>(
    `insert into chat.key_backup (user_id, version, algorithm, auth_data)
     select $1, coalesce(max(version), 0) + 1, $2, $3 from chat.key_backup where user_id = $1 returning version`,
    [userId, algorithm, authData],
  );
  return Number(rows[0]!.version);
}

export async function updateBackup(pool: Pool, userId: string, version: number, authData: string) {
  await pool.query("update chat.key_backup set auth_data = $3 where user_id = $1 and version = $2", [
    userId,
    version,
    authData,
  ]);
}

/** The number of a deleted backup is never given again. */
export async function deleteBackup(pool: Pool, userId: string, version: number): Promise<void> {
  await pool.query(
    `with gone as (delete from chat.backed_up_key where user_id = $1 and version = $2)
     update chat.key_backup set deleted = true, auth_data = '{}' where user_id = $1 and version = $2`,
    [userId, version],
  );
}

/** Only the newest backup is written to. @throws MatrixError M_WRONG_ROOM_KEYS_VERSION */
export async function needNewest(pool: Pool, userId: string, version: string): Promise<Backup> {
  const newest = await findBackup(pool, userId);
  if (String(newest.version) === version) return newest;
  throw new MatrixError("M_WRONG_ROOM_KEYS_VERSION", 403, "This is not the newest backup.", {
    current_version: String(newest.version),
  });
}

/** A key replaces one that is worse: not verified, later in the session, forwarded more often. */
const better = `(coalesce((excluded.data::jsonb->>'is_verified')::bool, false), -(excluded.data::jsonb->>'first_message_index')::bigint, -(excluded.data::jsonb->>'forwarded_count')::bigint)
  > (coalesce((k.data::jsonb->>'is_verified')::bool, false), -(k.data::jsonb->>'first_message_index')::bigint, -(k.data::jsonb->>'forwarded_count')::bigint)`;

/** @returns the number of keys and the etag, as every change of a backup answers */
export async function putKeys(
  pool: Pool,
  userId: string,
  version: number,
  keys: readonly BackedUpKey[],
): Promise<{ count: number; etag: string }> {
  await pool.query(
    `with put as (
       insert into chat.backed_up_key as k (user_id, version, room_id, session_id, data)
       select distinct on (3, 4) $1, $2::bigint, room_id, session_id, data
       from unnest($3::text[], $4::text[], $5::text[]) as n(room_id, session_id, data)
       on conflict (user_id, version, room_id, session_id) do update set data = excluded.data where ${better}
       returning 1
     )
     update chat.key_backup set etag = etag + 1 where user_id = $1 and version = $2 and exists (select from put)`,
    [
      userId,
      version,
      keys.map((key) => key.roomId),
      keys.map((key) => key.sessionId),
      keys.map((key) => JSON.stringify(key.data)),
    ],
  );
  return stateOf(pool, userId, version);
}

export async function deleteKeys(pool: Pool, userId: string, version: number, place: Place) {
  await pool.query(
    `with gone as (
       delete from chat.backed_up_key where user_id = $1 and version = $2
         and ($3::text is null or room_id = $3) and ($4::text is null or session_id = $4) returning 1
     ) update chat.key_backup set etag = etag + 1 where user_id = $1 and version = $2 and exists (select from gone)`,
    [userId, version, place.roomId ?? null, place.sessionId ?? null],
  );
  return stateOf(pool, userId, version);
}

export async function readKeys(
  pool: Pool,
  userId: string,
  version: number,
  place: Place,
): Promise<BackedUpKey[]> {
  const { rows } = await pool.query<{ room_id: string; session_id: string; data: string }>(
    `select room_id, session_id, data from chat.backed_up_key where user_id = $1 and version = $2
       and ($3::text is null or room_id = $3) and ($4::text is null or session_id = $4)`,
    [userId, version, place.roomId ?? null, place.sessionId ?? null],
  );
  return rows.map((row) => ({
    roomId: row.room_id,
    sessionId: row.session_id,
    data: parsed(row.data) as Content,
  }));
}

async function stateOf(pool: Pool, userId: string, version: number) {
  const { count, etag } = await findBackup(pool, userId, String(version));
  return { count, etag: String(etag) };
}
