/** The Slack surface, opened: Bolt behind our receiver, one listener for each kind, and the worker that answers. */
import { App, type Receiver } from "@slack/bolt";
import type { FastifyInstance } from "fastify";
import type { Hub } from "@singularity/hub-server/client";
import type { Config } from "../config.ts";
import type { Converse } from "../conversation/converse.ts";
import type { Fault } from "../inbox/fault.ts";
import { gathered } from "../inbox/gather.ts";
import { keeper } from "../inbox/keep.ts";
import { startWorker, type WorkerLog } from "../inbox/worker.ts";
import { readSigns } from "../matrix/signs.ts";
import { makeDoubts } from "./doubt.ts";
import { doors, type Ack } from "./doors.ts";
import { openFiles } from "./files.ts";
import { installationsOf, type Installations } from "./installations.ts";
import { slackPath } from "./manifest.ts";
import { mountOauth } from "./oauth.ts";
import type { Body } from "./payload.ts";
import { peopleOf } from "./people.ts";
import { mountReceiver } from "./receiver.ts";
import { makeSeal } from "./seal.ts";
import { show, showing } from "./shown.ts";
import { openSocket } from "./socket.ts";
import { endQuestion, type Outcome } from "./submit.ts";
import { slackSurface, type Kept } from "./surface.ts";
import { tokensOf, type Tokens } from "./tokens.ts";
import { unfurl } from "./unfurl.ts";
import { makeWaiters } from "./waiters.ts";
import { clientOptions, openWeb, silent } from "./web.ts";

export interface SlackOptions {
  readonly hub: Hub;
  readonly converse: Converse;
  /** Whether a word begins a command. */
  readonly isVerb: (word: string) => boolean;
  readonly name: string;
  readonly claimSeconds: number;
  readonly log: WorkerLog;
  readonly fault: Fault;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds for which an acknowledgement waits for the outcome of a form. */
  readonly patience?: number;
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface OpenSlack {
  /** The hub was found: what was left over is dealt with. */
  readonly wake: () => void;
  /** Finishes what is under way. */
  readonly stop: () => Promise<void>;
  /** Keeps what the hub says, where a channel shows it. @throws TryAgain */
  readonly overhear: (bot: string, events: readonly unknown[]) => Promise<void>;
}

export type SlackSettings = Pick<
  Config,
  | "slackSigningSecret"
  | "slackAppToken"
  | "slackBotToken"
  | "slackApiUrl"
  | "slackClientId"
  | "slackClientSecret"
  | "slackSecret"
  | "slackWorkspaces"
  | "publicUrl"
  | "reactions"
>;

const source = "slack";
/** Few at a time: whoever waits for an acknowledgement comes before whoever waits for an answer. */
const parallel = 6;
/** Slack gives three seconds in all. */
const longest = 2000;

export async function openSlack(
  config: SlackSettings,
  server: FastifyInstance,
  options: SlackOptions,
): Promise<OpenSlack> {
  const { hub, log, now = Date.now, fetch, patience = longest } = options;
  const network = { apiUrl: config.slackApiUrl, ...(fetch ? { fetch } : {}) };
  const socket = config.slackAppToken
    ? openSocket({ appToken: config.slackAppToken, client: clientOptions(network), log })
    : undefined;
  const http = { signingSecret: config.slackSigningSecret, path: slackPath, now };
  const receiver = socket ?? (await mountReceiver(server, http));
  const installations = installationsOf(hub, makeSeal(config.slackSecret), now);
  const tokens = await openTokens(config, server, installations, { network, now });
  const web = openWeb({ ...network, now, token: tokens.of, forget: tokens.forget });
  const files = openFiles({ ...network, now, token: tokens.of });
  const people = peopleOf(hub, web, now);
  const shared = { hub, web, people, waiters: makeWaiters<Outcome>(patience), now };
  const others = async (item: Kept, again: boolean): Promise<void> => {
    if (item.kind === "shown") await show(shared, item, again);
    if (item.kind === "links") await unfurl({ ...shared, publicUrl: config.publicUrl }, item);
    if (item.kind === "closed") await endQuestion(shared, item, item.form);
    if (item.kind !== "gone") return;
    await installations.forget(item.place, item.at, again);
    tokens.forget(item.place);
  };
  const surface = slackSurface({
    ...shared,
    files,
    isVerb: options.isVerb,
    inDoubt: makeDoubts(),
    others,
    signs: readSigns(config.reactions),
  });
  const laneOf = (body: unknown) => (body as Kept).user;
  const worker = startWorker({ ...options, source, surface, laneOf, parallel });
  const keep = keeper(hub, log);
  const store = gathered<Parameters<typeof keep>[0][number]>((items) => keep([...items]));
  listen(receiver, network, doors({ ...shared, ...options, worker, store }));
  const keepShown = showing(hub, store, now);
  const overhear = async (bot: string, events: readonly unknown[]): Promise<void> => {
    if (await keepShown(bot, events)) worker.wake();
  };
  socket?.open();
  return {
    overhear,
    wake: worker.wake,
    stop: async () => {
      await socket?.close();
      await worker.stop();
    },
  };
}

async function openTokens(
  config: SlackSettings,
  server: FastifyInstance,
  store: Installations,
  { network, now }: { network: Parameters<typeof clientOptions>[0]; now: () => number },
): Promise<Tokens> {
  const token = config.slackBotToken;
  if (!config.slackClientId) return tokensOf({ token, now });
  const installer = await mountOauth(server, {
    config,
    store,
    client: clientOptions(network),
    installed: ({ team, enterprise }) =>
      tokens.forget({ team: team?.id ?? "", ...(enterprise ? { enterprise: enterprise.id } : {}) }),
  });
  const tokens = tokensOf({ authorize: (query) => installer.authorize(query), token, now });
  return tokens;
}

/** Bolt tries every listener for every request: there is one for each kind, and they all lead to the same table. */
function listen(
  receiver: Receiver,
  network: Parameters<typeof clientOptions>[0],
  door: (body: Body, ack: Ack) => Promise<void>,
): void {
  const app = new App({
    receiver,
    logger: silent,
    ignoreSelf: false,
    clientOptions: clientOptions(network),
    // Tokens are asked for when something is said; what is heard needs none.
    authorize: () => Promise.resolve({ botToken: "none" }),
  });
  const pass = ({ body, ack }: { body: unknown; ack: unknown }) => door(body as Body, ack as Ack);
  const none: Ack = () => Promise.resolve();
  app.event(/.*/, ({ body }) => door(body as unknown as Body, none));
  app.command(/.*/, pass);
  app.action({}, pass);
  app.shortcut({}, pass);
  app.view({ type: "view_submission" }, pass);
  app.view({ type: "view_closed" }, pass);
  app.options({}, pass);
  app.error(async (error) => {
    throw error;
  });
}
