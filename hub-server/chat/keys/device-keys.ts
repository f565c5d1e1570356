/** Keys that devices publish: identity keys, one-time keys, fallback keys ("End-to-end encryption" of the specification). */
import type { Pool } from "pg";
import { namedThings } from "../named.ts";
import { badJson, invalidParam } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";

export interface KeyCounts {
  /** One-time keys left, by algorithm. */
  readonly counts: Readonly<Record<string, number>>;
  /** Algorithms whose fallback key nobody used yet. */
  readonly unused: readonly string[];
}

/** @throws MatrixError when they are not the keys of this very device */
export function checkDeviceKeys(keys: Content, userId: string, deviceId: string): void {
  if (keys.user_id !== userId || keys.device_id !== deviceId)
    throw invalidParam(`device_keys must be those of ${userId} and ${deviceId}.`);
  if (!Array.isArray(keys.algorithms)) throw badJson("device_keys must have a list of algorithms.");
  for (const field of ["keys", "signatures"])
    if (!asObject(keys[field])) throw badJson(`device_keys must have an object ${field}.`);
}

/** @returns whether they differ from those before */
export async function putDeviceKeys(
  pool: Pool,
  userId: string,
  deviceId: string,
  keys: Content,
): Promise<boolean> {
  const { unsigned: _unsigned, ...kept } = keys;
  const { rowCount } = await pool.query(
    `insert into chat.device_key as k (user_id, device_id, keys) values ($1, $2, $3)
     on conflict (user_id, device_id) do update set keys = excluded.keys where k.keys <> excluded.keys`,
    [userId, deviceId, JSON.stringify(kept)],
  );
  return rowCount === 1;
}

interface NamedKey {
  readonly algorithm: string;
  readonly keyId: string;
  /** JSON text. */
  readonly key: string;
}

/** `algorithm:id` → key. @throws MatrixError M_BAD_JSON */
export function namedKeys(keys: Content, what: string): NamedKey[] {
  return Object.entries(keys).map(([name, key]) => {
    const parts = /^([^:]{1,100}):(.{1,200})$/s.exec(name);
    const isKey = typeof key === "string" || (asObject(key) && typeof asObject(key)!.key === "string");
    if (!parts || !isKey) throw badJson(`${what} must be algorithm:id with a key; got ${name.slice(0, 60)}.`);
    return { algorithm: parts[1]!, keyId: parts[2]!, key: JSON.stringify(key) };
  });
}

const columns = (keys: readonly NamedKey[]) => [
  keys.map((one) => one.algorithm),
  keys.map((one) => one.keyId),
  keys.map((one) => one.key),
];

/** @throws MatrixError when a key of the same name is there with another value */
export async function addOneTimeKeys(
  pool: Pool,
  userId: string,
  deviceId: string,
  keys: readonly NamedKey[],
): Promise<void> {
  if (!keys.length) return;
  const { rows } = await pool.query<{ name: string }>(
    `with given as (select * from unnest($3::text[], $4::text[], $5::text[]) as g(algorithm, key_id, key)), put as (
       insert into chat.one_time_key (user_id, device_id, algorithm, key_id, key)
       select $1, $2, algorithm, key_id, key from given on conflict do nothing
     )
     select g.algorithm || ':' || g.key_id as name from given g
     join chat.one_time_key k on k.user_id = $1 and k.device_id = $2 and k.algorithm = g.algorithm and k.key_id = g.key_id
     where k.key <> g.key`,
    [userId, deviceId, ...columns(keys)],
  );
  if (rows[0]) throw invalidParam(`The one-time key ${rows[0].name} is there already, with another value.`);
}

export async function putFallbackKeys(
  pool: Pool,
  userId: string,
  deviceId: string,
  keys: readonly NamedKey[],
): Promise<void> {
  if (!keys.length) return;
  await pool.query(
    `insert into chat.fallback_key (user_id, device_id, algorithm, key_id, key)
     select distinct on (algorithm) $1, $2, algorithm, key_id, key
     from unnest($3::text[], $4::text[], $5::text[]) as g(algorithm, key_id, key)
     on conflict (user_id, device_id, algorithm) do update
       set key_id = excluded.key_id, key = excluded.key, used = false`,
    [userId, deviceId, ...columns(keys)],
  );
}

export async function keyCounts(pool: Pool, userId: string, deviceId: string): Promise<KeyCounts> {
  const { rows } = await pool.query<{ algorithm: string; n: number | null }>({
    name: "chat-key-counts",
    text: `select algorithm, count(*)::int as n from chat.one_time_key where user_id = $1 and device_id = $2 group by algorithm
      union all
      select algorithm, null from chat.fallback_key where user_id = $1 and device_id = $2 and not used`,
    values: [userId, deviceId],
  });
  const counts = namedThings<number>();
  counts.signed_curve25519 = 0;
  for (const { algorithm, n } of rows) if (n !== null) counts[algorithm] = n;
  return { counts, unused: rows.filter((row) => row.n === null).map((row) => row.algorithm) };
}

export interface Claimed {
  readonly user_id: string;
  readonly device_id: string;
  readonly algorithm: string;
  readonly key_id: string;
  readonly key: string;
}

/** One key for each device asked for, oldest first, given to nobody else; the fallback key when none is left. */
export async function claimKeys(
  pool: Pool,
  asked: readonly (readonly [userId: string, deviceId: string, algorithm: string])[],
): Promise<Claimed[]> {
  const values = [0, 1, 2].map((index) => asked.map((one) => one[index]));
  const { rows } = await pool.query<Claimed>({
    name: "chat-claim-keys",
    text: `with asked as (select distinct * from unnest($1::text[], $2::text[], $3::text[]) as a(user_id, device_id, algorithm)),
      taken as (
        delete from chat.one_time_key k using (
          select first.* from asked a cross join lateral (
            select user_id, device_id, algorithm, key_id from chat.one_time_key o
            where o.user_id = a.user_id and o.device_id = a.device_id and o.algorithm = a.algorithm
            order by n limit 1 for update skip locked
          ) first
        ) f where k.user_id = f.user_id and k.device_id = f.device_id and k.algorithm = f.algorithm and k.key_id = f.key_id
        returning k.user_id, k.device_id, k.algorithm, k.key_id, k.key
      ), fallback as (
        update chat.fallback_key k set used = true from asked a
        where k.user_id = a.user_id and k.device_id = a.device_id and k.algorithm = a.algorithm
          and not exists (select from taken t
            where t.user_id = a.user_id and t.device_id = a.device_id and t.algorithm = a.algorithm)
        returning k.user_id, k.device_id, k.algorithm, k.key_id, k.key
      ) select * from taken union all select * from fallback`,
    values,
  });
  return rows;
}

/** A value that came as JSON text. */
export const parsed = (text: string): Json => JSON.parse(text) as Json;
