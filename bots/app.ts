/** Builds the bots: one Fastify for what others send, one worker for each surface. Starting and stopping the process is main.ts's. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import Fastify, { type FastifyInstance } from "fastify";
import { connect } from "@singularity/hub-server/client";
import { publishVerbs } from "@singularity/hub-server/contract";
import { commands, verbs } from "./commands/index.ts";
import type { Config } from "./config.ts";
import { makeConversation, withPatience } from "./conversation/converse.ts";
import { TryAgain } from "./errors.ts";
import { faultAt } from "./inbox/fault.ts";
import { openMatrix } from "./matrix/client.ts";
import { openMedia } from "./matrix/media.ts";
import { openUpload } from "./matrix/upload.ts";
import { openMatrixSurface, type OpenMatrix } from "./matrix/open.ts";
import { transactions } from "./matrix/routes.ts";
import { readSigns } from "./matrix/signs.ts";
import type { OpenSlack } from "./slack/open.ts";

export interface Bots {
  readonly app: FastifyInstance;
  /** Listens, and finds the hub in its own time. @returns the address, e.g. `http://127.0.0.1:8081` */
  readonly start: () => Promise<string>;
  /** Resolves when the hub has been found and what was left over is being dealt with. */
  readonly ready: Promise<void>;
  /** Finishes what is under way. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds for requests that are under way when we stop. */
const patience = 2000;
/** Milliseconds between attempts to find the hub. */
const pauses = [100, 250, 500, 1000, 2000, 5000];

export async function openBots(config: Config): Promise<Bots> {
  const app = Fastify({ logger: { level: config.logLevel, redact: ["req.headers.authorization"] } });
  const hub = connect(config.hubUrl, config.asToken);
  const shared = {
    hub,
    converse: makeConversation(hub, commands),
    isVerb: (word: string) => commands.some(({ verb, aliases }) => verb === word || aliases.includes(word)),
    name: `${hostname().slice(0, 30)}-${process.pid}-${randomUUID().slice(0, 8)}`,
    claimSeconds: config.claimSeconds,
    log: app.log,
    fault: faultAt(config.faultPoint),
  };
  let matrix: OpenMatrix | undefined;
  const stopping = new AbortController();
  const keep = async (events: readonly unknown[]) => {
    if (!matrix) throw new TryAgain("The bots have not found the hub yet.");
    await matrix.keep(events);
    await slack?.overhear(matrix.userId, events);
  };
  app.setErrorHandler((error, request, reply) => {
    const passing = error instanceof TryAgain;
    if (!passing) request.log.error({ err: error }, "a request failed");
    const status = passing ? 503 : ((error as { statusCode?: number }).statusCode ?? 500);
    return reply.status(status).send({ errcode: "M_UNKNOWN", error: "Not now; try again." });
  });
  await app.register(transactions({ hsToken: config.hsToken, keep }));
  const slack = await openSlackIfWanted(config, app, shared);
  app.get("/healthz", async (_, reply) =>
    reply
      .status(matrix ? 200 : 503)
      .send({ status: matrix ? "ok" : "starting", slack: slack ? "on" : "off" }),
  );
  const find = async () => {
    const client = openMatrix(config.hubUrl, config.asToken);
    await untilFound(stopping.signal, app, async () => {
      await withPatience(hub)(publishVerbs, { verbs: verbs() });
      const announced = config.publishCommands === "on" ? verbs() : undefined;
      const signs = readSigns(config.reactions);
      const media = openMedia(config.hubUrl, config.asToken);
      const upload = openUpload(config.hubUrl, config.asToken);
      matrix = await openMatrixSurface({ ...shared, matrix: client, media, upload, signs, announced });
      slack?.wake();
    });
  };
  const found = Promise.withResolvers<void>();
  return {
    app,
    ready: found.promise,
    start: async () => {
      const address = await app.listen({ host: config.host, port: config.port });
      find().then(found.resolve, found.reject);
      return address;
    },
    stop: async () => {
      stopping.abort();
      // A connection that is kept alive would be waited for as long as it lives.
      const late = setTimeout(() => app.server.closeAllConnections(), patience);
      await app.close();
      clearTimeout(late);
      await Promise.all([matrix?.worker.stop(), slack?.stop()]);
    },
  };
}

/** Bolt costs 40 MB: it is loaded only for those who use it. */
async function openSlackIfWanted(
  config: Config,
  app: FastifyInstance,
  shared: Parameters<typeof import("./slack/open.ts").openSlack>[2],
): Promise<OpenSlack | undefined> {
  const heard = config.slackSigningSecret || config.slackAppToken;
  if (!heard || !(config.slackBotToken || config.slackClientId)) return undefined;
  const { openSlack } = await import("./slack/open.ts");
  return openSlack(config, app, shared);
}

/** The hub and the bots start side by side, in either order. */
async function untilFound(
  stopping: AbortSignal,
  app: FastifyInstance,
  find: () => Promise<void>,
): Promise<void> {
  for (let tries = 0; !stopping.aborted; tries++) {
    try {
      await find();
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      app.log.warn({ err: error, tries }, "the hub is not found yet");
      const pause = pauses[Math.min(tries, pauses.length - 1)]!;
      await new Promise<void>((resolve) => {
        const done = () => (clearTimeout(timer), stopping.removeEventListener("abort", done), resolve());
        const timer = setTimeout(done, pause);
        stopping.addEventListener("abort", done);
      });
    }
  }
}
