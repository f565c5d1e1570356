/** The Slack surface, opened: Bolt behind our receiver, one listener for each kind, and the worker that answers. */
import { App } from "@slack/bolt";
import type { FastifyInstance } from "fastify";
import type { Hub } from "@singularity/hub-server/client";
import type { Config } from "../config.ts";
import type { Converse } from "../conversation/converse.ts";
import type { Fault } from "../inbox/fault.ts";
import { keeper } from "../inbox/keep.ts";
import { startWorker, type Worker, type WorkerLog } from "../inbox/worker.ts";
import { hear, type Body } from "./heard.ts";
import { peopleOf } from "./people.ts";
import { mountReceiver } from "./receiver.ts";
import { slackSurface, type Kept } from "./surface.ts";
import { clientOptions, openWeb, silent } from "./web.ts";

export interface SlackOptions {
  readonly hub: Hub;
  readonly converse: Converse;
  readonly name: string;
  readonly claimSeconds: number;
  readonly log: WorkerLog;
  readonly fault: Fault;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface OpenSlack {
  readonly worker: Worker;
}

type Settings = Pick<Config, "slackSigningSecret" | "slackBotToken" | "slackApiUrl">;
type Ack = (response?: unknown) => Promise<void>;

const source = "slack";
const command = "/hub";
/** The one address for events, commands and buttons; the manifest of the Slack app names it three times. */
export const slackPath = "/slack/events";

export async function openSlack(
  config: Settings,
  server: FastifyInstance,
  options: SlackOptions,
): Promise<OpenSlack> {
  const { hub, log, now = Date.now, fetch, fault } = options;
  const web = { token: config.slackBotToken, apiUrl: config.slackApiUrl, ...(fetch ? { fetch } : {}) };
  const receiver = await mountReceiver(server, {
    signingSecret: config.slackSigningSecret,
    path: slackPath,
    now,
  });
  const client = openWeb(web);
  const surface = slackSurface({ web: client, people: peopleOf(hub, client, now), now });
  const worker = startWorker({ ...options, source, surface, laneOf: (body) => (body as Kept).user });
  const store = keeper(hub, log);
  const handle = async (body: Body, ack: Ack): Promise<void> => {
    const heard = hear(body, command);
    if (heard && "words" in heard) {
      const kept: Kept = { ...heard.words, received: new Date(now()).toISOString() };
      await store([{ source, id: kept.id, body: kept }]);
      fault("after-take");
      worker.wake();
    }
    await ack(heard && "polite" in heard ? { response_type: "ephemeral", text: heard.polite } : undefined);
  };
  listen(receiver, web, handle);
  return { worker };
}

/** Bolt tries every listener for every request: there is one for each kind, and they all lead to the same table. */
function listen(
  receiver: Awaited<ReturnType<typeof mountReceiver>>,
  web: Parameters<typeof clientOptions>[0],
  handle: (body: Body, ack: Ack) => Promise<void>,
): void {
  const app = new App({
    receiver,
    logger: silent,
    ignoreSelf: false,
    clientOptions: clientOptions(web),
    authorize: () => Promise.resolve({ botToken: web.token }),
  });
  const pass = ({ body, ack }: { body: unknown; ack: unknown }) => handle(body as Body, ack as Ack);
  const none: Ack = () => Promise.resolve();
  app.event(/.*/, ({ body }) => handle(body as unknown as Body, none));
  app.command(/.*/, pass);
  app.action({}, pass);
  app.shortcut({}, pass);
  app.view({ type: "view_submission" }, pass);
  app.view({ type: "view_closed" }, pass);
  app.options({}, ({ ack }) => ack({ options: [] }));
  app.error(async (error) => {
    throw error;
  });
}
