/** Pushers as they are kept. */
import type { Pool } from "pg";
import type { Content } from "../types.ts";

export interface PusherKey {
  readonly userId: string;
  readonly appId: string;
  readonly pushkey: string;
}

export interface PusherRow extends PusherKey {
  /** Session that it belongs to and goes with. */
  readonly deviceId: string;
  /** kind, lang, names, profile_tag and data, as the client said them. */
  readonly format: Content;
  /** Everything up to here was pushed, or was not worth it. */
  seq: number;
  readonly createdAt: Date;
}

/** @returns false when the session is over */
export async function insertPusher(pool: Pool, row: PusherRow): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into chat.pusher (user_id, app_id, pushkey, device_id, format, seq, created_at)
     select user_id, $2, $3, device_id, $5, $6, $7 from identity.device where user_id = $1 and device_id = $4
     on conflict (user_id, app_id, pushkey) do update set device_id = excluded.device_id, format = excluded.format`,
    [row.userId, row.appId, row.pushkey, row.deviceId, JSON.stringify(row.format), row.seq, row.createdAt],
  );
  return rowCount === 1;
}

export async function removePushers(pool: Pool, keys: readonly PusherKey[]): Promise<void> {
  await pool.query(
    `delete from chat.pusher where (user_id, app_id, pushkey) in
       (select * from unnest($1::text[], $2::text[], $3::text[]))`,
    [keys.map((key) => key.userId), keys.map((key) => key.appId), keys.map((key) => key.pushkey)],
  );
}

export async function movePusher(pool: Pool, key: PusherKey, seq: number): Promise<void> {
  await pool.query({
    name: "chat-pusher-moved",
    text: "update chat.pusher set seq = $4 where user_id = $1 and app_id = $2 and pushkey = $3",
    values: [key.userId, key.appId, key.pushkey, seq],
  });
}

export async function readPushers(pool: Pool): Promise<PusherRow[]> {
  const { rows } = await pool.query<{
    user_id: string;
    app_id: string;
    pushkey: string;
    device_id: string;
    format: string;
    seq: string;
    created_at: Date;
  }>("select user_id, app_id, pushkey, device_id, format, seq, created_at from chat.pusher");
  return rows.map((row) => ({
    userId: row.user_id,
    appId: row.app_id,
    pushkey: row.pushkey,
    deviceId: row.device_id,
    format: JSON.parse(row.format) as Content,
    seq: Number(row.seq),
    createdAt: row.created_at,
  }));
}
