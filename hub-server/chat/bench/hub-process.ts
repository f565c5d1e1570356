/**
 * The chat server alone, as a process to be measured: `node hub-process.ts <database url> <media folder>`. Prints its address.
 * Unlike the hub of the tests it holds no answer against the specification's schemas.
 */
import Fastify from "fastify";
import { systemClock } from "../../clock.ts";
import { openIdentity } from "../../identity/index.ts";
import { makePool, readUrl } from "../../store/connection.ts";
import { openChat, serverOptions } from "../index.ts";

// With --expose-gc a benchmark can ask for memory without garbage.
process.on("SIGUSR2", () => (globalThis as { gc?: () => void }).gc?.());

const [databaseUrl = "", mediaFolder = ""] = process.argv.slice(2);
const pool = makePool(readUrl(databaseUrl, "the first argument"), () => {});
const identity = await openIdentity({ pool, serverName: "hub.test", clock: systemClock });
const app = Fastify({ ...serverOptions, forceCloseConnections: true });
const known = { url: "" };
const chat = await openChat({
  pool,
  identity,
  serverName: "hub.test",
  publicUrl: () => known.url,
  mediaFolder,
  clock: systemClock,
  rateLimits: false,
});
await app.register(chat.routes);
await chat.start();
known.url = await app.listen({ port: 0, host: "127.0.0.1" });
process.stdout.write(`${known.url}\n`);
process.once("SIGTERM", () => {
  const end = async () => {
    await chat.stop();
    await app.close();
    await pool.end();
  };
  void end();
});
