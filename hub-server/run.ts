/** The whole product, started in order: database, analytics, then what serves people. */
import { join } from "node:path";
import { startAnalytics, type Analytics } from "@singularity/analytics";
import pino, { type Logger } from "pino";
import type { Config } from "./config.ts";
import { neverLogged } from "./never-logged.ts";
import type { Serving } from "./serve.ts";
import { openDatabase, type Database } from "./store/open.ts";

export interface RunOptions {
  /** Loads the demo company too. */
  readonly demo: boolean;
  /** Tells whoever started it, one line each. */
  readonly say: (line: string) => void;
  /** Keeps how a part is ended. Called as soon as the part runs, so that a later failure or signal ends it too. */
  readonly later: (end: () => Promise<unknown>) => void;
}

/** @throws CannotStart with one sentence for the administrator */
export async function run(config: Config, options: RunOptions): Promise<Serving> {
  const log = pino({ level: config.logLevel, redact: neverLogged }, pino.destination(2));
  const loading = import("./serve.ts"); // the larger part of our code, read while PostgreSQL and analytics start
  loading.catch(() => {}); // told below
  const database = await openDatabase({ config, log });
  options.later(database.stop);
  const analytics = await openAnalytics(config, database, log);
  if (analytics) options.later(() => analytics.stop());
  const { serve } = await loading;
  return serve(config, { ...options, database, analytics, log });
}

async function openAnalytics(
  config: Config,
  { insightUrl }: Database,
  log: Logger,
): Promise<Analytics | undefined> {
  if (config.analytics === "off") return undefined;
  return startAnalytics({ databaseUrl: insightUrl, file: join(config.data, "analytics.duckdb"), log });
}
