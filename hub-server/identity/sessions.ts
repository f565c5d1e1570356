/** Devices and the session tokens that belong to them. */
import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { mint } from "./plain-token.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { Device, Session } from "./types.ts";

export interface Sessions {
  readonly open: (userId: string, device: { deviceId?: string; deviceName?: string }) => Promise<Session>;
  readonly close: (tokenId: string) => Promise<void>;
  readonly closeAll: (userId: string, keepTokenId?: string) => Promise<void>;
  readonly devices: (userId: string) => Promise<Device[]>;
  readonly rename: (userId: string, deviceId: string, name: string) => Promise<boolean>;
  readonly remove: (userId: string, deviceId: string) => Promise<boolean>;
}

export function sessions(pool: Pool, clock: Clock, cache: PrincipalCache): Sessions {
  return {
    open: async (userId, { deviceId = newDeviceId(), deviceName }) => {
      const { token, hash, id } = mint("session");
      // A new sign-in on a known device replaces its session, as the Client-Server API asks for.
      await pool.query(
        `with device as (
           insert into identity.device (user_id, device_id, name, created_at, last_seen_at) values ($1, $2, $3, $4, $4)
           on conflict (user_id, device_id) do update set last_seen_at = $4
         ), replaced as (
           delete from identity.token where user_id = $1 and device_id = $2 and kind = 'session'
         )
         insert into identity.token (hash, id, kind, user_id, device_id, created_at, last_used_at)
         values ($5, $6, 'session', $1, $2, $4, $4)`,
        [userId, deviceId, deviceName ?? null, clock(), hash, id],
      );
      cache.forget((p) => p.kind === "session" && p.userId === userId && p.deviceId === deviceId);
      return { userId, deviceId, token, tokenId: id };
    },
    close: async (tokenId) => {
      await pool.query(
        `with token as (delete from identity.token where id = $1 and kind = 'session' returning user_id, device_id)
         delete from identity.device d using token t where d.user_id = t.user_id and d.device_id = t.device_id`,
        [tokenId],
      );
      cache.forget((p) => p.tokenId === tokenId);
    },
    closeAll: async (userId, keepTokenId = "") => {
      await pool.query(
        `with token as (
           delete from identity.token where user_id = $1 and kind = 'session' and id <> $2 returning device_id
         ) delete from identity.device d using token t where d.user_id = $1 and d.device_id = t.device_id`,
        [userId, keepTokenId],
      );
      cache.forget((p) => p.userId === userId && p.tokenId !== keepTokenId);
    },
    devices: async (userId) => {
      const { rows } = await pool.query<{
        device_id: string;
        name: string | null;
        last_seen_at: Date | null;
      }>("select device_id, name, last_seen_at from identity.device where user_id = $1 order by device_id", [
        userId,
      ]);
      return rows.map((row) => ({ deviceId: row.device_id, name: row.name, lastSeenAt: row.last_seen_at }));
    },
    rename: async (userId, deviceId, name) => {
      const { rowCount } = await pool.query(
        "update identity.device set name = $3 where user_id = $1 and device_id = $2",
        [userId, deviceId, name],
      );
      return rowCount === 1;
    },
    remove: async (userId, deviceId) => {
      const { rowCount } = await pool.query(
        `with token as (delete from identity.token where user_id = $1 and device_id = $2)
         delete from identity.device where user_id = $1 and device_id = $2`,
        [userId, deviceId],
      );
      cache.forget((p) => p.userId === userId && p.deviceId === deviceId);
      return rowCount === 1;
    },
  };
}

const newDeviceId = () => randomBytes(8).toString("hex").toUpperCase();
