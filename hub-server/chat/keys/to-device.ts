/** Messages to single devices: stored with the writer's batch, delivered by sync, gone when the device has them. */
import type { Pool } from "pg";
import type { Core } from "../core.ts";
import { badJson, tooLarge } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import type { UserStream } from "../sync/streams.ts";

export interface DeviceMessages {
  readonly sender: string;
  /** Session of the sender: transaction ids are kept apart by it. */
  readonly device: string;
  readonly txnId: string;
  readonly type: string;
  /** Content by user and device; `*` means every device of the user. */
  readonly messages: Content;
  /** Counts one action against the sender's limit. @throws MatrixError M_LIMIT_EXCEEDED */
  readonly turn: () => void;
}

const largest = 64_000;

/** Characters of one request for all its devices together, and how many of them count as one action. */
const mostTogether = 8_000_000;
const perTurn = 64_000;

/** A device that keeps so many without asking for them gets no more. */
const mostPending = 5000;

/** Messages per answer of a sync: what is left comes with the next one. */
const mostPerSync = 100;

/** Same sender, session and transaction id: stored once. Devices that do not exist, or take nothing, get nothing. */
export async function sendToDevices(core: Core, sent: DeviceMessages): Promise<void> {
  const { sender, device, txnId, type, messages } = sent;
  const users = Object.keys(messages);
  const devices = await core.identity.devicesOf(users);
  const recipients: { userId: string; deviceId: string; text: string }[] = [];
  for (const userId of users) {
    const contents = asObject(messages[userId]);
    if (!contents) throw badJson("messages must have an object of devices for each user.");
    for (const { deviceId } of devices.get(userId) ?? []) {
      const content = contents[deviceId] ?? contents["*"];
      if (content !== undefined)
        recipients.push({ userId, deviceId, text: eventText(sender, type, content) });
    }
  }
  const size = recipients.reduce((sum, { text }) => sum + text.length, 0);
  if (size > mostTogether) throw tooLarge("Messages to devices in one request", mostTogether, size);
  for (let counted = 0; counted === 0 || counted < size; counted += perTurn) sent.turn();
  const full = await fullDevices(core.pool, recipients);
  const taken = recipients.filter((one) => !full.has(keyOf(one.userId, one.deviceId)));
  await core.writer.write({ kind: "to device", sender, txn: { device, id: txnId }, recipients: taken });
}

const keyOf = (userId: string, deviceId: string) => `${userId}\n${deviceId}`;

async function fullDevices(
  pool: Pool,
  devices: readonly { readonly userId: string; readonly deviceId: string }[],
): Promise<ReadonlySet<string>> {
  if (!devices.length) return new Set();
  const { rows } = await pool.query<{ user_id: string; device_id: string }>({
    name: "chat-full-devices",
    text: `select user_id, device_id from unnest($1::text[], $2::text[]) as w(user_id, device_id)
      where exists (select from chat.to_device d where d.user_id = w.user_id and d.device_id = w.device_id offset $3 limit 1)`,
    values: [devices.map(({ userId }) => userId), devices.map(({ deviceId }) => deviceId), mostPending - 1],
  });
  return new Set(rows.map((row) => keyOf(row.user_id, row.device_id)));
}

function eventText(sender: string, type: string, value: Content[string]): string {
  const content = asObject(value);
  if (!content) throw badJson("The content of a message to a device must be an object.");
  const text = JSON.stringify({ sender, type, content });
  const bytes = Buffer.byteLength(text);
  if (bytes > largest) throw tooLarge("A message to a device", largest, bytes);
  return text;
}

export interface Delivery {
  /** JSON texts, in order. */
  readonly events: readonly string[];
  /** The place that the device has after this answer. */
  readonly upTo: number;
}

/**
 * What waits for a device after `since`. Everything up to there the device has: it is deleted.
 * No statement when nothing waits.
 */
export async function deliver(
  pool: Pool,
  stream: UserStream,
  device: string,
  since: number,
  upTo: number,
  limit = mostPerSync,
): Promise<Delivery> {
  const most = Math.min(limit, mostPerSync);
  const pending = stream.pending.get(device);
  if (!pending) return { events: [], upTo };
  if (since >= pending.oldest) {
    await pool.query({
      name: "chat-to-device-delivered",
      text: "delete from chat.to_device where user_id = $1 and device_id = $2 and seq <= $3",
      values: [stream.userId, device, since],
    });
    if (since >= pending.newest) stream.pending.delete(device);
    else pending.oldest = since + 1;
  }
  if (since >= pending.newest) return { events: [], upTo };
  const { rows } = await pool.query<{ seq: string; event: string }>({
    name: "chat-to-device",
    text: `select seq, event from chat.to_device where user_id = $1 and device_id = $2 and seq > $3 and seq <= $4
      order by seq limit $5`,
    values: [stream.userId, device, since, upTo, most],
  });
  const isAll = rows.length < most;
  return { events: rows.map((row) => row.event), upTo: isAll ? upTo : Number(rows.at(-1)!.seq) };
}
