/** A hub for benchmarks: in this process, on an embedded PostgreSQL with the settings of production, over real HTTP. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import pino from "pino";
import { buildApp } from "../../app.ts";
import { systemClock } from "../../clock.ts";
import { openHub, type Hub } from "../../hub.ts";
import { firstAdministrator } from "../../jobs/first-start.ts";
import { otherDatabase } from "../../store/connection.ts";
import { openDatabase, type Database } from "../../store/open.ts";
import { removeData } from "../process.ts";

export interface BenchHub {
  readonly url: string;
  readonly inside: Hub;
  readonly database: Database;
  /** Connected as the owner of the tables. */
  readonly owner: Client;
  /** A session token. */
  readonly token: (user: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function openBenchHub(): Promise<BenchHub> {
  const data = mkdtempSync(join(tmpdir(), "hub-bench-"));
  const log = pino({ level: "error" }, pino.destination(2));
  const database = await openDatabase({ config: { data, databaseUrl: "", databaseAppUrl: "" }, log });
  const owner = new Client({ connectionString: ownerUrl(database) });
  await owner.connect();
  const serverName = "hub.localhost";
  const clock = systemClock;
  const publicUrl = () => "http://localhost";
  const inside = await openHub({
    config: { serverName, data },
    database,
    clock,
    log,
    publicUrl,
    appservices: [],
  });
  const ready = () => Promise.resolve(true);
  const app = await buildApp({ hub: inside, log, widgets: data, botsUrl: () => undefined, ready });
  await inside.start();
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  await firstAdministrator(inside);
  return {
    url,
    inside,
    database,
    owner,
    token: async (user) => (await inside.identity.openSession(`@${user}:${serverName}`)).token,
    stop: async () => {
      await app.close();
      await inside.stop();
      await owner.end();
      await database.stop();
      await removeData(data);
    },
  };
}

function ownerUrl({ appUrl }: Database): string {
  const url = new URL(otherDatabase(appUrl, "hub"));
  url.username = "hub";
  return url.href;
}
