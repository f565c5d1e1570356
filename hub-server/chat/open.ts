import { Readable } from "node:stream";
import { openCas } from "./account/cas.ts";
import { defaultLimits, openLimits } from "./account/limits.ts";
import { openUia } from "./account/uia.ts";
import type { DeviceChange } from "../identity/index.ts";
import { openAppServices } from "./appservice/appservices.ts";
import type { Core } from "./core.ts";
import { endpoints } from "./endpoints/index.ts";
import { openConnections } from "./http/connections.ts";
import { keepHouse, startHousekeeping } from "./housekeeping.ts";
import { routesOf } from "./http/routes.ts";
import { openDeviceLists } from "./keys/device-lists.ts";
import { openTurns } from "./in-turn.ts";
import { openPresence } from "./presence/presence.ts";
import { openPushers } from "./push/pushers.ts";
import { vapidKeys } from "./push/vapid.ts";
import { openWebPush } from "./push/web-push.ts";
import { openMediaStore } from "./media/media-store.ts";
import { openPreviews } from "./media/preview/preview.ts";
import { openPeople } from "./people.ts";
import { openRooms, openSpeak } from "./port.ts";
import { openAliases } from "./rooms/aliases.ts";
import { roomCache } from "./rooms/room-cache.ts";
import { filterStore } from "./sync/filter-store.ts";
import { openPeeks } from "./sync/peeks.ts";
import { openSlidingConnections } from "./sliding-sync/connections.ts";
import { openStreams } from "./sync/streams.ts";
import { openTyping } from "./sync/typing.ts";
import { tell, type Told } from "./tell.ts";
import type { Chat, ChatLog, ChatOptions, ClientEvent } from "./types.ts";
import { openWriter } from "./writer/writer.ts";

const mostRooms = 5000;
const mostStreams = 10_000;
const largestUpload = 50 * 1024 * 1024;

const silent: ChatLog = { info: () => {}, warn: () => {}, error: () => {} };

/** Builds the chat server over a migrated database. Nothing is written before `start()`. */
export async function openChat(options: ChatOptions): Promise<Chat> {
  const { pool, identity, clock, log = silent } = options;
  const { publicUrl } = options;
  const stopping = new AbortController();
  const listeners = new Set<(events: readonly ClientEvent[]) => void>();
  const rooms = roomCache(pool, mostRooms);
  const aliases = openAliases(pool);
  const writer = openWriter({
    pool,
    clock,
    log,
    tell: (batch) => tell(told, batch),
    fault: options.fault,
    onTaken: async () => {
      rooms.clear();
      streams.clear();
      await aliases.load();
      await rooms.loadErased();
      await deviceLists.load();
    },
  });
  const peeks = openPeeks(mostStreams);
  const streams = openStreams(pool, writer.head, mostStreams, peeks.followers);
  const typing = openTyping(streams.toldTyping);
  const appservices = openAppServices({ pool, identity, rooms, aliases, head: writer.head, log });
  const presence = openPresence({
    isOn: options.presence === true,
    now: () => clock().getTime(),
    next: typing.next,
    rooms,
    streams: () => streams,
  });
  const deviceLists = openDeviceLists(pool, () => core);
  const { serverName } = options;
  const mayBeInside = options.privateGateways === true;
  const webPush = openWebPush(await vapidKeys(options.mediaFolder), serverName);
  const pushers = openPushers(() => core, webPush, mayBeInside);
  const told: Told = { rooms, streams, deviceLists, pushers, appservices, listeners, log };
  const media = await openMediaStore(pool, options.mediaFolder, clock, options.maxUpload ?? largestUpload);
  const core: Core = {
    pool,
    identity,
    serverName: options.serverName,
    publicUrl: typeof publicUrl === "string" ? () => publicUrl : publicUrl,
    registration: options.registration ?? "closed",
    guests: options.guests === true,
    directory: options.directory ?? "everyone",
    cas: options.casUrl ? openCas(options.casUrl) : undefined,
    uia: openUia(),
    limits: openLimits(options.rateLimits ?? defaultLimits, () => clock().getTime()),
    clock,
    log,
    rooms,
    aliases,
    writer,
    streams,
    slidingConnections: openSlidingConnections(mostStreams),
    typing,
    presence,
    peeks,
    deviceLists,
    pushers,
    connections: openConnections(mostStreams),
    inTurn: openTurns(),
    filters: filterStore(pool, 1000),
    media,
    previews: options.urlPreviews
      ? openPreviews({ media, serverName, now: () => clock().getTime(), mayBeInside })
      : undefined,
    appservices,
    stopping: stopping.signal,
  };
  let forgetDevices = () => {};
  let endHousekeeping = async () => {};
  const onDevices = (change: DeviceChange) => {
    const { userId, kind, deviceIds } = change;
    pushers.devicesChanged(change);
    const stream = streams.known(userId);
    if (kind === "removed")
      for (const deviceId of deviceIds) {
        stream?.forgetDevice(deviceId);
        peeks.forget(userId, deviceId);
      }
    deviceLists
      .changed(userId)
      .catch((error: Error) => log.warn({ error: error.message }, "A change of devices was not told."));
  };
  return {
    routes: routesOf(core, endpoints),
    rooms: openRooms(core),
    speak: openSpeak(core),
    people: openPeople(core),
    keepFile: async ({ bytes, ...file }) =>
      `mxc://${serverName}/${await media.save({ ...file, bytes: Readable.from([bytes]) })}`,
    onEvents: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    keepHouse: () => keepHouse(core),
    start: async () => {
      await writer.start();
      forgetDevices = identity.onDevices(onDevices);
      await appservices.start();
      await pushers.start();
      endHousekeeping = startHousekeeping(core);
    },
    stop: async () => {
      forgetDevices();
      stopping.abort();
      typing.stop();
      presence.stop();
      await endHousekeeping();
      await appservices.stop();
      await pushers.stop();
      await writer.stop();
    },
  };
}
