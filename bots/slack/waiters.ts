/**
 * Slack wants to hear in the acknowledgement what is wrong with a modal. The item goes through the inbox like everything else; whoever
 * acknowledges waits for its outcome for as long as Slack lets us, and if it comes later, it is told in another way.
 */
export interface Waiter<T> {
  /** What came for it; undefined when nothing came in time, or the waiting was ended. */
  readonly outcome: Promise<T | undefined>;
  readonly end: () => void;
}

export interface Waiters<T> {
  /** Undefined when somebody waits for it already: the same click, delivered twice. */
  readonly wait: (id: string) => Waiter<T> | undefined;
  /** False when nobody waits. */
  readonly give: (id: string, outcome: T) => boolean;
}

/** @param patience milliseconds */
export function makeWaiters<T>(patience: number): Waiters<T> {
  const waiting = new Map<string, (outcome: T | undefined) => void>();
  return {
    wait: (id) => {
      if (waiting.has(id)) return undefined;
      const { promise, resolve } = Promise.withResolvers<T | undefined>();
      const timer = setTimeout(() => end(undefined), patience);
      const end = (outcome: T | undefined) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(outcome);
      };
      waiting.set(id, end);
      return { outcome: promise, end: () => end(undefined) };
    },
    give: (id, outcome) => {
      const end = waiting.get(id);
      end?.(outcome);
      return end !== undefined;
    },
  };
}
