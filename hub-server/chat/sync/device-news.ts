/** What a sync says about devices: messages to this one, whose keys changed, how many one-time keys are left. */
import { deviceListChanges } from "../keys/device-lists.ts";
import { keyCounts, type KeyCounts } from "../keys/device-keys.ts";
import { deliver } from "../keys/to-device.ts";
import type { Core } from "../core.ts";
import type { View } from "./joined-room.ts";
import type { UserStream } from "./streams.ts";

export interface DeviceNews {
  readonly isEmpty: boolean;
  /** The place that the device has after this answer. */
  readonly upTo: number;
  /** Four members of the answer, as JSON text. */
  readonly json: string;
}

export async function deviceNews(view: View): Promise<DeviceNews> {
  const { core, stream, device, since, upTo } = view;
  const messages = await deliver(core.pool, stream, device, since.device, upTo.seq);
  const lists = await deviceListChanges(core, stream, since.seq, upTo.seq);
  const { counts, unused } = await keyCountsOf(core, stream, device);
  return {
    isEmpty: !messages.events.length && !lists.changed.length && !lists.left.length,
    upTo: messages.upTo,
    json:
      `"to_device":{"events":[${messages.events.join(",")}]},"device_lists":${JSON.stringify(lists)},` +
      `"device_one_time_keys_count":${JSON.stringify(counts)},"device_unused_fallback_key_types":${JSON.stringify(unused)}`,
  };
}

/** Kept as a promise: who changes the keys meanwhile takes it away, and the next sync asks again. */
export function keyCountsOf(core: Core, stream: UserStream, device: string): Promise<KeyCounts> {
  const known = stream.keyCounts.get(device);
  if (known) return known;
  const fresh = keyCounts(core.pool, stream.userId, device);
  stream.keyCounts.set(device, fresh);
  fresh.catch(() => stream.keyCounts.delete(device));
  return fresh;
}
