/** What serves people, over a database that is open: the hub, its web server, the bots, the tick. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Analytics } from "@singularity/analytics";
import type { Logger } from "pino";
import { buildApp } from "./app.ts";
import { readRegistration } from "./chat/index.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { loadDemo } from "./crm/demo/load.ts";
import { openHub, type Hub } from "./hub.ts";
import { botRegistration, keepBots, placeOfBots, type BotsPlace } from "./jobs/bots.ts";
import { firstAdministrator } from "./jobs/first-start.ts";
import { startTick } from "./jobs/tick.ts";
import { openMailer } from "./mail/mailer.ts";
import type { RunOptions } from "./run.ts";
import type { Database } from "./store/open.ts";
import { isReady } from "./store/ready.ts";
import { atPlace, localAddress } from "./web/listen.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface ServeOptions extends RunOptions {
  readonly database: Database;
  readonly analytics: Analytics | undefined;
  readonly log: Logger;
}

export interface Serving {
  /** Address for people. */
  readonly address: string;
  /** Single-use sign-in link, as long as the administrator has no password. */
  readonly link: string | undefined;
}

/** @throws CannotStart with one sentence for the administrator */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const { demo, say, later, database, analytics, log } = options;
  const bots = await placeOfBots(config);
  const known = { address: config.publicUrl };
  const hub = await openHub({
    config,
    database,
    log,
    analytics,
    mail: config.smtpUrl ? openMailer(config.smtpUrl, config.mailFrom) : undefined,
    clock: systemClock,
    publicUrl: () => known.address,
    appservices: [...(bots ? [botRegistration(bots)] : []), ...bridges(config)],
  });
  later(hub.stop);
  const at = await listen(config, hub, bots, options);
  known.address ||= localAddress(at, config.host, "localhost");
  if (bots && config.bots === "embedded") {
    const hubUrl = localAddress(at, config.host, "127.0.0.1");
    later(keepBots({ ...bots, hubUrl, logLevel: config.logLevel, log }).stop);
  }
  const forgotten = (error: unknown) => log.error({ err: error }, "the nightly tick failed");
  later(startTick(database.pool, systemClock, forgotten).stop);
  const link = await firstAdministrator(hub);
  if (demo) await loadDemo(hub, say);
  return { address: known.address, link };
}

/** @throws CannotStart when a registration file is not what it must be */
const bridges = ({ appservices }: Config) =>
  appservices
    .split(",")
    .map((path) => path.trim())
    .filter(Boolean)
    .map(readRegistration);

/** @returns the address at which it listens */
async function listen(
  config: Config,
  hub: Hub,
  bots: BotsPlace | undefined,
  { database, log, later }: ServeOptions,
): Promise<string> {
  const app = await buildApp({
    hub,
    log,
    widgets: join(root, "widgets", "dist"),
    botsUrl: () => bots?.url,
    ready: () => isReady(database.pool),
    trustProxy: config.trustProxy,
  });
  await hub.start();
  later(() => app.close());
  return atPlace(config, app.listen({ port: config.port, host: config.host }));
}
