/** Has charts drawn by a process that is there only while somebody asks for some. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer } from "../metrics/answer.ts";

/** A chart of an answer. */
export interface Picture {
  /** PNG, base64. */
  readonly png: string;
  /** Pixels of the screen that it is meant for; the picture has twice as many. */
  readonly width: number;
  readonly height: number;
}

export type FromPainter =
  | { readonly is: "drawn"; readonly picture: Picture | undefined }
  | { readonly is: "failed"; readonly why: string };

export interface Painter {
  /** @returns undefined where a picture would tell nothing. @throws Error when it cannot be drawn in time */
  draw(answer: Answer): Promise<Picture | undefined>;
  /** Process id, for measuring; undefined while there is none. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface PainterLimits {
  /** Milliseconds for one chart, the start of the process included. */
  readonly deadline: number;
  /** Milliseconds after which a process that nobody asks is ended. */
  readonly rest: number;
  /** Charts that wait, the one under way included. */
  readonly most: number;
}

export const painterLimits: PainterLimits = { deadline: 8000, rest: 30_000, most: 20 };

/** Nothing of the hub's settings. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ["PATH", "SystemRoot", "NODE_V8_COVERAGE", "NODE_COMPILE_CACHE"].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  );

function startProcess(): ChildProcess {
  const child = fork(fileURLToPath(new URL("main.ts", import.meta.url)), [], {
    env: environment(),
    execArgv: ["--max-old-space-size=256"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.on("error", () => {}); // whoever waits for a chart hears of its end
  return child;
}

export function openPainter(limits: PainterLimits = painterLimits): Painter {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function end(): void {
    child?.kill("SIGKILL");
    child = undefined;
  }

  async function drawNow(answer: Answer): Promise<Picture | undefined> {
    clearTimeout(idle);
    if (child?.exitCode !== null || child.signalCode !== null) child = startProcess();
    const signal = AbortSignal.timeout(limits.deadline);
    try {
      const heard = told(child, signal);
      child.send(answer, () => {});
      const message = await heard;
      if (message.is === "failed") throw new Error(message.why);
      return message.picture;
    } catch (error) {
      end();
      throw signal.aborted ? new Error(`A chart took longer than ${limits.deadline} ms.`) : error;
    } finally {
      idle = setTimeout(end, limits.rest).unref();
    }
  }

  async function draw(answer: Answer): Promise<Picture | undefined> {
    if (waiting >= limits.most) throw new Error(`${limits.most} charts are waiting already.`);
    waiting++;
    const mine = last.then(() => drawNow(answer)).finally(() => waiting--);
    last = mine.catch(() => {});
    return mine;
  }

  return {
    draw,
    pid: () => child?.pid,
    async stop() {
      clearTimeout(idle);
      const gone = child && child.exitCode === null && child.signalCode === null && once(child, "exit");
      end();
      await gone;
    },
  };
}

/** What the process says next. @throws Error when it ends instead, or the time is up */
async function told(child: ChildProcess, signal: AbortSignal): Promise<FromPainter> {
  const over = new AbortController();
  const either = { signal: AbortSignal.any([signal, over.signal]) };
  try {
    return await Promise.race([
      once(child, "message", either).then(([message]) => message as FromPainter),
      once(child, "exit", either).then(() => {
        throw new Error("The process that draws has ended.");
      }),
    ]);
  } finally {
    over.abort();
  }
}
