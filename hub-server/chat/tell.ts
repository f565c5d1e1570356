/** What happens after COMMIT, in this order: rooms in memory, waiting clients, application services, listeners. */
import type { AppServices } from "./appservice/appservices.ts";
import type { DeviceLists } from "./keys/device-lists.ts";
import type { Pushers } from "./push/pushers.ts";
import type { RoomCache } from "./rooms/room-cache.ts";
import type { Streams } from "./sync/streams.ts";
import type { ChatLog, ClientEvent } from "./types.ts";
import type { Batch } from "./writer/jobs.ts";

export interface Told {
  readonly rooms: RoomCache;
  readonly streams: Streams;
  readonly deviceLists: DeviceLists;
  readonly pushers: Pushers;
  readonly appservices: AppServices;
  readonly listeners: ReadonlySet<(events: readonly ClientEvent[]) => void>;
  readonly log: ChatLog;
}

export function tell(
  { rooms, streams, deviceLists, pushers, appservices, listeners, log }: Told,
  batch: Batch,
): void {
  for (const { room } of batch.newRooms) rooms.add(room);
  for (const { room, event } of batch.events) room.append(event);
  for (const { room, emptied } of batch.redactions) room.replace(emptied);
  for (const { room, receipt } of batch.receipts) room.setReceipt(receipt);
  deviceLists.told(batch.devices);
  streams.told(batch);
  pushers.told(batch);
  const events = batch.events.map(({ event }) => event);
  if (!events.length) return;
  appservices.told(events);
  if (!listeners.size) return;
  const shown = events.map((event) => event.toClient());
  for (const listener of listeners) guarded(() => listener(shown), log);
}

/** What is stored is stored: a listener that fails fails alone. */
function guarded(work: () => void, log: ChatLog): void {
  try {
    work();
  } catch (error) {
    log.error({ error: (error as Error).stack }, "A listener to chat failed.");
  }
}
