/** Opens the one store of record: the embedded PostgreSQL, or the one that DATABASE_URL names. */
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import type { Pool } from "pg";
import type { Config } from "../config.ts";
import { CannotStart } from "../errors.ts";
import { adoptRestored } from "./changes.ts";
import { asRole, makePool, readUrl, socketUrl } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { startEmbedded } from "./embedded/embedded.ts";
import type { Embedded } from "./embedded/embedded.ts";
import { letIndexesWork } from "./leakproof.ts";
import { silent } from "./log.ts";
import type { Log } from "./log.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migrations.ts";
import type { Migration } from "./migrations.ts";
import { connectOwner, proveBound } from "./reach.ts";

export interface Database {
  /** URL as the hub's own role, which owns nothing. Holds a password where there is one: never log it. */
  readonly appUrl: string;
  /** URL as a role that reads schema `insight` only. */
  readonly insightUrl: string;
  /** `appUrl` in parts; `sequelizeOptions(app)` fits Sequelize. */
  readonly app: Connection;
  /** Connected as `app`, at most 10 connections. */
  readonly pool: Pool;
  /** Ends the pool, at the latest after 5 s, then the embedded PostgreSQL. */
  readonly stop: () => Promise<void>;
}

export interface OpenOptions {
  readonly config: Pick<Config, "data" | "databaseUrl" | "databaseAppUrl">;
  readonly log?: Log;
  /** Those of the code; tests give others. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the database and brings it to this version of the code.
 * @throws CannotStart with one sentence for the administrator; nothing is left running or half done then
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { config, log = silent } = options;
  if (config.databaseUrl) return prepare(external(config), options);
  const embedded = await startEmbedded(config.data, log);
  try {
    await ensureDatabase(embedded.sockets);
    return await prepare(inside(embedded), options);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

interface Place {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly insightUrl: string;
  /** The setting that decides `appUrl`, for sentences. */
  readonly appVariable: string;
  readonly stop: () => Promise<void>;
}

function external({ databaseUrl, databaseAppUrl }: OpenOptions["config"]): Place {
  readUrl(databaseUrl, "DATABASE_URL");
  return {
    ownerUrl: databaseUrl,
    appUrl: databaseAppUrl || asRole(databaseUrl, "hub_app"),
    insightUrl: asRole(databaseUrl, "hub_insight"),
    appVariable: databaseAppUrl ? "DATABASE_APP_URL" : "DATABASE_URL",
    stop: async () => {},
  };
}

const databaseName = "hub";

function inside({ sockets, stop }: Embedded): Place {
  const url = (user: string) => socketUrl(sockets, user, databaseName);
  return {
    ownerUrl: url("hub"),
    appUrl: url("hub_app"),
    insightUrl: url("hub_insight"),
    appVariable: "HUB_DATA",
    stop,
  };
}

const patience = 5_000; // ms

async function prepare(place: Place, { log = silent, migrations }: OpenOptions): Promise<Database> {
  const app = readUrl(place.appUrl, place.appVariable);
  const owner = await connectOwner(place.ownerUrl);
  try {
    await migrate(owner, migrations ?? readMigrations(), log);
    await adoptRestored(owner);
    await letIndexesWork(owner, log);
  } finally {
    await owner.end();
  }
  await proveBound(place.appUrl, place.appVariable);
  let open = true;
  const lost = (error: Error) => open && log.warn(`database connection lost: ${error.message}`);
  const pool = makePool(app, lost);
  const stop = async () => {
    open = false; // the server may say its farewell on connections that are being closed
    // A connection that somebody forgot to give back must not keep the process from ending.
    const given = new AbortController();
    await Promise.race([pool.end(), pause(patience, undefined, { signal: given.signal }).catch(() => {})]);
    given.abort();
    await place.stop();
  };
  return { appUrl: place.appUrl, insightUrl: place.insightUrl, app, pool, stop };
}

async function ensureDatabase(sockets: string): Promise<void> {
  const client = new Client({ host: sockets, user: "hub", database: "postgres" });
  client.on("error", () => {}); // the next query says it
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } catch (error) {
    throw new CannotStart(`The embedded PostgreSQL refuses its database: ${(error as Error).message}`);
  } finally {
    await client.end();
  }
}
