/** The process of the hub: settings, start in order, one line with the address, stop on a signal. */
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomBytes } from "node:crypto";
import pino from "pino";
import { startAnalytics } from "@singularity/analytics";
import { buildApp } from "./app.ts";
import { systemClock } from "./clock.ts";
import { readConfig, type Config } from "./config.ts";
import { loadDemo } from "./crm/demo/load.ts";
import { CannotStart, HubError } from "./errors.ts";
import { openHub } from "./hub.ts";
import { botRegistration, freePort, keepBots } from "./jobs/bots.ts";
import { firstAdministrator } from "./jobs/first-start.ts";
import { startTick } from "./jobs/tick.ts";
import { openDatabase } from "./store/open.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Ends what was started, last first; also when a later part cannot start. */
const ending: (() => Promise<unknown>)[] = [];

async function end(): Promise<void> {
  for (const stop of ending.splice(0).toReversed())
    await stop().catch((error: unknown) => console.error(String(error)));
}

async function main(config: Config, wants: { demo: boolean }): Promise<void> {
  const log = pino({ level: config.logLevel, redact: ["req.headers.authorization"] }, pino.destination(2));
  await refuseTakenPort(config);
  const database = await openDatabase({ config, log });
  ending.push(database.stop);
  let address = config.publicUrl;
  const bots = {
    url: config.botsUrl,
    asToken: config.botsAsToken || secret(),
    hsToken: config.botsHsToken || secret(),
  };
  if (config.bots === "embedded") bots.url = `http://127.0.0.1:${await freePort()}`;
  const analytics =
    config.analytics === "embedded"
      ? await startAnalytics({
          databaseUrl: database.insightUrl,
          file: join(config.data, "analytics.duckdb"),
          log,
        })
      : undefined;
  if (analytics) ending.push(() => analytics.stop());
  const hub = await openHub({
    config,
    database,
    log,
    analytics,
    clock: systemClock,
    publicUrl: () => address,
    appservices: config.bots === "off" ? [] : [botRegistration(bots)],
  });
  ending.push(hub.stop);
  const ready = () =>
    database.pool.query("select 1").then(
      () => true,
      () => false,
    );
  const app = await buildApp({
    hub,
    log,
    widgets: join(root, "widgets", "dist"),
    botsUrl: () => (config.bots === "off" ? undefined : bots.url),
    ready,
  });
  await hub.start();
  const at = await app.listen({ port: config.port, host: config.host });
  ending.push(() => app.close());
  const port = new URL(at).port;
  address ||= `http://${["0.0.0.0", "::"].includes(config.host) ? "localhost" : config.host}:${port}`;
  ending.push(
    startTick(database.pool, systemClock, (error) => log.error({ err: error }, "the nightly tick failed"))
      .stop,
  );
  if (config.bots === "embedded") {
    const { hostname, port: botsPort } = new URL(bots.url);
    const env = {
      HUB_URL: `http://127.0.0.1:${port}`,
      HUB_AS_TOKEN: bots.asToken,
      HUB_HS_TOKEN: bots.hsToken,
      BOTS_HOST: hostname,
      BOTS_PORT: botsPort,
    };
    ending.push(keepBots({ file: join(root, "bots", "main.ts"), env, log }).stop);
  }
  const link = await firstAdministrator(hub);
  if (wants.demo) await loadDemo(hub, console.log);
  console.log(link ? `Singularity is ready. Sign in, once: ${link}` : `Singularity is ready: ${address}`);
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Looked at first, so that a taken port leaves nothing half started. */
async function refuseTakenPort({ port, host }: Config): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(port, host, resolve));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      EADDRINUSE: "is taken by another program",
      EACCES: "needs more rights than this user has",
    };
    throw new CannotStart(
      `Port ${port} on ${host} ${why[code ?? ""] ?? `cannot be used (${code})`}. Set HUB_PORT to another one.`,
    );
  }
  await new Promise((resolve) => probe.close(resolve));
}

function stopOn(signal: NodeJS.Signals): void {
  process.once(signal, () => {
    const late = setTimeout(() => process.exit(1), 10_000);
    late.unref();
    void end().then(() => process.exit(0));
  });
}

try {
  stopOn("SIGINT");
  stopOn("SIGTERM");
  const unknown = process.argv.slice(2).filter((word) => word !== "--demo");
  if (unknown.length)
    throw new CannotStart(
      `The only option is --demo; got ${unknown.join(" ")}. Settings are environment variables, see hub-server/README.md.`,
    );
  await main(readConfig(process.env), { demo: process.argv.includes("--demo") });
} catch (error) {
  await end();
  console.error(
    error instanceof HubError || (error instanceof Error && "status" in error) ? error.message : error,
  );
  process.exit(1);
}
