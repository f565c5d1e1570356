/** A PostgreSQL database with schema insight and nothing of the hub, for one test. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import type { Log } from "../log.ts";

export interface Insight {
  /** URL of a user that reads schema insight only. */
  readonly url: string;
  /** Connected as the owner of everything. */
  readonly owner: Client;
  /** One more connection of the owner, closed with the test. */
  connect(): Promise<Client>;
}

type Test = Pick<ExecutionContext, "teardown">;

const fixture = readFileSync(new URL("../fixtures/insight.sql", import.meta.url), "utf8");

/** A database that is dropped when the test ends. */
export async function testInsight(t: Test): Promise<Insight> {
  const server = await serverUrl();
  const name = `insight_test_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  await run(server, `create database ${name} template template0`);
  const ownerUrl = withDatabase(server, name);
  const clients: Client[] = [];
  t.teardown(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
    await run(server, `drop database ${name} with (force)`);
  });
  const connect = async () => {
    const client = new Client({ connectionString: ownerUrl });
    client.on("error", () => {}); // the database is dropped with force
    await client.connect();
    clients.push(client);
    return client;
  };
  const owner = await connect();
  await owner.query(fixture);
  return {
    url: `${ownerUrl}${ownerUrl.includes("?") ? "&" : "?"}options=-c%20role%3Dinsight_test`,
    owner,
    connect,
  };
}

/** A folder that is gone when the test ends. */
export async function testFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "analytics-test-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Says nothing, remembers everything. */
export function quietLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: keep, info: keep, warn: keep, error: keep, lines };
}

/** The server of this test run: HUB_TEST_POSTGRES (URL of a superuser), or the cluster that ava.config.js offers. */
async function serverUrl(): Promise<string> {
  const { HUB_TEST_POSTGRES: url, HUB_TEST_CLUSTER: door } = process.env;
  if (url) return url;
  if (!door) throw new Error("Neither HUB_TEST_POSTGRES nor HUB_TEST_CLUSTER is set: run tests through ava.");
  const answer = JSON.parse(await text(createConnection(door))) as { ownerUrl?: string; error?: string };
  if (!answer.ownerUrl) throw new Error(`The test cluster does not start: ${answer.error}`);
  return answer.ownerUrl;
}

function withDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
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
