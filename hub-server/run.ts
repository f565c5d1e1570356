/** The whole product, started in order: database, analytics, hub, web server, bots. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAnalytics, type Analytics } from "@singularity/analytics";
import pino, { type Logger } from "pino";
import { buildApp } from "./app.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { loadDemo } from "./crm/demo/load.ts";
import { openHub, type Hub } from "./hub.ts";
import { botRegistration, placeOfBots, keepBots, type BotsPlace } from "./jobs/bots.ts";
import { firstAdministrator } from "./jobs/first-start.ts";
import { startTick } from "./jobs/tick.ts";
import { makeDataFolder } from "./store/data-folder.ts";
import { openDatabase, type Database } from "./store/open.ts";
import { isReady } from "./store/ready.ts";
import { atPlace, localAddress, refuseTakenPort } from "./web/listen.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface RunOptions {
  /** Loads the demo company too. */
  readonly demo: boolean;
  /** Tells whoever started it, one line each. */
  readonly say: (line: string) => void;
  /** Keeps how a part is ended. Called as soon as the part runs, so that a later failure or signal ends it too. */
  readonly later: (end: () => Promise<unknown>) => void;
}

export interface Running {
  /** Address for people. */
  readonly address: string;
  /** Single-use sign-in link, as long as the administrator has no password. */
  readonly link: string | undefined;
}

/** @throws CannotStart, SettingInvalid with one sentence for the administrator */
export async function run(config: Config, { demo, say, later }: RunOptions): Promise<Running> {
  const log = pino({ level: config.logLevel, redact: ["req.headers.authorization"] }, pino.destination(2));
  await refuseTakenPort(config);
  makeDataFolder(config.data);
  const database = await openDatabase({ config, log });
  later(database.stop);
  const analytics = await openAnalytics(config, database, log);
  if (analytics) later(() => analytics.stop());
  const bots = await placeOfBots(config);
  const known = { address: config.publicUrl };
  const hub = await openHub({
    config,
    database,
    log,
    analytics,
    clock: systemClock,
    publicUrl: () => known.address,
    appservices: bots ? [botRegistration(bots)] : [],
  });
  later(hub.stop);
  const at = await serve(config, { hub, database, log, bots, later });
  known.address ||= localAddress(at, config.host, "localhost");
  if (bots && config.bots === "embedded")
    later(
      keepBots({
        ...bots,
        hubUrl: localAddress(at, config.host, "127.0.0.1"),
        logLevel: config.logLevel,
        log,
      }).stop,
    );
  const forgotten = (error: unknown) => log.error({ err: error }, "the nightly tick failed");
  later(startTick(database.pool, systemClock, forgotten).stop);
  const link = await firstAdministrator(hub);
  if (demo) await loadDemo(hub, say);
  return { address: known.address, link };
}

async function openAnalytics(
  config: Config,
  { insightUrl }: Database,
  log: Logger,
): Promise<Analytics | undefined> {
  if (config.analytics === "off") return undefined;
  return startAnalytics({ databaseUrl: insightUrl, file: join(config.data, "analytics.duckdb"), log });
}

interface Served {
  readonly hub: Hub;
  readonly database: Database;
  readonly log: Logger;
  readonly bots: BotsPlace | undefined;
  readonly later: RunOptions["later"];
}

/** @returns the address at which it listens */
async function serve(config: Config, { hub, database, log, bots, later }: Served): Promise<string> {
  const app = await buildApp({
    hub,
    log,
    widgets: join(root, "widgets", "dist"),
    botsUrl: () => bots?.url,
    ready: () => isReady(database.pool),
  });
  await hub.start();
  later(() => app.close());
  return atPlace(config, app.listen({ port: config.port, host: config.host }));
}
