/** Questions under way between the hub and its analytics process. */
import { AnalyticsError, Cancelled, Down, fromWire, TooSlow } from "./errors.ts";
import type { ToChild, ToParent } from "./protocol.ts";

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: AnalyticsError) => void;
}

export interface Limits {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Requests {
  /** @throws Down, TooSlow, Cancelled, or what the process answered */
  make<T>(message: (id: number) => ToChild, limits: Limits): Promise<T>;
  /** An answer came, or a failure. One that nobody waits for any more is dropped. */
  settle(message: Extract<ToParent, { id: number }>): void;
  /** The process is gone, and every answer with it. */
  failAll(): void;
}

/** @param send false when no process hears it */
export function openRequests(send: (message: ToChild) => boolean): Requests {
  const pending = new Map<number, Pending>();
  let last = 0;
  return {
    async make<T>(message: (id: number) => ToChild, limits: Limits): Promise<T> {
      if (limits.signal?.aborted) throw new Cancelled();
      const id = ++last;
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      pending.set(id, { resolve, reject });
      const free = limit(limits, (error) => {
        send({ do: "cancel", id });
        reject(error);
      });
      if (!send(message(id))) reject(new Down());
      return promise.finally(() => {
        pending.delete(id);
        free();
      });
    },
    settle(message) {
      const asker = pending.get(message.id);
      if (message.is === "answer") asker?.resolve(message.value as never);
      else asker?.reject(fromWire(message.error));
    },
    failAll() {
      for (const asker of pending.values()) asker.reject(new Down());
    },
  };
}

/** @returns how to lift the limits again */
function limit({ deadlineMs, signal }: Limits, end: (error: AnalyticsError) => void): () => void {
  const timer = setTimeout(() => end(new TooSlow(deadlineMs)), deadlineMs);
  const withdraw = () => end(new Cancelled());
  signal?.addEventListener("abort", withdraw, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", withdraw);
  };
}
