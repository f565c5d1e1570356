/** Devices and the session tokens that belong to them. */
import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { hashOf, mint } from "./plain-token.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { Device, DeviceChange, Session } from "./types.ts";

/** A session that can be refreshed ends by itself after this many seconds. */
const refreshableSeconds = 3600;

/** After a refresh the old tokens live this long: the answer may have been lost on its way. */
const graceSeconds = 60;

export interface Sessions {
  readonly open: (
    userId: string,
    device: { deviceId?: string; deviceName?: string; refreshable?: boolean },
  ) => Promise<Session>;
  /** A new pair of tokens for the session of this refresh token. */
  readonly refresh: (refreshToken: string) => Promise<Session | undefined>;
  readonly close: (tokenId: string) => Promise<void>;
  readonly closeAll: (userId: string, keepTokenId?: string) => Promise<void>;
  /** Devices of each user; users without any are left out. */
  readonly devices: (userIds: readonly string[]) => Promise<Map<string, Device[]>>;
  readonly rename: (userId: string, deviceId: string, name: string) => Promise<boolean>;
  readonly remove: (userId: string, deviceIds: readonly string[]) => Promise<number>;
}

/** @param told called after each change that other people's devices may want to know */
export function sessions(
  pool: Pool,
  clock: Clock,
  cache: PrincipalCache,
  told: (change: DeviceChange) => void,
): Sessions {
  const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
  const removed = (userId: string, deviceIds: readonly string[]) => {
    cache.forget((p) => p.userId === userId && deviceIds.includes(p.deviceId));
    if (deviceIds.length) told({ userId, kind: "removed", deviceIds });
  };
  const insertTokens = async (userId: string, deviceId: string, refreshable: boolean): Promise<Session> => {
    const session = mint("session");
    const refresh = refreshable ? mint("refresh") : undefined;
    const tokens = [session, ...(refresh ? [refresh] : [])];
    await pool.query(
      `insert into identity.token (hash, id, kind, user_id, device_id, created_at, last_used_at, expires_at)
       select hash, id, kind, $1, $2, $3, $3, case when kind = 'session' then $4::timestamptz end
       from unnest($5::bytea[], $6::text[], $7::text[]) as t(hash, id, kind)`,
      [
        userId,
        deviceId,
        clock(),
        refreshable ? after(refreshableSeconds) : null,
        tokens.map((token) => token.hash),
        tokens.map((token) => token.id),
        refresh ? ["session", "refresh"] : ["session"],
      ],
    );
    return {
      userId,
      deviceId,
      token: session.token,
      tokenId: session.id,
      ...(refresh && { refreshToken: refresh.token, seconds: refreshableSeconds }),
    };
  };
  return {
    open: async (userId, { deviceId = newDeviceId(), deviceName, refreshable = false }) => {
      // A new sign-in on a known device replaces its session, as the Client-Server API asks for.
      const { rows } = await pool.query<{ is_new: boolean }>(
        `with replaced as (
           delete from identity.token where user_id = $1 and device_id = $2 and kind in ('session', 'refresh')
         )
         insert into identity.device (user_id, device_id, name, created_at, last_seen_at) values ($1, $2, $3, $4, $4)
         on conflict (user_id, device_id) do update set last_seen_at = $4 returning xmax = 0 as is_new`,
        [userId, deviceId, deviceName ?? null, clock()],
      );
      const session = await insertTokens(userId, deviceId, refreshable);
      cache.forget((p) => p.kind === "session" && p.userId === userId && p.deviceId === deviceId);
      if (rows[0]!.is_new) told({ userId, kind: "added", deviceIds: [deviceId] });
      return session;
    },
    refresh: async (refreshToken) => {
      const { rows } = await pool.query<{ user_id: string; device_id: string }>(
        `with spent as (
           select user_id, device_id from identity.token
           where hash = $1 and kind = 'refresh' and (expires_at is null or expires_at > $2)
         )
         update identity.token t set expires_at = least(t.expires_at, $3) from spent s
         where t.user_id = s.user_id and t.device_id = s.device_id and t.kind in ('session', 'refresh')
         returning t.user_id, t.device_id`,
        [hashOf(refreshToken), clock(), after(graceSeconds)],
      );
      if (!rows[0]) return undefined;
      const { user_id: userId, device_id: deviceId } = rows[0];
      cache.forget((p) => p.userId === userId && p.deviceId === deviceId);
      return insertTokens(userId, deviceId, true);
    },
    close: async (tokenId) => {
      const { rows } = await pool.query<{ user_id: string; device_id: string }>(
        `with session as (select user_id, device_id from identity.token where id = $1 and kind = 'session'),
         token as (
           delete from identity.token t using session s where t.user_id = s.user_id and t.device_id = s.device_id
         )
         delete from identity.device d using session s where d.user_id = s.user_id and d.device_id = s.device_id
         returning d.user_id, d.device_id`,
        [tokenId],
      );
      cache.forget((p) => p.tokenId === tokenId);
      for (const row of rows) removed(row.user_id, [row.device_id]);
    },
    closeAll: async (userId, keepTokenId = "") => {
      const { rows } = await pool.query<{ device_id: string }>(
        `with kept as (select device_id from identity.token where id = $2 and user_id = $1),
         token as (
           delete from identity.token where user_id = $1 and kind in ('session', 'refresh')
             and device_id not in (select device_id from kept where device_id is not null)
         )
         delete from identity.device where user_id = $1
           and device_id not in (select device_id from kept where device_id is not null) returning device_id`,
        [userId, keepTokenId],
      );
      removed(
        userId,
        rows.map((row) => row.device_id),
      );
    },
    devices: async (userIds) => {
      const { rows } = await pool.query<{
        user_id: string;
        device_id: string;
        name: string | null;
        last_seen_at: Date | null;
      }>({
        name: "identity-devices",
        text: "select user_id, device_id, name, last_seen_at from identity.device where user_id = any($1) order by device_id",
        values: [userIds],
      });
      const found = new Map<string, Device[]>();
      for (const row of rows) {
        const device = { deviceId: row.device_id, name: row.name, lastSeenAt: row.last_seen_at };
        const own = found.get(row.user_id);
        if (own) own.push(device);
        else found.set(row.user_id, [device]);
      }
      return found;
    },
    rename: async (userId, deviceId, name) => {
      const { rowCount } = await pool.query(
        "update identity.device set name = $3 where user_id = $1 and device_id = $2",
        [userId, deviceId, name],
      );
      if (rowCount === 1) told({ userId, kind: "renamed", deviceIds: [deviceId] });
      return rowCount === 1;
    },
    remove: async (userId, deviceIds) => {
      const { rows } = await pool.query<{ device_id: string }>(
        `with token as (delete from identity.token where user_id = $1 and device_id = any($2))
         delete from identity.device where user_id = $1 and device_id = any($2) returning device_id`,
        [userId, deviceIds],
      );
      removed(
        userId,
        rows.map((row) => row.device_id),
      );
      return rows.length;
    },
  };
}

const newDeviceId = () => randomBytes(8).toString("hex").toUpperCase();
