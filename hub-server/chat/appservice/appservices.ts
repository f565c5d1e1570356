/** The server's side of the Application Service API: who they are, which users they made, their pushers. */
import { notFound } from "../refusals.ts";
import type { ChatEvent } from "../event.ts";
import { openQueries, type Queries } from "./query.ts";
import { openPusher, type Pusher, type PusherOptions } from "./pusher.ts";

export interface AppServices {
  /** After COMMIT: there is something to push, perhaps. */
  readonly told: (events: readonly ChatEvent[]) => void;
  /** The service is there: what waits for another try is tried now. */
  readonly heardFrom: (id: string) => void;
  /** @returns milliseconds until the service answered. @throws MatrixError */
  readonly ping: (id: string, transactionId: string | undefined) => Promise<number>;
  readonly ask: Queries;
  readonly userExists: (userId: string) => Promise<boolean>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function openAppServices(options: Omit<PusherOptions, "service">): AppServices {
  const { identity } = options;
  const pushers = new Map<string, Pusher>();
  for (const service of identity.appservices)
    if (service.registration.url !== null) pushers.set(service.id, openPusher({ ...options, service }));
  const users = new Set<string>();
  return {
    told: (events) => pushers.forEach((pusher) => pusher.told(events)),
    heardFrom: (id) => pushers.get(id)?.hurry(),
    ping: (id, transactionId) => {
      const pusher = pushers.get(id);
      if (!pusher) throw notFound("This application service has no URL.");
      return pusher.ping(transactionId);
    },
    ask: openQueries(identity.appservices, options.log),
    userExists: async (userId) => {
      if (users.has(userId)) return true;
      const account = await identity.account(userId);
      if (!account || account.deactivated) return false;
      users.add(userId);
      return true;
    },
    start: async () => {
      await Promise.all([...pushers.values()].map((pusher) => pusher.start()));
    },
    stop: async () => {
      await Promise.all([...pushers.values()].map((pusher) => pusher.stop()));
    },
  };
}
