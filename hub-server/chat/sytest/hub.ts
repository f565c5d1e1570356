/** A hub for SyTest: registration open, a database of its own in a throw-away PostgreSQL. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { asRole, makePool, otherDatabase, readUrl } from "../../store/connection.ts";
import { startChatHub, type ChatHub } from "../../testing/chat-hub.ts";
import { makeTemplate, startCluster } from "../../testing/cluster.ts";
import { readRegistration } from "../appservice/registration-file.ts";

export type SytestHub = Pick<ChatHub, "stop" | "oracle">;

export interface PreparedHub {
  /** `localhost:<port>`, as SyTest asks for. */
  readonly serverName: string;
  /** @param registrations paths of files that tell of application services. @param casUrl of SyTest's own CAS server */
  readonly start: (registrations: readonly string[], casUrl: string | undefined) => Promise<SytestHub>;
}

export async function prepareHub(): Promise<PreparedHub> {
  const folder = mkdtempSync(join(tmpdir(), "hub-sytest-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const pool = makePool(readUrl(asRole(await freshDatabase(), "hub_app"), "the test cluster"), () => {});
  const port = await freePort();
  const serverName = `localhost:${port}`;
  const start: PreparedHub["start"] = (registrations, casUrl) =>
    startChatHub(pool, folder, {
      port,
      serverName,
      publicUrl: `http://${serverName}`,
      ...(casUrl && { casUrl }),
      appservices: registrations.map(readRegistration),
      registration: "open",
      guests: true,
      presence: true,
      directory: "acquainted",
      privateGateways: true,
      urlPreviews: true,
      log: {
        info: () => {},
        warn: () => {},
        error: (details, sentence) => void process.stderr.write(`${sentence} ${JSON.stringify(details)}\n`),
      },
    });
  return { serverName, start };
}

/** @returns URL of its owner */
async function freshDatabase(): Promise<string> {
  const { ownerUrl, template } = await makeTemplate(await startCluster());
  const name = `hub_sytest_${randomBytes(6).toString("hex")}`;
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  return otherDatabase(ownerUrl, name);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
