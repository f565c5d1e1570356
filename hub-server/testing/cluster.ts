/** One throw-away PostgreSQL for a whole test run, with one migrated database to copy. */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { otherDatabase, socketUrl } from "../store/connection.ts";
import { startEmbedded } from "../store/embedded/embedded.ts";
import { socketFolder } from "../store/embedded/socket-folder.ts";
import { silent } from "../store/log.ts";
import { migrate } from "../store/migrate.ts";
import { readMigrations } from "../store/migrations.ts";
import type { Migration } from "../store/migrations.ts";

export interface Cluster {
  /** URL of a superuser, at the database `postgres`. */
  readonly ownerUrl: string;
  /** Name of the migrated database that each test copies. */
  readonly template: string;
}

// Nothing here has to survive a crash; a commit costs tens of microseconds instead of milliseconds.
const careless = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  checkpoint_timeout: "1h",
  autovacuum: "off", // no database lives for as long as it waits
  max_connections: "200",
  shared_buffers: "48MB",
};
/** Where Linux keeps files in memory: databases are made and dropped there in half the time. */
const memory = "/dev/shm";
/** Bytes that must be free there; three or four databases stand at the same time. */
const roomy = 4 * 1024 ** 3;

/** The folder for clusters: in memory where there is room, else the temporary one. */
export function clusterHome(): string {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= roomy ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Start of the names of everything that a run keeps there; the process id follows. */
const prefix = "hub-cluster-";

/**
 * Starts a cluster that dies with this process, however that ends, and leaves no folder for longer than the next run.
 * @returns URL of its superuser
 */
export async function startCluster(): Promise<string> {
  sweep();
  const data = mkdtempSync(join(clusterHome(), `${prefix}${process.pid}-`));
  const embedded = await startEmbedded(data, silent, careless);
  process.once("exit", () => {
    process.kill(embedded.pid(), "SIGQUIT"); // exit handlers cannot wait for a polite end
    remove(embedded.sockets);
    remove(data);
  });
  return socketUrl(embedded.sockets, "hub", "postgres");
}

/**
 * Makes the migrated template once per state of the migration files, also when several runs share the server.
 * @param ownerUrl a superuser, at any database of the server
 */
export async function makeTemplate(ownerUrl: string): Promise<Cluster> {
  const migrations = readMigrations();
  const template = `hub_template_${digest(migrations)}`;
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [template]);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount === 0) await build(client, ownerUrl, template, migrations);
  } finally {
    await client.end();
  }
  return { ownerUrl, template };
}

async function build(client: Client, ownerUrl: string, template: string, migrations: Migration[]) {
  const unfinished = `${template}_unfinished`;
  await client.query(`drop database if exists ${unfinished}`);
  await client.query(`create database ${unfinished} template template0`);
  const owner = new Client({ connectionString: otherDatabase(ownerUrl, unfinished) });
  await owner.connect();
  try {
    await migrate(owner, migrations, silent);
  } finally {
    await owner.end();
  }
  await client.query(`alter database ${unfinished} allow_connections false`); // a visitor would block the copying
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

function digest(migrations: readonly Migration[]): string {
  const text = migrations.map(({ name, sha256 }) => name + sha256).join();
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Removes a folder in which a dying server may still write for a moment. */
function remove(folder: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; existsSync(folder) && attempt < 50; attempt++) {
    if (attempt > 0) Atomics.wait(pause, 0, 0, 20);
    try {
      rmSync(folder, { recursive: true, force: true }); // with force it may return although the folder is not empty
    } catch {
      // The next attempt finds it quieter.
    }
  }
}

/** Removes what runs left that were killed. */
function sweep(): void {
  const home = clusterHome();
  for (const name of readdirSync(home)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : Number.NaN;
    if (!(pid > 0) || alive(pid)) continue;
    const left = join(home, name);
    if (existsSync(join(left, "hub.lock"))) remove(socketFolder(left)); // it is a data folder
    remove(left);
  }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it runs, as another user
  }
}
