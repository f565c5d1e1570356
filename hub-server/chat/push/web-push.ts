/**
 * Web Push (RFC 8030, 8188, 8291, 8292) as a kind of pusher (MSC4174): the browser's push service carries what only the browser can
 * read. Even so it is told little: who, where and how many, never what.
 */
import { createHash } from "node:crypto";
import { asObject } from "../rules/notify.ts";
import type { Content } from "../types.ts";
import { post } from "./gateway.ts";
import type { PusherRow } from "./pusher-store.ts";
import type { VapidKeys } from "./vapid.ts";

export const webPushKinds: readonly string[] = ["webpush", "org.matrix.msc4174.webpush"];

export const isWebPush = ({ format }: PusherRow) => webPushKinds.includes(String(format.kind));

/** `rejected`: there is no such subscription any more. */
export type PushOutcome = "taken" | "rejected" | "failed";

export interface WebPushSender {
  readonly publicKey: string;
  readonly send: (push: WebPush) => Promise<PushOutcome>;
}

export interface WebPush {
  readonly row: PusherRow;
  readonly notification: Content;
  readonly mayBeInside: boolean;
  readonly stopping: AbortSignal;
}

/** Seconds that a push service keeps what it cannot deliver. */
const timeToLive = 24 * 60 * 60;

/** @param serverName whom push services may complain to */
export function openWebPush(keys: VapidKeys, serverName: string): WebPushSender {
  const vapidDetails = { subject: `mailto:postmaster@${serverName.replace(/:\d+$/, "")}`, ...keys };
  return {
    publicKey: keys.publicKey,
    send: async ({ row, notification, mayBeInside, stopping }) => {
      const { url, auth } = asObject(row.format.data) ?? {};
      const { default: library } = await import("web-push");
      const { endpoint, headers, body } = library.generateRequestDetails(
        { endpoint: String(url), keys: { p256dh: row.pushkey, auth: String(auth) } },
        JSON.stringify(little(notification)),
        {
          vapidDetails,
          TTL: timeToLive,
          urgency: notification.prio === "high" ? "high" : "normal",
          topic: topicOf(String(notification.room_id)),
          contentEncoding: "aes128gcm",
        },
      );
      const { status } = await post(endpoint, { body, headers }, mayBeInside, stopping);
      return outcomeOf(status);
    },
  };
}

/** What a service worker needs to say that there is something, and where. */
function little({ content: _content, devices: _devices, counts, ...rest }: Content): Content {
  const short = Object.entries(rest).map(([key, value]) => [
    key,
    typeof value === "string" ? value.slice(0, 255) : value,
  ]);
  return { ...(Object.fromEntries(short) as Content), unread: asObject(counts)?.unread ?? 0 };
}

/** What waits for a browser that is off is replaced by newer of the same room. */
const topicOf = (roomId: string) => createHash("sha256").update(roomId).digest("base64url").slice(0, 32);

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return "taken";
  // Gone, or made with another key than ours; too large would be too large again.
  if (status === 404 || status === 410 || status === 403 || status === 401) return "rejected";
  return status === 400 || status === 413 ? "taken" : "failed";
}
