/** The embedded bots: a process of their own, kept alive, gone when the hub goes. */
import { fork, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { FastifyBaseLogger } from "fastify";
import { botName } from "../hub.ts";
import type { Registration } from "../identity/index.ts";

export interface BotsOptions {
  /** Path of the bots' main file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: FastifyBaseLogger;
}

const firstPause = 200;
const longestPause = 10_000;
const patience = 5_000;

/** Starts the bots and starts them again when they end, with growing pauses. */
export function keepBots({ file, env, log }: BotsOptions): {
  stop: () => Promise<void>;
  pid: () => number | undefined;
} {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pause = firstPause;

  const start = () => {
    const startedAt = performance.now();
    // The channel is how they notice that the hub is gone, however it went.
    child = fork(file, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit", "ipc"] });
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

/** How the hub knows its own bots: they hear every room and act for the people who ask them. */
export function botRegistration(bots: {
  readonly url: string;
  readonly asToken: string;
  readonly hsToken: string;
}): Registration {
  return {
    id: botName,
    url: bots.url,
    as_token: bots.asToken,
    hs_token: bots.hsToken,
    sender_localpart: botName,
    namespaces: { users: [], rooms: [{ exclusive: false, regex: "!.*" }] },
    trusted: true,
  };
}

/** A TCP port on the loopback that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
