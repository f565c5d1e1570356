/** How the worker processes of a test run find the cluster, which lives in AVA's main process. */
import { rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
// Imported late elsewhere: the main process of every run loads this file, with or without database tests.
import type { Cluster } from "./cluster.ts";

const variable = "HUB_TEST_CLUSTER";

/**
 * Opens the door in the main process. The cluster starts when the first worker knocks, so a run without database tests
 * pays nothing; it ends with the main process.
 * @returns environment variables for the workers
 */
export async function openDoor(): Promise<Record<string, string>> {
  const path = join(tmpdir(), `hub-cluster-${process.pid}-door.sock`);
  let ownerUrl: Promise<string> | undefined;
  const server = createServer((visitor) => {
    ownerUrl ??= import("./cluster.ts").then(({ startCluster }) => startCluster());
    void greet(visitor, ownerUrl);
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  server.unref();
  process.once("exit", () => rmSync(path, { force: true }));
  return { [variable]: path };
}

async function greet(visitor: Socket, ownerUrl: Promise<string>): Promise<void> {
  visitor.on("error", () => {}); // a worker that ended while it waited
  try {
    // At each knock, because with --watch the migrations change under a running cluster.
    const { makeTemplate } = await import("./cluster.ts");
    visitor.end(JSON.stringify(await makeTemplate(await ownerUrl)));
  } catch (error) {
    visitor.end(JSON.stringify({ error: (error as Error).message }));
  }
}

/**
 * The cluster of this run, as a worker sees it.
 * @throws Error when the worker was not started through ava.config.js, or the cluster does not start
 */
export async function findCluster(): Promise<Cluster> {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: run tests through ava and its ava.config.js.`);
  const answer = JSON.parse(await text(createConnection(path))) as Cluster & { error?: string };
  if (answer.error) throw new Error(`The test cluster does not start. ${answer.error}`);
  return answer;
}
