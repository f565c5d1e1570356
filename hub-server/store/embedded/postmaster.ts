/** One run of the PostgreSQL server program. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { CannotStart } from "../../errors.ts";
import type { Log } from "../log.ts";
import { environment, permitted } from "./command.ts";

export interface Run {
  readonly postgres: string;
  readonly folder: string;
  readonly sockets: string;
  /** Server settings, e.g. `{ fsync: "off" }`; they win over postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log: Log;
}

export interface Postmaster {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  stop(): Promise<void>;
}

const recoveryTime = 10 * 60_000; // ms: crash recovery replays at most max_wal_size, even on a slow disk
const stopTime = 30_000; // ms

/**
 * Starts PostgreSQL and waits until it answers.
 * @throws CannotStart with the last words of PostgreSQL
 */
export async function startPostmaster(run: Run): Promise<Postmaster> {
  const { child, words } = launch(run);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      words.push(error.message);
      resolve();
    });
  });
  const state = { ended: false };
  void ended.then(() => (state.ended = true));
  const deadline = Date.now() + recoveryTime;
  while (!(await answers(run.sockets))) {
    if (state.ended || Date.now() > deadline) throw failed(child, words);
    await pause(25);
  }
  return { pid: child.pid!, ended, stop: () => stop(child, ended) };
}

function launch({ postgres, folder, sockets, settings, log }: Run) {
  const all = { listen_addresses: "", unix_socket_directories: `"${sockets}"`, ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = permitted(postgres, ["-D", folder, ...args]);
  // Detached: a Ctrl-C in the terminal reaches the hub alone, which ends its work before it stops PostgreSQL.
  const child = spawn(command.program, command.args, {
    detached: true,
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const words: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    words.push(line);
    if (words.length > 20) words.shift();
    log.debug(`postgres: ${line}`);
  });
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref(); // a pipe is a socket; it must not keep the process alive
  return { child, words };
}

async function answers(sockets: string): Promise<boolean> {
  const client = new Client({ host: sockets, user: "hub", database: "postgres" });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function failed(child: ChildProcess, words: readonly string[]): CannotStart {
  child.kill("SIGINT");
  const fatal = words.filter((line) => /FATAL|HINT|unshare|setpriv|ENOENT|EACCES/.test(line));
  return new CannotStart(`PostgreSQL does not start: ${(fatal.length ? fatal : words).slice(-3).join(" ")}`);
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref();
  child.kill("SIGINT");
  const hurry = setTimeout(() => child.kill("SIGQUIT"), stopTime);
  await ended;
  clearTimeout(hurry);
}
