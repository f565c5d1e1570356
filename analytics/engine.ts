/** The whole of analytics in one process: a copy that follows its source, and questions answered from it. */
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { follow } from "./copy/follow.ts";
import { countRows, type Copied } from "./copy/mark.ts";
import type { ChangeSource } from "./copy/source.ts";
import { openStore, type Store } from "./copy/store.ts";
import { AnalyticsError, Cancelled, NotReady } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Answer } from "./metrics/answer.ts";
import { answer, type Found } from "./metrics/ask.ts";
import type { Asked, Status } from "./protocol.ts";
import type { Access, SqlTable } from "./sql/access.ts";
import { describe } from "./sql/build.ts";
import { openFiles, type Published } from "./sql/files.ts";

export interface Engine {
  /**
   * Counts everything that was committed before the question, if that can be copied soon; else answers with older data.
   * @throws AnalyticsError whose sentence may be shown
   */
  ask(asked: Asked, signal: AbortSignal): Promise<Answer>;
  /** Makes the file that holds what this access allows, or takes the present one. */
  publish(access: Access, signal: AbortSignal): Promise<Published>;
  /** The tables that such a file has. */
  describe(access: Access, signal: AbortSignal): Promise<readonly SqlTable[]>;
  status(): Promise<Status>;
  wake(): void;
  stop(): Promise<void>;
}

export interface EngineParts {
  /** Path of the DuckDB file. */
  readonly file: string;
  readonly source: ChangeSource;
  readonly log: Log;
  readonly clock: () => Date;
}

/** Milliseconds that a question waits for the newest changes. */
const patience = 1000;

/** @throws FileInUse */
export async function openEngine({ file, source, log, clock }: EngineParts): Promise<Engine> {
  const store = await openStore(file);
  const follower = follow({ source, store, log, clock });
  const files = await openFiles(store, `${resolve(file)}.sql`, clock);

  /** A question waits longer only when there is nothing yet that could answer it. */
  async function freshest(signal: AbortSignal): Promise<Copied> {
    const caughtUp = follower.catchUp();
    if (follower.state().copied) await Promise.race([caughtUp, sleep(patience, null, { ref: false })]);
    else await Promise.race([caughtUp, aborted(signal)]);
    const { copied, problem } = follower.state();
    if (!copied) throw new NotReady(problem !== null);
    return copied;
  }

  /** Whoever meets damage has the file built anew. */
  async function reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AnalyticsError)) follower.suspect(error);
      throw error;
    }
  }

  return {
    async ask(asked, signal) {
      const copied = await freshest(signal);
      const found = await reading(() => interruptible(store, signal, copied, asked)).catch(
        (error: unknown) => {
          throw signal.aborted ? new Cancelled() : error;
        },
      );
      return { ...found, asOf: copied.asOf.toISOString(), lagMs: age(copied, clock) };
    },
    async publish(access, signal) {
      const copied = await freshest(signal);
      return reading(() => files.publish(access, copied, signal));
    },
    async describe(access, signal) {
      return describe((await freshest(signal)).views, access);
    },
    async status() {
      const { copied, problem } = follower.state();
      if (!copied) return { ready: false, asOf: null, lagMs: null, rows: {}, problem };
      const rows = await reading(() => store.with((connection) => countRows(connection, copied.views)));
      return { ready: true, asOf: copied.asOf.toISOString(), lagMs: age(copied, clock), rows, problem };
    },
    wake: () => void follower.catchUp(),
    async stop() {
      await follower.stop();
      await source.close();
      await files.close();
      await store.close();
    },
  };
}

const age = ({ asOf }: Copied, clock: () => Date): number => Math.max(0, clock().getTime() - asOf.getTime());

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Cancelled()), { once: true });
  });
}

function interruptible(store: Store, signal: AbortSignal, copied: Copied, asked: Asked): Promise<Found> {
  return store.with(async (connection) => {
    const interrupt = () => connection.interrupt();
    signal.throwIfAborted();
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      return await answer(connection, copied, asked);
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  });
}
