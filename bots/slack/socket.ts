/**
 * Socket Mode: the bots connect to Slack, so that nothing of ours needs to be reached from outside. The same handlers as over HTTP; an
 * envelope is acknowledged after it is kept, and one that cannot be kept is not: Slack sends it again.
 */
import { SocketModeReceiver, type App, type Receiver, type ReceiverEvent } from "@slack/bolt";
import type { WorkerLog } from "../inbox/worker.ts";
import { dispatch } from "./dispatch.ts";
import { part, text } from "./payload.ts";
import { silent, type clientOptions } from "./web.ts";

export interface SocketOptions {
  readonly appToken: string;
  readonly client: ReturnType<typeof clientOptions>;
  readonly log: WorkerLog;
  /** Milliseconds before a lost connection is made anew; doubled up to a minute while it fails. */
  readonly pause?: number;
}

export interface Socket extends Receiver {
  /** Connects, and again whenever the connection is lost; failing to is no error, Slack may be away. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
}

const longest = 60_000;

export function openSocket({ appToken, client, log, pause = 1000 }: SocketOptions): Socket {
  const inner = new SocketModeReceiver({
    appToken,
    logger: silent,
    // The SDK's own way to connect again throws where nobody catches when Slack cannot be reached.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: client },
  });
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const later = () => {
    if (closed || timer) return;
    timer = setTimeout(connect, Math.min(longest, pause * 2 ** failures) * (0.75 + Math.random() / 2));
  };
  const connect = () => {
    timer = undefined;
    failures += 1;
    inner.client.start().then(
      () => (failures = 0),
      (error: unknown) => {
        log.warn({ err: error }, "Slack cannot be connected to; it is tried again");
        later();
      },
    );
  };
  inner.client.on("disconnected", later);
  guard(inner.client, log);
  return {
    init: (app) => inner.init({ processEvent: (event: ReceiverEvent) => handle(app, event, log) } as App),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    open: connect,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      const gone = inner.client.disconnect();
      const patience = new Promise((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([gone, patience]);
    },
  };
}

type Read = (data: unknown, isBinary: boolean) => Promise<void>;

/**
 * The SDK fails, where nobody catches, at an envelope whose event has no inner one, such as app_rate_limited: that ended the process.
 * Such an envelope is acknowledged, for sending it again would change nothing.
 */
function guard(client: SocketModeReceiver["client"], log: WorkerLog): void {
  const [read] = client.listeners("ws_message") as Read[];
  const { send } = client as unknown as { send: (id: string) => Promise<void> };
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    read!(data, isBinary).catch((error: unknown) => {
      const { envelope_id: id, payload } = part(JSON.parse(typeof data === "string" ? data : "{}"));
      log.warn({ err: error, type: part(payload)["type"] }, "Slack sent something that cannot be routed");
      if (text(id)) send.call(client, text(id)).catch(() => {});
    });
  });
}

async function handle(app: App, event: ReceiverEvent, log: WorkerLog): Promise<void> {
  const { kept, answer } = await dispatch(app, event, (error) =>
    log.warn({ err: error }, "Slack sent something that Bolt cannot route"),
  );
  if (kept) await event.ack(answer as never).catch(() => {}); // the connection is gone: Slack sends it again, and it is known
}
