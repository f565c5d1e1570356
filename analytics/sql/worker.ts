/** Starts a process for SQL of people with as little as it can have, and speaks with it. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";
import { fromWire, SqlBroke, SqlFileGone, TooSlow, type AnalyticsError } from "../errors.ts";
import { limits } from "./limits.ts";
import type { SqlRows } from "./run.ts";
import type { FromWorker, ToWorker } from "./wire.ts";

export interface Worker {
  readonly file: string;
  /** One at a time. @throws AnalyticsError; afterwards `usable` says whether it may be asked again */
  ask(sql: string, tables: readonly string[]): Promise<SqlRows>;
  usable(): boolean;
  /** Settles when the process is gone. */
  kill(): Promise<void>;
  readonly pid: number | undefined;
}

const script = fileURLToPath(new URL("main.ts", import.meta.url));

/**
 * Kilobytes of memory that a process may ask for; string functions of DuckDB obey no limit of its own. Of these V8 sets 524,032 aside
 * for code on x64, mostly addresses that it never touches, and a process that has just opened its file asks for 127,000 more.
 */
const memory = 1_200_000;

/**
 * Node, through a shell that first gives up what it can: memory beyond that, files that grow, core dumps, and its life when the
 * machine runs short. Where a system lacks one of them the others hold.
 */
function command(): readonly [string, readonly string[]] {
  const node = [process.execPath, "--max-old-space-size=256", "--max-semi-space-size=8", script];
  if (process.platform === "win32") return [node[0]!, node.slice(1)];
  const give = [
    `ulimit -d ${memory} 2>/dev/null`,
    "ulimit -f 0 2>/dev/null",
    "ulimit -c 0 2>/dev/null",
    "[ -w /proc/self/oom_score_adj ] && echo 1000 2>/dev/null > /proc/self/oom_score_adj",
    'exec "$@"',
  ];
  return ["/bin/sh", ["-c", give.join("; "), "sh", ...node]];
}

/** No setting, no secret, no path of the hub. */
const environment = (): NodeJS.ProcessEnv => ({
  TZ: "UTC",
  MALLOC_ARENA_MAX: "2",
  ...(process.platform === "win32" ? { SystemRoot: process.env["SystemRoot"] } : {}),
});

/** @param deadlineMs until a query is interrupted; a quarter of a second later its process is killed */
export function startWorker(file: string, deadlineMs: number): Worker {
  const [program, args] = command();
  const child = spawn(program, args, {
    env: environment(),
    cwd: process.platform === "win32" ? tmpdir() : "/",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    windowsHide: true,
  });
  const gone = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  opened.promise.catch(() => {}); // told to whoever asks
  let asked: PromiseWithResolvers<SqlRows> | null = null;
  let ended: AnalyticsError | null = null;
  let alive = true;

  function end(error: AnalyticsError): void {
    ended ??= error;
    child.kill("SIGKILL");
  }

  function closed(): void {
    alive = false;
    const error = ended ?? new SqlBroke();
    opened.reject(error);
    asked?.reject(error);
    gone.resolve();
  }

  child.on("message", (message: FromWorker) => {
    if (message.is === "open") opened.resolve();
    else if (message.is === "shut") end(new SqlFileGone());
    else if (message.is === "rows") asked?.resolve(message.value);
    else {
      const { code } = message.error;
      const known = code === "too-slow" ? new TooSlow(deadlineMs) : fromWire(message.error);
      const error = code === "fault" ? new SqlBroke() : known;
      if (!message.sound) end(error);
      asked?.reject(error);
    }
  });
  child.once("exit", closed);
  child.once("error", closed); // it could not be started at all
  const send = (message: ToWorker) => void (child.connected && child.send(message, () => {}));

  async function ask(sql: string, tables: readonly string[]): Promise<SqlRows> {
    const starting = setTimeout(() => end(new SqlBroke()), limits.deadline);
    await opened.promise.finally(() => clearTimeout(starting));
    const mine = Promise.withResolvers<SqlRows>();
    asked = mine;
    const late = setTimeout(() => send({ do: "interrupt" }), deadlineMs);
    const last = setTimeout(() => end(new TooSlow(deadlineMs)), deadlineMs + limits.grace);
    if (!alive) mine.reject(ended ?? new SqlBroke());
    send({ do: "run", sql, tables });
    return mine.promise.finally(() => {
      asked = null;
      clearTimeout(late);
      clearTimeout(last);
    });
  }

  send({ do: "open", file });
  return {
    file,
    ask,
    usable: () => alive && !ended,
    kill() {
      end(new SqlBroke());
      return gone.promise;
    },
    get pid() {
      return child.pid;
    },
  };
}
