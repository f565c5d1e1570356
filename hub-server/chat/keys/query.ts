/** What others ask for: the keys of people's devices, and who signed them. */
import type { Core } from "../core.ts";
import { namedThings } from "../named.ts";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import { parsed } from "./device-keys.ts";

interface SignatureRow {
  user_id: string;
  target: string;
  signer: string;
  key_id: string;
  signature: string;
}

/**
 * The answer of POST /keys/query.
 * @param asked device ids by user; an empty list means all of them
 */
export async function queryKeys(
  core: Core,
  asker: string,
  asked: ReadonlyMap<string, readonly string[]>,
): Promise<Content> {
  const users = [...asked.keys()];
  const [keys, crossSigning, signatures, devices] = await Promise.all([
    core.pool.query<{ user_id: string; device_id: string; keys: string }>({
      name: "chat-device-keys",
      text: "select user_id, device_id, keys from chat.device_key where user_id = any($1)",
      values: [users],
    }),
    crossSigningKeys(core, users),
    core.pool.query<SignatureRow>({
      name: "chat-key-signatures",
      // Whom somebody verified is theirs to know: others see what owners signed themselves.
      text: `select user_id, target, signer, key_id, signature from chat.key_signature
        where user_id = any($1) and (signer = user_id or signer = $2)`,
      values: [users, asker],
    }),
    core.identity.devicesOf(users),
  ]);
  const byTarget = Map.groupBy(signatures.rows, (row) => `${row.user_id} ${row.target}`);
  const deviceKeys = namedThings<Content>();
  for (const userId of users) deviceKeys[userId] = namedThings();
  for (const row of keys.rows) {
    const wanted = asked.get(row.user_id)!;
    if (wanted.length && !wanted.includes(row.device_id)) continue;
    const name = devices.get(row.user_id)?.find((one) => one.deviceId === row.device_id)?.name;
    const signed = withSignatures(
      parsed(row.keys) as Content,
      byTarget.get(`${row.user_id} ${row.device_id}`),
    );
    deviceKeys[row.user_id]![row.device_id] = {
      ...signed,
      unsigned: typeof name === "string" ? { device_display_name: name } : {},
    };
  }
  const answer: Content = { device_keys: deviceKeys, failures: {} };
  for (const usage of ["master", "self_signing", "user_signing"] as const)
    answer[`${usage}_keys`] = Object.fromEntries(
      crossSigning
        .filter((row) => row.usage === usage && (usage !== "user_signing" || row.user_id === asker))
        .map((row) => {
          const key = parsed(row.key) as Content;
          return [row.user_id, withSignatures(key, byTarget.get(`${row.user_id} ${publicKey(key)}`))];
        }),
    );
  return answer;
}

export interface CrossSigningRow {
  readonly user_id: string;
  readonly usage: string;
  readonly key: string;
}

export async function crossSigningKeys(core: Core, users: readonly string[]): Promise<CrossSigningRow[]> {
  const { rows } = await core.pool.query<CrossSigningRow>({
    name: "chat-cross-signing-keys",
    text: "select user_id, usage, key from chat.cross_signing_key where user_id = any($1)",
    values: [users],
  });
  return rows;
}

/** The public key by which a cross-signing key is called: what follows `ed25519:`. */
export function publicKey(key: Content): string {
  const [name] = Object.keys(asObject(key.keys) ?? {});
  return name?.slice(name.indexOf(":") + 1) ?? "";
}

function withSignatures(key: Content, rows: readonly SignatureRow[] = []): Content {
  if (!rows.length) return key;
  const signatures = namedThings<Content>();
  for (const [signer, own] of Object.entries(asObject(key.signatures) ?? {}))
    signatures[signer] = { ...asObject(own) };
  for (const { signer, key_id: keyId, signature } of rows)
    signatures[signer] = { ...signatures[signer], [keyId]: signature };
  return { ...key, signatures };
}
