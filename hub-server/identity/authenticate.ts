/** From a token to a principal: application services first, then the cache, then one statement. */
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { appServiceByToken } from "./appservices.ts";
import { hashOf } from "./plain-token.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { AppService, Principal } from "./types.ts";

/** A cached principal is looked up anew after this long; that also keeps `last_used_at` roughly true. */
const freshMilliseconds = 5 * 60_000;

interface Row {
  id: string;
  kind: "session" | "api" | "embed" | "form";
  user_id: string;
  device_id: string | null;
  record: string | null;
  origin: string | null;
  call: string | null;
  expires_at: Date | null;
  admin: boolean;
  guest: boolean;
  suspended: boolean;
}

export function authenticator(
  pool: Pool,
  clock: Clock,
  cache: PrincipalCache,
  services: readonly AppService[],
): (token: string) => Promise<Principal | undefined> {
  const serviceByToken = appServiceByToken(services);
  return async (token) => {
    const service = serviceByToken(token);
    if (service) return servicePrincipal(service);
    const hash = hashOf(token);
    const key = hash.toString("base64");
    const now = clock();
    const known = cache.get(key, now.getTime());
    if (known) return known;
    const generation = cache.generation;
    const row = await lookUp(pool, hash, now);
    if (!row) return undefined;
    const principal = present(row);
    const until = Math.min(now.getTime() + freshMilliseconds, row.expires_at?.getTime() ?? Infinity);
    // Something was revoked meanwhile: it may have been this token, so it is not kept.
    if (cache.generation === generation) cache.put(key, principal, until);
    return principal;
  };
}

async function lookUp(pool: Pool, hash: Buffer, now: Date): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>({
    name: "identity-authenticate",
    text: `update identity.token t set last_used_at = $2 from identity.account a
      where t.hash = $1 and t.kind not in ('link', 'refresh') and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
        and a.user_id = t.user_id and a.deactivated_at is null
      returning t.id, t.kind, t.user_id, t.device_id, t.record, t.origin, t.call, t.expires_at, a.admin, a.guest, a.suspended_at is not null as suspended`,
    values: [hash, now],
  });
  return rows[0];
}

function present(row: Row): Principal {
  return {
    userId: row.user_id,
    deviceId: row.device_id ?? `${row.kind}-${row.id}`,
    kind: row.kind,
    tokenId: row.id,
    admin: row.admin,
    guest: row.guest,
    ...(row.suspended && { suspended: true }),
    ...(row.record !== null && { record: row.record }),
    ...(row.origin !== null && { origin: row.origin }),
    ...(row.call !== null && { call: row.call }),
  };
}

function servicePrincipal(appservice: AppService): Principal {
  const tokenId = `as:${appservice.id}`;
  return {
    userId: appservice.sender,
    deviceId: tokenId,
    kind: "appservice",
    appservice,
    tokenId,
    admin: false,
    guest: false,
  };
}
