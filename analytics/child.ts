/** Keeps one analytics process alive: forks it, and forks it again, later and later, when it dies. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Log } from "./log.ts";
import type { ToChild, ToParent } from "./protocol.ts";

export interface Child {
  /** False when no process is there to hear it. */
  send(message: ToChild): boolean;
  stop(): Promise<void>;
  pid(): number | undefined;
}

export interface ChildEvents {
  /** First message to each process. */
  readonly first: ToChild;
  readonly heard: (message: ToParent) => void;
  /** The process ended, wanted or not. */
  readonly ended: () => void;
  readonly log: Log;
}

/** Milliseconds. A process that lived for `steady` starts the back-off from its beginning. */
const pauses = { first: 200, longest: 30_000, steady: 60_000, goodbye: 3000 };

/** The heap stays small: rows go from PostgreSQL to DuckDB through a file, never through objects. */
const execArgv = ["--max-old-space-size=192", "--max-semi-space-size=4"];

const passedOn = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "SystemRoot",
  "NODE_V8_COVERAGE",
  "NODE_COMPILE_CACHE",
  "NODE_EXTRA_CA_CERTS",
  "PGSSLMODE",
  "PGSSLROOTCERT",
];

/** The hub's secrets stay in the hub; the database URL travels as a message, where no list of processes shows it. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  MALLOC_ARENA_MAX: "2", // one arena per thread would keep what each of them freed
});

export function keepChild({ first, heard, ended, log }: ChildEvents): Child {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let stopping = false;

  function start(): void {
    const born = performance.now();
    const mine = fork(fileURLToPath(new URL("main.ts", import.meta.url)), [], {
      env: environment(),
      execArgv,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child = mine;
    mine.on("message", (message: ToParent) => heard(message));
    mine.on("error", (error) => log.error({ error: error.message }, "The analytics process has a fault."));
    mine.once("exit", (code, signal) => {
      child = null;
      ended();
      if (!stopping) again(performance.now() - born, signal ?? code);
    });
    send(first);
  }

  function again(lived: number, cause: string | number | null): void {
    failures = lived > pauses.steady ? 1 : failures + 1;
    const pause = Math.min(pauses.first * 2 ** (failures - 1), pauses.longest);
    log.warn({ cause, pause }, "The analytics process ended; it is started again.");
    timer = setTimeout(start, pause);
  }

  function send(message: ToChild): boolean {
    if (!child?.connected) return false;
    child.send(message, () => {}); // a process that just died is noticed by its exit
    return true;
  }

  start();
  return {
    send,
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (!child) return;
      const gone = once(child, "exit");
      const killer = setTimeout(() => child?.kill("SIGKILL"), pauses.goodbye);
      if (!send({ do: "stop" })) child.kill("SIGKILL");
      await gone;
      clearTimeout(killer);
    },
  };
}
