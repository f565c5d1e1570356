/**
 * Tells people's phones, through the gateways that their clients named. Who is told what is found out after COMMIT, by the
 * person's own push rules; each pusher delivers in order, tries again with growing pauses, and remembers how far it is.
 */
import type { DeviceChange } from "../../identity/index.ts";
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import { eventsAfter, placeBefore } from "../rooms/select.ts";
import { forbidden, invalidParam } from "../refusals.ts";
import type { Batch } from "../writer/jobs.ts";
import { notificationOf, unreadOf } from "./notification.ts";
import { openDelivery, type Delivery } from "./pusher-delivery.ts";
import { insertPusher, readPushers, removePushers, type PusherKey, type PusherRow } from "./pusher-store.ts";
import { compiledRules, ignoredUsers } from "./rule-set.ts";
import type { WebPushSender } from "./web-push.ts";

/** After a restart at most this many events are looked through for what was not pushed. */
const longestMemory = 2000;

/** Each is told of every message by itself. */
const mostOfOne = 20;

export interface Pushers {
  /** By which browsers subscribe to pushes of this hub; base64url. */
  readonly vapidKey: string;
  readonly of: (userId: string) => readonly PusherRow[];
  /** @throws MatrixError when the person has many already, or the session is over */
  readonly set: (row: Omit<PusherRow, "seq" | "createdAt">, append: boolean) => Promise<void>;
  readonly remove: (key: PusherKey) => Promise<void>;
  /** After COMMIT. */
  readonly told: (batch: Batch) => void;
  readonly devicesChanged: (change: DeviceChange) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function openPushers(core: () => Core, webPush: WebPushSender, mayBeInside: boolean): Pushers {
  const byUser = new Map<string, Map<string, Delivery>>();
  const nameOf = ({ appId, pushkey }: PusherKey) => `${appId}\n${pushkey}`;
  const drop = (key: PusherKey) => {
    const own = byUser.get(key.userId);
    own?.get(nameOf(key))?.stop();
    own?.delete(nameOf(key));
    if (own && !own.size) byUser.delete(key.userId);
  };
  const remove = async (key: PusherKey) => {
    drop(key);
    await removePushers(core().pool, [key]);
  };
  const add = (row: PusherRow) => {
    drop(row);
    const own = byUser.get(row.userId) ?? new Map<string, Delivery>();
    byUser.set(row.userId, own);
    own.set(
      nameOf(row),
      openDelivery({ core: core(), row, webPush, mayBeInside, reject: () => remove(row) }),
    );
  };
  const put: Pushers["set"] = async (wanted, append) => {
    const own = byUser.get(wanted.userId);
    if (own && own.size >= mostOfOne && !own.has(nameOf(wanted)))
      throw invalidParam(`One person has at most ${mostOfOne} pushers; remove one first.`);
    const row = { ...wanted, seq: core().writer.head(), createdAt: core().clock() };
    const others = [...byUser.keys()].filter((userId) => userId !== row.userId);
    // A phone belongs to whoever signed in last on it, unless both may be told.
    if (!append)
      for (const userId of others) if (byUser.get(userId)?.has(nameOf(row))) await remove({ ...row, userId });
    if (!(await insertPusher(core().pool, row))) throw forbidden("This device is signed out.");
    add(row);
  };
  /** Works of one user run in order, so that pushes do too. */
  const inTurn = (userId: string, work: () => Promise<void>) =>
    void core()
      .inTurn(`push ${userId}`, work)
      .catch((error: Error) => core().log.warn({ error: error.message }, "A push could not be prepared."));
  const consider = (userId: string, event: ChatEvent) =>
    inTurn(userId, async () => {
      const { streams, rooms } = core();
      const stream = await streams.get(userId);
      const room = (await rooms.byNumbers([event.fields.room])).get(event.fields.room);
      if (!room || ignoredUsers(stream).has(event.sender)) return;
      const verdict = compiledRules(stream).judge(event, { userId, room });
      if (!verdict.notify) return;
      const unread = await unreadOf(core(), stream);
      for (const delivery of byUser.get(userId)?.values() ?? [])
        if (event.seq > delivery.row.seq)
          delivery.add(
            notificationOf({ event, room, userId, verdict, unread, row: delivery.row }),
            event.seq,
            unread,
          );
    });
  const badge = (userId: string) =>
    inTurn(userId, async () => {
      const unread = await unreadOf(core(), await core().streams.get(userId));
      for (const delivery of byUser.get(userId)?.values() ?? []) delivery.addBadge(unread);
    });
  const look = (events: readonly { event: ChatEvent; isFor: (userId: string) => boolean }[]) => {
    for (const { event, isFor } of events)
      for (const userId of byUser.keys())
        if (event.sender !== userId && isFor(userId)) consider(userId, event);
  };
  return {
    vapidKey: webPush.publicKey,
    of: (userId) => [...(byUser.get(userId)?.values() ?? [])].map((delivery) => delivery.row),
    remove,
    set: (wanted, append) => core().inTurn(`pushers of ${wanted.userId}`, () => put(wanted, append)),
    told: (batch) => {
      if (!byUser.size) return;
      look(
        batch.events.map(({ event, room }) => ({
          event,
          isFor: (userId) => room.joined.has(userId) || isTarget(event, userId),
        })),
      );
      for (const { receipt } of batch.receipts) if (byUser.has(receipt.userId)) badge(receipt.userId);
    },
    devicesChanged: ({ userId, kind, deviceIds }) => {
      if (kind !== "removed") return;
      for (const { row } of byUser.get(userId)?.values() ?? [])
        if (deviceIds.includes(row.deviceId)) drop(row);
    },
    start: async () => {
      const { pool, rooms } = core();
      for (const row of await readPushers(pool)) add(row);
      const cursors = [...byUser.values()].flatMap((own) => [...own.values()].map(({ row }) => row.seq));
      if (!cursors.length) return;
      const from = Math.max(Math.min(...cursors), await placeBefore(pool, longestMemory));
      const events = await eventsAfter(pool, from, longestMemory);
      const loaded = await rooms.byNumbers([...new Set(events.map((event) => event.fields.room))]);
      look(
        events.map((event) => ({
          event,
          isFor: (userId) =>
            loaded.get(event.fields.room)?.joined.has(userId) === true || isTarget(event, userId),
        })),
      );
    },
    stop: async () => {
      for (const own of byUser.values()) for (const delivery of own.values()) delivery.stop();
      await Promise.all([...byUser.values()].flatMap((own) => [...own.values()].map((one) => one.ended())));
    },
  };
}

const isTarget = (event: ChatEvent, userId: string) =>
  event.type === "m.room.member" && event.stateKey === userId;
