/** Brings the notifications of one pusher to its gateway: in order, one at a time, tried again with growing pauses. */
import type { Core } from "../core.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import { postJson } from "./gateway.ts";
import { badgeOf } from "./notification.ts";
import { movePusher, type PusherRow } from "./pusher-store.ts";
import { isWebPush, type PushOutcome, type WebPushSender } from "./web-push.ts";

const firstPause = 1000;
const longestPause = 60 * 60_000;

/** A phone that was off for longer has better things to show than what it missed. */
const mostWaiting = 100;

export interface DeliveryOptions {
  readonly core: Core;
  readonly row: PusherRow;
  readonly webPush: WebPushSender;
  readonly mayBeInside: boolean;
  /** The gateway knows this pushkey no more. */
  readonly reject: () => Promise<void>;
}

export interface Delivery {
  readonly row: PusherRow;
  readonly add: (notification: Content, seq: number, unread: number) => void;
  /** Tells the number alone, when it is another one than was told last. */
  readonly addBadge: (unread: number) => void;
  readonly stop: () => void;
  readonly ended: () => Promise<void>;
}

interface Waiting {
  readonly notification: Content;
  readonly seq: number;
}

export function openDelivery(options: DeliveryOptions): Delivery {
  const { core, row } = options;
  const stopping = new AbortController();
  let queue: Waiting[] = [];
  let lastBadge: number | undefined;
  let running: Promise<void> | undefined;

  const run = async () => {
    for (let pause = firstPause; queue[0] && !stopping.signal.aborted;) {
      const [next] = queue;
      const outcome = await attempt(options, next.notification, stopping.signal);
      if (outcome === "rejected") return options.reject();
      if (outcome === "failed") {
        await sleep(pause, stopping.signal);
        pause = Math.min(2 * pause, longestPause);
        continue;
      }
      pause = firstPause;
      queue = queue.filter((one) => one !== next);
      if (next.seq > row.seq) await movePusher(core.pool, row, (row.seq = next.seq));
    }
  };
  const put = (waiting: Waiting) => {
    if (stopping.signal.aborted) return;
    queue = [...queue, waiting].slice(-mostWaiting);
    running ??= run()
      .catch((error: Error) => core.log.warn({ error: error.message }, "A pusher stopped."))
      .finally(() => (running = undefined));
  };
  return {
    row,
    add: (notification, seq, unread) => {
      lastBadge = unread;
      put({ notification, seq });
    },
    addBadge: (unread) => {
      // A browser must show something for each push, so a number alone is none.
      if (unread === lastBadge || lastBadge === undefined || isWebPush(row)) return;
      lastBadge = unread;
      put({ notification: badgeOf(row, unread), seq: 0 });
    },
    stop: () => stopping.abort(),
    ended: async () => running,
  };
}

async function attempt(
  { core, row, webPush, mayBeInside }: DeliveryOptions,
  notification: Content,
  stopping: AbortSignal,
): Promise<PushOutcome> {
  const url = asObject(row.format.data)?.url;
  try {
    if (isWebPush(row)) return await webPush.send({ row, notification, mayBeInside, stopping });
    const { status, body } = await postJson(
      String(url),
      JSON.stringify({ notification }),
      mayBeInside,
      stopping,
    );
    if (status !== 200) {
      core.log.info({ app: row.appId, status }, "A push gateway did not take a notification.");
      return "failed";
    }
    const rejected = asObject(body as Json)?.rejected;
    return Array.isArray(rejected) && rejected.includes(row.pushkey) ? "rejected" : "taken";
  } catch (error) {
    core.log.info({ app: row.appId, error: (error as Error).message }, "A push gateway did not answer.");
    return "failed";
  }
}

function sleep(milliseconds: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stopping.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    stopping.addEventListener("abort", done);
  });
}
