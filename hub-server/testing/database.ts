/** A database of its own for each test, migrated, gone afterwards. */
import { randomUUID } from "node:crypto";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { asRole, makePool, otherDatabase, readUrl } from "../store/connection.ts";
import type { Database } from "../store/open.ts";
import { findCluster } from "./cluster-door.ts";
import type { Cluster } from "./cluster.ts";

export interface TestDatabase extends Database {
  /** URL of the superuser who owns the tables. */
  readonly ownerUrl: string;
  /** Name of the database, for messages. */
  readonly name: string;
}

/** A database for one test, dropped when the test ends. */
export async function testDatabase(t: Pick<ExecutionContext, "teardown">): Promise<TestDatabase> {
  const database = await openTestDatabase();
  t.teardown(database.stop);
  return database;
}

/**
 * A database for a whole file: AVA allows no teardown in hooks, so call `stop()` in `test.after.always`.
 * The cluster comes from ava.config.js, or is the server that HUB_TEST_POSTGRES names (URL of a superuser).
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { ownerUrl, template } = await cluster();
  const name = `hub_test_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  await run(ownerUrl, `create database ${name} template ${template} strategy file_copy`);
  const owner = otherDatabase(ownerUrl, name);
  const appUrl = asRole(owner, "hub_app");
  const app = readUrl(appUrl, "HUB_TEST_POSTGRES");
  const pool = makePool(app, () => {}); // tests cut connections on purpose
  const end = async () => {
    await pool.end();
    await run(ownerUrl, `drop database if exists ${name} with (force)`);
  };
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= end()); // a test may stop it early, and its teardown again
  return { name, ownerUrl: owner, appUrl, insightUrl: asRole(owner, "hub_insight"), app, pool, stop };
}

let found: Promise<Cluster> | undefined;

function cluster(): Promise<Cluster> {
  found ??= process.env["HUB_TEST_POSTGRES"]
    ? onOtherServer(process.env["HUB_TEST_POSTGRES"])
    : findCluster();
  return found;
}

async function onOtherServer(ownerUrl: string): Promise<Cluster> {
  const { makeTemplate } = await import("./cluster.ts");
  return makeTemplate(ownerUrl);
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
