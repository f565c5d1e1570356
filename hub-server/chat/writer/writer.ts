/**
 * The one writer. It takes everything that waits, asks the rules, gives sequence numbers, commits once, then tells:
 * a batch is whatever arrived during the commit before it, so no timer is needed and load makes batches larger.
 */
import type { Pool } from "pg";
import { setTimeout as pause } from "node:timers/promises";
import { Unavailable } from "../../errors.ts";
import type { Clock } from "../../clock.ts";
import type { ChatLog } from "../types.ts";
import { noFault, type Fault } from "./fault.ts";
import { txnKey, type Batch, type Job } from "./jobs.ts";
import { knownTransactions } from "./known-transactions.ts";
import { takeLease, type Lease } from "./lease.ts";
import { openPlaces, type Places } from "./places.ts";
import { lost, prepare, type Outcome, type Prepared } from "./prepare.ts";
import { store } from "./store.ts";

const largestBatch = 1000;

/** More than this many waiting jobs are refused at once: better a quick 503 than minutes of waiting. */
const longestQueue = 50_000;

export interface Writer {
  /** Event ids, after COMMIT and after everybody was told. @throws MatrixError, Unavailable */
  readonly write: (job: Job) => Promise<readonly string[]>;
  /** Seq of the last commit that was told. */
  readonly head: () => number;
  /** A number for a new room. */
  readonly roomNumber: () => number;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface WriterOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: ChatLog;
  /** Called after COMMIT, before the jobs are answered. Must not throw. */
  readonly tell: (batch: Batch) => void;
  /** Called when another hub may have written meanwhile: what is in memory is worth nothing. */
  readonly onTaken: () => Promise<void> | void;
  /** Called at moments at which tests let the process die. */
  readonly fault?: Fault | undefined;
}

interface Waiting {
  readonly job: Job;
  readonly answer: (outcome: Outcome) => void;
}

export function openWriter(options: WriterOptions): Writer {
  const writer = new SingleWriter(options);
  return {
    write: (job) => writer.write(job),
    head: () => writer.head,
    roomNumber: () => ++writer.lastRoom,
    start: () => writer.start(),
    stop: () => writer.stop(),
  };
}

class SingleWriter {
  head = 0;
  lastRoom = 0;
  readonly #options: WriterOptions;
  readonly #known = knownTransactions(20_000);
  readonly #queue: Waiting[] = [];
  #lease: Lease | undefined;
  #places: Places | undefined;
  #draining: Promise<void> | undefined;
  #stopped = true;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  write(job: Job): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      if (this.#stopped || !this.#lease || this.#queue.length >= longestQueue)
        return reject(new Unavailable("The hub cannot write at the moment; try again shortly."));
      const answer = (outcome: Outcome) =>
        "ids" in outcome ? resolve(outcome.ids) : reject(outcome.refused);
      this.#queue.push({ job, answer });
      // Everything that one turn of the event loop brings goes into one batch.
      if (!this.#draining) setImmediate(() => this.#wake());
    });
  }

  async start(): Promise<void> {
    this.#stopped = false;
    await this.#take();
  }

  async stop(): Promise<void> {
    this.#wake();
    while (this.#draining) await this.#draining;
    this.#stopped = true;
    const held = this.#lease;
    this.#lease = undefined;
    if (held?.held()) await this.#places?.release(this.head).catch(() => {}); // then a gap is left, and nothing else
    await held?.release();
  }

  async #take(): Promise<void> {
    const taken = await takeLease(this.#options.pool, 5000, () => void this.#retake());
    this.#places = await openPlaces(taken.client);
    this.head = this.#places.head;
    this.lastRoom = await lastRoomOf(taken);
    if (this.#stopped) return taken.release();
    await this.#options.onTaken();
    this.#lease = taken;
  }

  async #retake(): Promise<void> {
    const { log } = this.#options;
    log.warn({}, "The writer lost its connection; it takes a new one.");
    const held = this.#lease;
    this.#lease = undefined;
    // What waits refers to rooms as they were; the senders try again, with the same transaction ids.
    answerAll(this.#queue.splice(0), { refused: lost() });
    await held?.release();
    while (!this.#stopped && !this.#lease) {
      await this.#take().catch((error: Error) => log.error({ error: error.message }, "No writer yet."));
      if (!this.#lease) await pause(500);
    }
  }

  #wake(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      if (this.#queue.length) this.#wake();
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length) await this.#commit(this.#queue.splice(0, largestBatch));
  }

  async #commit(waiting: readonly Waiting[]): Promise<void> {
    const held = this.#lease;
    if (!held?.held()) return answerAll(waiting, { refused: lost() });
    const now = this.#options.clock();
    let prepared: Prepared;
    try {
      const jobs = waiting.map(({ job }) => job);
      prepared = await this.#storeNew(held, jobs, now).catch((error: unknown) => {
        if (isKnownTransaction(error)) return this.#storeNew(held, jobs, now, true);
        throw error;
      });
    } catch (error) {
      return this.#failed(held, waiting, error as Error);
    }
    const { fault = noFault } = this.#options;
    fault("after-commit");
    this.head = prepared.batch.head;
    this.#remember(prepared.batch);
    this.#options.tell(prepared.batch);
    fault("before-reply");
    waiting.forEach(({ answer }, index) => answer(prepared.outcomes[index]!));
  }

  /** Nearly every transaction id is new, so they are looked up only after the database has refused one. */
  async #storeNew(held: Lease, jobs: readonly Job[], now: Date, sure = false): Promise<Prepared> {
    const before = await this.#known.find(held.client, jobs, sure);
    const prepared = prepare(jobs, this.head, now.getTime(), before);
    // What is forbidden now may have been allowed, and stored, when it was sent first.
    const mayBeKnown = jobs.some((job, n) => "txn" in job && job.txn && "refused" in prepared.outcomes[n]!);
    if (!sure && mayBeKnown) return this.#storeNew(held, jobs, now, true);
    await this.#places!.reserve(prepared.batch.head);
    await store(held.client, prepared.batch, now, this.#options.fault);
    return prepared;
  }

  /** One bad row fails the whole batch: then each job gets a commit of its own. */
  async #failed(held: Lease, waiting: readonly Waiting[], error: Error): Promise<void> {
    if (!isRefusal(error)) {
      this.#options.log.error({ error: error.message }, "A commit failed; its outcome is not known.");
      answerAll(waiting, { refused: lost() });
      return held.lose();
    }
    if (waiting.length === 1) {
      this.#options.log.error({ error: error.message }, "The database refused a row.");
      return answerAll(waiting, { refused: error });
    }
    for (const one of waiting) await this.#commit([one]);
  }

  #remember(batch: Batch): void {
    for (const { event } of batch.events) {
      const { txnDevice, txnId, sender, room } = event.fields;
      if (txnId !== null) this.#known.remember(txnKey(sender, room, txnDevice!, txnId), event.eventId);
    }
  }
}

function answerAll(waiting: readonly Waiting[], outcome: Outcome): void {
  for (const { answer } of waiting) answer(outcome);
}

/** The unique index of transaction ids: this event is there already. */
const isKnownTransaction = (error: unknown) =>
  (error as { constraint?: unknown } | null)?.constraint === "event_txn";

/** Whether the database said no to a row, with its connection intact (SQLSTATE classes 22 data, 23 constraint). */
const isRefusal = (error: Error & { code?: string }) => /^(22|23|54)/.test(error.code ?? "");

/** An alias is reserved before its room is stored. */
async function lastRoomOf({ client }: Lease): Promise<number> {
  const { rows } = await client.query<{ room: string }>(
    "select greatest((select max(id) from chat.room), (select max(room) from chat.alias), 0) as room",
  );
  return Number(rows[0]!.room);
}
