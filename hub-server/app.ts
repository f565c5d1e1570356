/** The web server: an ordered list of parts. It builds; main.ts listens. */
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { rest } from "./api/rest.ts";
import { serverOptions } from "./chat/index.ts";
import type { Hub } from "./hub.ts";
import { mcp } from "./mcp/index.ts";
import { calendarFeed } from "./web/calendar-feed.ts";
import { drain } from "./web/drain.ts";
import { slackDoor } from "./web/slack-door.ts";
import { trustOf } from "./web/trust-proxy.ts";
import { webApp } from "./web/static.ts";

export interface AppOptions {
  readonly hub: Hub;
  readonly log: FastifyBaseLogger;
  /** Folder of the built widgets; absent or empty: only the API is served. */
  readonly widgets: string;
  /** Where the bots listen, for what other chats post to the hub's address. */
  readonly botsUrl: () => string | undefined;
  /** As in HUB_TRUST_PROXY; nobody is trusted without it. */
  readonly trustProxy?: string;
  /** Whether every part that requests need is up. */
  readonly ready: () => Promise<boolean>;
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { hub, log, widgets, botsUrl, ready } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    ...serverOptions,
    trustProxy: trustOf(options.trustProxy ?? "off"),
    forceCloseConnections: true,
  });
  drain(app, hub.chat.stop);
  app.get("/healthz", () => ({ ok: true }));
  app.get("/readyz", async (_request, reply) => {
    const up = await ready();
    return reply.status(up ? 200 : 503).send({ ready: up });
  });
  await app.register(hub.chat.routes);
  await app.register(rest({ enter: hub.enter, identity: hub.identity }), { prefix: "/api/v1" });
  await app.register(mcp({ enter: hub.enter, identity: hub.identity }));
  await app.register(calendarFeed(hub));
  await app.register(slackDoor(botsUrl));
  await app.register(webApp(widgets));
  return app;
}
