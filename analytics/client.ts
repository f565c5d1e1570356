/** What the hub sees of analytics: start it, ask it, tell it that something was committed. */
import { keepChild } from "./child.ts";
import { numbersOf, type ChartNumbers } from "./charts/numbers.ts";
import { openPainter, type Picture } from "./charts/painter.ts";
import { coalesce } from "./coalesce.ts";
import { Down, fromWire, SqlBusy, SqlFileGone } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Answer, Limits, Visible } from "./metrics/answer.ts";
import type { Status, ToChild, ToParent } from "./protocol.ts";
import { openRequests } from "./requests.ts";
import type { Access, SqlTable } from "./sql/access.ts";
import { sqlAnswer, type SqlAnswer } from "./sql/answer.ts";
import type { Published } from "./sql/files.ts";
import { openPool } from "./sql/pool.ts";

export { AnalyticsError } from "./errors.ts";
export { metrics } from "./metrics/index.ts";
export { table } from "./metrics/table.ts";
export type { ChartNumbers } from "./charts/numbers.ts";
export type { Picture } from "./charts/painter.ts";
export type { Log } from "./log.ts";
export { noLimits } from "./metrics/answer.ts";
export { revealed, revealsOf, type Reveals } from "./metrics/reveals.ts";
export type { Answer, AnswerColumn, AnswerRow, Limits, ValueType, Visible } from "./metrics/answer.ts";
export type { Metric } from "./metrics/metric.ts";
export type { Status } from "./protocol.ts";
export type { Access, ColumnAccess, Lists, Mask, SqlTable, TableAccess } from "./sql/access.ts";
export type { SqlAnswer } from "./sql/answer.ts";
export { functions as sqlFunctions } from "./sql/words.ts";

export interface Question {
  /** `<metric> [by <dimension>[, <dimension>]] [last 12 months | this year | in 2024 | …] [for <dimension>:<value> …] [chart]` */
  readonly question: string;
  /** Whose rows count. */
  readonly visible: Visible;
  /** What else the answer must not tell; nothing unless given. */
  readonly limits?: Limits;
  /** The present, from which `last 12 months` counts back. */
  readonly now: Date;
  /** IANA name of the zone whose days and months count. */
  readonly timeZone: string;
  /** Milliseconds to wait for the answer; 5,000 unless told. */
  readonly deadlineMs?: number;
  /** Withdraws the question. */
  readonly signal?: AbortSignal;
}

export interface SqlQuery {
  readonly sql: string;
  /** What who asks may see; everything else is not there. */
  readonly access: Access;
  readonly now: Date;
}

/** A picture, and what it shows; no numbers where it has several scales. */
export interface Chart extends Picture {
  readonly numbers?: ChartNumbers;
}

export interface Analytics {
  /** @throws AnalyticsError whose sentence may be shown: unknown word, too slow, cancelled, not ready, down */
  ask(question: Question): Promise<Answer>;
  /**
   * Runs SQL of people over what an access allows, in a process that holds nothing else and may be killed.
   * @throws AnalyticsError whose sentence may be shown: refused, invalid, too slow, too large, busy
   */
  query(query: SqlQuery): Promise<SqlAnswer>;
  /**
   * A chart of an answer, drawn in a process of its own. Never throws: the answer is worth telling without its picture.
   * @returns undefined where a picture would tell nothing, one number or none, and when it cannot be drawn in time
   */
  draw(answer: Answer): Promise<Chart | undefined>;
  /** The tables that such SQL may read. @throws AnalyticsError */
  tables(access: Access): Promise<readonly SqlTable[]>;
  /** Never throws; while the process is down `ready` is false and `problem` says so. */
  status(): Promise<Status>;
  /** A hint that something was committed; many hints in a row become one. Never needed for correctness. */
  wake(): void;
  /** Ends the process; questions under way are answered with Down. */
  stop(): Promise<void>;
  /** Process id, for measuring; undefined while there is none. */
  pid(): number | undefined;
  /** Process ids of those that run SQL of people, for measuring. */
  sqlPids(): readonly number[];
  /** Process id of the one that draws, for measuring; undefined while nobody asks for charts. */
  drawPid(): number | undefined;
}

export interface AnalyticsOptions {
  /** URL of a user that may read schema insight and nothing else. */
  readonly databaseUrl: string;
  /** Path of the DuckDB file; it may be deleted at any time and is made anew. */
  readonly file: string;
  readonly log: Log;
}

const defaultDeadline = 5000;
const wakeEvery = 10;
/** Milliseconds in which the file of a standing is made. */
const publishDeadline = 30_000;
/** Queries of people under way at once, waiting ones included: whoever asks holds something of the hub meanwhile. */
const mostQueries = 4;

/**
 * Starts the process; settles when it holds its file, not when the copy is complete.
 * @throws AnalyticsError `file-in-use` when another process holds the file, `down` when the process dies at once
 */
export async function startAnalytics({ databaseUrl, file, log }: AnalyticsOptions): Promise<Analytics> {
  const opened = Promise.withResolvers<void>();
  const send = (message: ToChild): boolean => child.send(message);
  const requests = openRequests(send);
  const pool = openPool();
  const painter = openPainter();
  let querying = 0;
  const wakes = coalesce(() => send({ do: "wake" }), wakeEvery);
  const child = keepChild({ first: { do: "open", databaseUrl, file }, heard, ended, log });

  function heard(message: ToParent): void {
    if (message.is === "log") log[message.level](message.fields, message.message);
    else if (message.is === "open") opened.resolve();
    else if (message.is === "shut") opened.reject(fromWire(message.error));
    else requests.settle(message);
  }

  function ended(): void {
    opened.reject(new Down("The analytics process ended while it started; the log says why."));
    requests.failAll();
  }

  async function stop(): Promise<void> {
    wakes.stop();
    await Promise.all([child.stop(), pool.stop(), painter.stop()]);
  }

  async function query(asked: SqlQuery): Promise<SqlAnswer> {
    if (querying >= mostQueries) throw new SqlBusy(mostQueries);
    querying++;
    try {
      return await tryQuery(asked).catch((error: unknown) => {
        if (error instanceof SqlFileGone) return tryQuery(asked);
        throw error;
      });
    } finally {
      querying--;
    }
  }

  async function tryQuery({ sql, access, now }: SqlQuery): Promise<SqlAnswer> {
    const deadline = { deadlineMs: publishDeadline };
    const published = await requests.make<Published>((id) => ({ do: "publish", id, access }), deadline);
    const names = published.tables.map(({ name }) => name);
    const found = await pool.run(published.file, sql, names);
    return sqlAnswer(found, published.tables, published.asOf, now);
  }

  await opened.promise.catch((error: unknown) => stop().then(() => Promise.reject(error)));
  return {
    ask: ({ deadlineMs = defaultDeadline, signal, now, ...asked }) =>
      requests.make<Answer>((id) => ({ do: "ask", id, asked: { ...asked, now: now.toISOString() } }), {
        deadlineMs,
        signal,
      }),
    status: () =>
      requests
        .make<Status>((id) => ({ do: "status", id }), { deadlineMs: defaultDeadline })
        .catch((error: Error) => ({ ...absent, problem: error.message })),
    query,
    draw: async (answer) => {
      try {
        const [picture, numbers] = [await painter.draw(answer), numbersOf(answer)];
        return picture && { ...picture, ...(numbers ? { numbers } : {}) };
      } catch (error) {
        log.warn({ error: String(error) }, "A chart could not be drawn.");
        return undefined;
      }
    },
    tables: (access) =>
      requests.make<readonly SqlTable[]>((id) => ({ do: "describe", id, access }), {
        deadlineMs: defaultDeadline,
      }),
    wake: () => wakes.hint(),
    stop,
    pid: () => child.pid(),
    sqlPids: () => pool.pids(),
    drawPid: () => painter.pid(),
  };
}

const absent: Status = { ready: false, asOf: null, lagMs: null, rows: {}, problem: null };
