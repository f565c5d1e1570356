/** The processes for SQL of people: few, one for each file, each with one query at a time, gone when nobody asks. */
import { SqlBroke } from "../errors.ts";
import { limits } from "./limits.ts";
import type { SqlRows } from "./run.ts";
import { startWorker, type Worker } from "./worker.ts";

export interface Pool {
  /** @throws AnalyticsError whose sentence may be shown; `SqlFileGone` when the file is no longer there */
  run(file: string, sql: string, tables: readonly string[]): Promise<SqlRows>;
  /** Process ids, for measuring. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

interface Job {
  readonly file: string;
  readonly work: (worker: Worker) => void;
  readonly refuse: (error: Error) => void;
}

interface Place {
  readonly worker: Worker;
  busy: boolean;
  idle?: NodeJS.Timeout;
}

/** At most so many processes; further queries wait. */
const mostWorkers = 2;
/** Milliseconds after which a process that nobody asks is ended. */
const rest = 30_000;

/** @param deadlineMs of one query; 5,000 unless told */
export function openPool(deadlineMs: number = limits.deadline): Pool {
  const places: Place[] = [];
  const waiting: Job[] = [];
  let stopped = false;

  function next(): void {
    for (const job of waiting.slice()) {
      const place = placeFor(job.file);
      if (!place) continue;
      waiting.splice(waiting.indexOf(job), 1);
      place.busy = true;
      clearTimeout(place.idle);
      job.work(place.worker);
    }
  }

  /** @returns undefined while the file's process works, or all places are taken by work */
  function placeFor(file: string): Place | undefined {
    const own = places.find(({ worker }) => worker.file === file);
    if (own?.busy) return undefined;
    if (own?.worker.usable()) return own;
    if (own) leave(own); // it died while nobody asked: it is the first to go when the machine runs short
    if (places.length >= mostWorkers) {
      const other = places.find(({ busy }) => !busy);
      if (!other) return undefined;
      leave(other);
    }
    const place: Place = { worker: startWorker(file, deadlineMs), busy: false };
    places.push(place);
    return place;
  }

  function leave(place: Place): void {
    clearTimeout(place.idle);
    if (places.includes(place)) places.splice(places.indexOf(place), 1);
    void place.worker.kill();
  }

  function done(worker: Worker): void {
    const place = places.find((one) => one.worker === worker);
    if (!place) return;
    place.busy = false;
    if (!worker.usable()) leave(place);
    else place.idle = setTimeout(() => leave(place), rest).unref();
    next();
  }

  async function run(file: string, sql: string, tables: readonly string[]): Promise<SqlRows> {
    if (stopped) throw new SqlBroke();
    const worker = await new Promise<Worker>((work, refuse) => {
      waiting.push({ file, work, refuse });
      next();
    });
    return worker.ask(sql, tables).finally(() => done(worker));
  }

  return {
    run,
    pids: () => places.flatMap(({ worker }) => worker.pid ?? []),
    async stop() {
      stopped = true;
      for (const { refuse } of waiting.splice(0)) refuse(new SqlBroke());
      await Promise.all(places.splice(0).map(({ worker, idle }) => (clearTimeout(idle), worker.kill())));
    },
  };
}
