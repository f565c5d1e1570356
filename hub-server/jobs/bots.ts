/** The embedded bots: a process of their own, kept alive, gone when the hub goes. */
import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config.ts";
import { botName } from "../hub.ts";
import type { Registration } from "../identity/index.ts";

/** Where the bots listen, and the secrets between them and the hub. */
export interface BotsPlace {
  readonly url: string;
  readonly asToken: string;
  readonly hsToken: string;
}

/** Where the bots are or will be; undefined when there are none. */
export async function placeOfBots(config: Config): Promise<BotsPlace | undefined> {
  if (config.bots === "off") return undefined;
  return {
    url: config.bots === "external" ? config.botsUrl : `http://127.0.0.1:${await freePort()}`,
    asToken: config.botsAsToken || secret(),
    hsToken: config.botsHsToken || secret(),
  };
}

export interface BotsOptions extends BotsPlace {
  /** Address at which the bots reach the hub. */
  readonly hubUrl: string;
  readonly logLevel: string;
  readonly log: FastifyBaseLogger;
  /** Path of the bots' main file; another for tests. */
  readonly file?: string;
}

const main = fileURLToPath(new URL("../../bots/main.ts", import.meta.url));
const firstPause = 200;
const longestPause = 10_000;
const patience = 3_000;

/** Starts the bots and starts them again when they end, with growing pauses. */
export function keepBots(options: BotsOptions): { stop: () => Promise<void>; pid: () => number | undefined } {
  const { file = main, log } = options;
  const env = environment(options);
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pause = firstPause;

  const start = () => {
    const startedAt = performance.now();
    // The channel is how they notice that the hub is gone, however it went. What they print is log, like ours.
    child = fork(file, { env, stdio: ["ignore", 2, 2, "ipc"] });
    child.once("exit", (code, signal) => {
      if (stopped) return;
      pause = performance.now() - startedAt > longestPause ? firstPause : Math.min(pause * 2, longestPause);
      log.warn({ code, signal, pause }, "the bots ended; they are started again");
      timer = setTimeout(start, pause);
    });
  };
  start();
  return {
    pid: () => child?.pid,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child!.once("exit", resolve));
      child.kill("SIGTERM");
      const late = setTimeout(() => child!.kill("SIGKILL"), patience);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Ours without what only the hub needs: the bots have no database. */
function environment({ url, asToken, hsToken, hubUrl, logLevel }: BotsOptions): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, DATABASE_APP_URL: __, ...rest } = process.env;
  const { hostname, port } = new URL(url);
  return {
    ...rest,
    HUB_URL: hubUrl,
    HUB_AS_TOKEN: asToken,
    HUB_HS_TOKEN: hsToken,
    HUB_LOG: logLevel,
    BOTS_HOST: hostname,
    BOTS_PORT: port,
    MALLOC_ARENA_MAX: process.env["MALLOC_ARENA_MAX"] ?? "2", // one arena per thread would keep what each of them freed
  };
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** How the hub knows its own bots: they hear every room and act for the people who ask them. */
export function botRegistration(bots: BotsPlace): Registration {
  return {
    id: botName,
    url: bots.url,
    as_token: bots.asToken,
    hs_token: bots.hsToken,
    sender_localpart: botName,
    namespaces: {
      users: [],
      // By these names hub and bots find the rooms in which they speak to one person: nobody else may take one.
      aliases: [{ exclusive: true, regex: "#direct-[0-9a-f]{20}:.*" }],
      rooms: [{ exclusive: false, regex: "!.*" }],
    },
    trusted: true,
  };
}

/** A TCP port on the loopback that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
