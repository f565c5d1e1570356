/** Keys with which a person vouches for their devices and for others, and the signatures made with them. */
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { namedThings } from "../named.ts";
import { badJson, invalidParam } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import { parsed } from "./device-keys.ts";
import { crossSigningKeys, publicKey } from "./query.ts";

const usages = ["master", "self_signing", "user_signing"] as const;
type Usage = (typeof usages)[number];

/** The keys in the body, checked. @throws MatrixError */
export function readCrossSigning(body: Content, userId: string): Map<Usage, Content> {
  const keys = new Map<Usage, Content>();
  for (const usage of usages) {
    const key = body[`${usage}_key`];
    if (key === undefined || key === null) continue;
    const object = asObject(key);
    if (!object || object.user_id !== userId || Object.keys(asObject(object.keys) ?? {}).length !== 1)
      throw badJson(`${usage}_key must be a key of ${userId} with exactly one public key.`);
    if (!Array.isArray(object.usage) || !object.usage.includes(usage))
      throw badJson(`${usage}_key must have the usage ${usage}.`);
    keys.set(usage, object);
  }
  return keys;
}

/** Whether anything would change that was there before: only then a password is asked for (MSC3967). */
export async function replaces(
  core: Core,
  userId: string,
  keys: ReadonlyMap<Usage, Content>,
): Promise<{ isReplacing: boolean; isSame: boolean }> {
  const stored = new Map(
    (await crossSigningKeys(core, [userId])).map((row) => [row.usage, publicKey(parsed(row.key) as Content)]),
  );
  if (!keys.has("master") && !stored.has("master"))
    throw invalidParam("There is no master key; upload one first.");
  const changed = [...keys].filter(([usage, key]) => stored.get(usage) !== publicKey(key));
  return { isReplacing: stored.has("master") && changed.length > 0, isSame: !changed.length };
}

export async function putCrossSigning(
  core: Core,
  userId: string,
  keys: ReadonlyMap<Usage, Content>,
): Promise<void> {
  await core.pool.query(
    `insert into chat.cross_signing_key (user_id, usage, key)
     select $1, * from unnest($2::text[], $3::text[])
     on conflict (user_id, usage) do update set key = excluded.key`,
    [userId, [...keys.keys()], [...keys.values()].map((key) => JSON.stringify(key))],
  );
}

interface Signature {
  readonly userId: string;
  readonly target: string;
  readonly keyId: string;
  readonly signature: string;
}

/**
 * Stores signatures over keys that are known; the others are named in the answer.
 * @returns failures by user and target, and the users whose keys got a signature that others can see
 */
export async function addSignatures(
  core: Core,
  signer: string,
  body: Content,
): Promise<{ failures: Content; signed: string[] }> {
  const targets = Object.entries(body).flatMap(([userId, keys]) =>
    Object.entries(asObject(keys) ?? {}).map(([target, key]) => ({ userId, target, key: asObject(key) })),
  );
  const known = await knownTargets(core, [...new Set(targets.map((one) => one.userId))]);
  const failures = namedThings<Content>();
  const good: Signature[] = [];
  for (const { userId, target, key } of targets) {
    const own = asObject(asObject(key?.signatures)?.[signer]);
    const found = known.get(`${userId} ${target}`);
    const reason = reasonAgainst(found, key, own);
    if (reason) (failures[userId] ??= namedThings())[target] = reason;
    else
      for (const [keyId, signature] of Object.entries(own!))
        if (typeof signature === "string") good.push({ userId, target, keyId, signature });
  }
  if (good.length) await insert(core, signer, good);
  return { failures, signed: [...new Set(good.map((one) => one.userId))] };
}

function reasonAgainst(
  known: Content | undefined,
  key: Content | undefined,
  own: Content | undefined,
): Content | undefined {
  const refusal = (error: MatrixError): Content => ({ errcode: error.code, error: error.message });
  if (!known) return refusal(new MatrixError("M_NOT_FOUND", 404, "There is no such key."));
  if (!key || !own)
    return refusal(new MatrixError("M_INVALID_SIGNATURE", 400, "There is no signature of yours on it."));
  if (JSON.stringify(sorted(asObject(known.keys))) !== JSON.stringify(sorted(asObject(key.keys))))
    return refusal(new MatrixError("M_INVALID_SIGNATURE", 400, "The key that was signed is another one."));
  return undefined;
}

const sorted = (object: Content = {}) =>
  Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));

async function knownTargets(core: Core, users: readonly string[]): Promise<Map<string, Content>> {
  const { rows } = await core.pool.query<{ user_id: string; device_id: string; keys: string }>(
    "select user_id, device_id, keys from chat.device_key where user_id = any($1)",
    [users],
  );
  const known = new Map(rows.map((row) => [`${row.user_id} ${row.device_id}`, parsed(row.keys) as Content]));
  for (const row of await crossSigningKeys(core, users)) {
    const key = parsed(row.key) as Content;
    known.set(`${row.user_id} ${publicKey(key)}`, key);
  }
  return known;
}

async function insert(core: Core, signer: string, signatures: readonly Signature[]): Promise<void> {
  await core.pool.query(
    `insert into chat.key_signature (user_id, target, signer, key_id, signature)
     select distinct on (1, 2, 4) user_id, target, $1, key_id, signature
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as s(user_id, target, key_id, signature)
     on conflict (user_id, target, signer, key_id) do update set signature = excluded.signature`,
    [
      signer,
      signatures.map((one) => one.userId),
      signatures.map((one) => one.target),
      signatures.map((one) => one.keyId),
      signatures.map((one) => one.signature),
    ],
  );
}
