/** The hub as the process that `npm start` runs, for tests that stop, kill and start it. */
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { socketUrl } from "../store/connection.ts";
import { clearOrphans } from "../store/embedded/orphans.ts";
import { socketFolder } from "../store/embedded/socket-folder.ts";
import { silent } from "../store/log.ts";
import { isAlive, treeOf, untilGone } from "./process-tree.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const passedOn = [
  "PATH",
  "HOME",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "NODE_COMPILE_CACHE",
  "NODE_V8_COVERAGE",
  "MALLOC_ARENA_MAX",
];
const bare = { HUB_PORT: "0", HUB_BOTS: "off", HUB_ANALYTICS: "off" };
const patience = 60_000; // ms

type Test = Pick<ExecutionContext, "teardown">;

export interface ProcessOptions {
  /** Beside port 0, no bots and no analytics; an empty text takes the hub's own default. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What starts it, e.g. `setpriv …`. */
  readonly before?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface HubProcess {
  readonly pid: number;
  /** Where it listens; known once it says that it is ready. */
  readonly url: string;
  /** Secret of the sign-in link, when it printed one. */
  readonly link: string | undefined;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly ended: Promise<Ended>;
  /** Resolves when it is gone. */
  readonly kill: (signal: NodeJS.Signals) => Promise<Ended>;
}

/** A data folder; when the test ends it is removed, with what still runs on it. */
export function dataFolder(t: Test, owner?: number): string {
  const data = realpathSync(mkdtempSync(join(tmpdir(), "hub-process-")));
  if (owner !== undefined) chownSync(data, owner, owner);
  t.teardown(() => removeData(data));
  return data;
}

/** Removes a data folder and ends what a killed hub left there. */
export async function removeData(data: string): Promise<void> {
  const sockets = existsSync(data) ? socketFolder(data) : undefined;
  if (sockets && existsSync(join(data, "postgres")))
    await clearOrphans(join(data, "postgres"), sockets, silent);
  for (const left of [data, sockets]) if (left) rmSync(left, { recursive: true, force: true, maxRetries: 5 });
}

/** The superuser's connection to the embedded PostgreSQL of a hub that runs. */
export async function ownerOf(data: string): Promise<Client> {
  const client = new Client({ connectionString: socketUrl(socketFolder(data), "hub", "hub") });
  client.on("error", () => {});
  await client.connect();
  return client;
}

interface Launched {
  readonly child: ChildProcess;
  readonly stdout: string[];
  readonly stderr: string[];
  readonly ended: Promise<Ended>;
}

function launch(data: string, { env, args = [], before = [] }: ProcessOptions): Launched {
  const inherited = passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const [program = "", ...words] = [...before, process.execPath, main, ...args];
  const child = spawn(program, words, {
    env: { ...Object.fromEntries(inherited), ...bare, HUB_DATA: data, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => stdout.push(line));
  createInterface({ input: child.stderr }).on("line", (line) => stderr.push(line));
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  return { child, stdout, stderr, ended };
}

/** Starts the hub and waits until it says that it is ready. @throws Error with its last words when it ends first */
export async function startHub(t: Test, data: string, options: ProcessOptions = {}): Promise<HubProcess> {
  const { child, stdout, stderr, ended } = launch(data, options);
  let over = false;
  void ended.then(() => (over = true));
  t.teardown(async () => {
    const tree = treeOf(child.pid!);
    child.kill("SIGKILL");
    await ended;
    await untilGone(tree, 5_000); // they still write into the data folder
  });
  const ready = () => stdout.find((line) => line.startsWith("Singularity is ready"));
  for (const deadline = Date.now() + patience; !ready(); await pause(10))
    if (over || Date.now() > deadline) throw new Error(`The hub did not start: ${stderr.join("\n")}`);
  const [, url, link] = /(http:\/\/[^/\s]+)(?:\/#sign-in=(\S+))?$/.exec(ready()!)!;
  return {
    pid: child.pid!,
    url: url!,
    link,
    stdout,
    stderr,
    ended,
    kill: async (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts the hub where it cannot start. @returns how it ended, what it said, and which of its processes it left */
export async function failToStart(t: Test, data: string, options: ProcessOptions = {}) {
  const { child, stdout, stderr, ended } = launch(data, options);
  t.teardown(() => child.kill("SIGKILL"));
  const seen = new Set<number>();
  const looking = setInterval(() => treeOf(child.pid!).forEach(({ pid }) => seen.add(pid)), 20);
  const late = setTimeout(() => child.kill("SIGKILL"), patience);
  const { code, signal } = await ended;
  clearInterval(looking);
  clearTimeout(late);
  return { code, signal, stdout, stderr, left: [...seen].filter(isAlive) };
}
