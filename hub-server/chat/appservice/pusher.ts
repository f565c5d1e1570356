/**
 * Pushes transactions to one application service: at most 100 events each, one in flight, strictly in order, tried again
 * with the same content until acknowledged ("Pushing events" of the Application Service API).
 */
import type { Pool } from "pg";
import { MatrixError } from "../../errors.ts";
import type { AppService, Identity } from "../../identity/index.ts";
import { eventJson, type ChatEvent } from "../event.ts";
import { eventsAfter } from "../rooms/select.ts";
import type { Aliases } from "../rooms/aliases.ts";
import type { RoomCache } from "../rooms/room-cache.ts";
import type { ChatLog } from "../types.ts";
import { interesting } from "./interest.ts";
import { openQueue, type Transaction } from "./queue.ts";
import { openRecent } from "./recent.ts";
import { requestService } from "./request.ts";

const mostEvents = 100;
const firstPause = 100;
const longestPause = 30_000;
const worthWarning = 5_000;
/** A service that says nothing for this long is tried again. */
const patience = 60_000;

export interface PusherOptions {
  readonly pool: Pool;
  readonly identity: Identity;
  readonly rooms: RoomCache;
  readonly aliases: Aliases;
  readonly head: () => number;
  readonly log: ChatLog;
  readonly service: AppService;
}

export interface Pusher {
  readonly told: (events: readonly ChatEvent[]) => void;
  /** Ends a pause between tries. */
  readonly hurry: () => void;
  readonly ping: (transactionId: string | undefined) => Promise<number>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function openPusher(options: PusherOptions): Pusher {
  const pusher = new TransactionPusher(options);
  return {
    told: (events) => pusher.told(events),
    hurry: () => pusher.hurry(),
    ping: (transactionId) => pusher.ping(transactionId),
    start: () => pusher.start(),
    stop: () => pusher.stop(),
  };
}

class TransactionPusher {
  readonly #options: PusherOptions;
  readonly #queue;
  readonly #recent = openRecent(1000);
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #endPause: (() => void) | undefined;
  #started = false;

  constructor(options: PusherOptions) {
    this.#options = options;
    this.#queue = openQueue(options.pool, options.service.id);
  }

  told(events: readonly ChatEvent[]): void {
    this.#recent.add(events);
    this.#wake();
  }

  hurry(): void {
    this.#endPause?.();
  }

  async start(): Promise<void> {
    const head = this.#options.head();
    this.#recent.startAt(head);
    await this.#queue.load(head);
    this.#started = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#stopping.abort();
    this.hurry();
    await this.#running;
  }

  async ping(transactionId: string | undefined): Promise<number> {
    const from = performance.now();
    const body = JSON.stringify(transactionId === undefined ? {} : { transaction_id: transactionId });
    const response = await this.#request("POST", "/_matrix/app/v1/ping", body).catch((error: Error) => {
      throw new MatrixError("M_CONNECTION_FAILED", 502, `The service did not answer: ${error.message}`);
    });
    if (!response.ok) {
      const text = (await response.text()).slice(0, 1000);
      throw new MatrixError("M_BAD_STATUS", 502, `The service answered ${response.status}.`, {
        status: response.status,
        body: text,
      });
    }
    await response.body?.cancel();
    this.hurry();
    return Math.round(performance.now() - from);
  }

  #wake(): void {
    if (!this.#started) return;
    this.#running ??= this.#run()
      .catch((error: Error) =>
        this.#options.log.error(
          { error: error.message, service: this.#options.service.id },
          "Pushing stopped.",
        ),
      )
      .finally(() => {
        this.#running = undefined;
        if (this.#started && this.#hasMore()) setTimeout(() => this.#wake(), firstPause).unref();
      });
  }

  #hasMore = () => this.#queue.pending() !== undefined || this.#queue.cursor() < this.#recent.newest();

  async #run(): Promise<void> {
    while (this.#started) {
      const transaction = this.#queue.pending() ?? (await this.#next());
      if (!transaction) return;
      if (!(await this.#deliver(transaction))) return;
      await this.#queue.acknowledge(transaction);
    }
  }

  /** Puts the next transaction together; undefined when everything was delivered. */
  async #next(): Promise<Transaction | undefined> {
    const { rooms, service, aliases } = this.#options;
    for (;;) {
      const from = this.#queue.cursor();
      const head = this.#options.head();
      const events = this.#recent.after(from, 500) ?? (await this.#stored(from, head));
      if (!events.length) {
        // Places up to the head may belong to no event, e.g. those that a killed hub had reserved.
        this.#queue.skip(Math.max(from, head));
        return undefined;
      }
      const wanted = await interesting(service, { rooms, aliases }, events);
      const chosen = wanted.slice(0, mostEvents);
      const upTo = wanted.length > mostEvents ? chosen.at(-1)!.seq : events.at(-1)!.seq;
      if (chosen.length)
        return this.#queue.begin(upTo, `{"events":[${chosen.map((event) => eventJson(event)).join(",")}]}`);
      this.#queue.skip(upTo);
    }
  }

  /** Only what everybody was told: rooms in memory are as far as that. */
  async #stored(after: number, head: number): Promise<ChatEvent[]> {
    const events = await eventsAfter(this.#options.pool, after, 500);
    return events.filter((event) => event.seq <= head);
  }

  /** Tries until the service has it. @returns false when the hub stops first */
  async #deliver({ id, body }: Transaction): Promise<boolean> {
    for (let pause = firstPause; this.#started; pause = Math.min(2 * pause, longestPause)) {
      const error = await this.#put(id, body);
      if (error === undefined) return true;
      const details = { service: this.#options.service.id, transaction: id, error, pause };
      // A service that starts beside us is not there at once; that is worth no warning.
      const level = pause < worthWarning ? "info" : "warn";
      this.#options.log[level](details, "An application service did not take a transaction.");
      if (await this.#pause(pause)) pause = firstPause / 2;
    }
    return false;
  }

  /** @returns what went wrong */
  async #put(id: number, body: string): Promise<string | undefined> {
    try {
      const response = await this.#request("PUT", `/_matrix/app/v1/transactions/${id}`, body);
      await response.body?.cancel();
      return response.ok ? undefined : `it answered ${response.status}`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #request(method: "POST" | "PUT", path: string, body: string): Promise<Response> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patience)]);
    return requestService(this.#options.service, method, path, signal, body);
  }

  /** @returns true when somebody ended the pause: the service is back */
  #pause(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hurried: boolean) => {
        clearTimeout(timer);
        this.#endPause = undefined;
        resolve(hurried);
      };
      const timer = setTimeout(() => end(false), milliseconds);
      this.#endPause = () => end(true);
    });
  }
}
