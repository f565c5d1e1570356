/** The bots as a process of their own, for tests that kill it. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export interface BotsProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when it is gone, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

/** Starts the bots on a free port. @param env the settings that differ from the defaults */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<BotsProcess> {
  const child = fork(main, {
    env: {
      PATH: process.env["PATH"] ?? "",
      BOTS_PORT: "0",
      HUB_LOG: "fatal",
      BOTS_CLAIM_SECONDS: "1",
      ...env,
    },
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([, signal]) => signal as NodeJS.Signals | null);
  const url = await Promise.race([address(child), ended.then((signal) => failed(signal))]);
  return {
    url,
    pid: child.pid!,
    ended,
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

async function address(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, "message")) as [{ listening: string }];
  return message.listening;
}

function failed(signal: unknown): never {
  throw new Error(`The bots ended before they listened (${String(signal)}).`);
}
