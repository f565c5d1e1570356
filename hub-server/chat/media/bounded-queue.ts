/** Work that must not be done by many at once: a few run, some wait, the rest are sent away. */
import { Unavailable } from "../../errors.ts";

export interface BoundedQueue {
  /** @throws Unavailable when too many wait already */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @param running at most so many at the same time @param waiting at most so many behind them */
export function openQueue(running: number, waiting: number): BoundedQueue {
  const queue: (() => void)[] = [];
  let busy = 0;
  const enter = async () => {
    if (busy >= running) {
      if (queue.length >= waiting)
        throw new Unavailable("The hub is busy with other files; try again shortly.");
      await new Promise<void>((resolve) => queue.push(resolve));
    } else busy++;
  };
  /** Whoever waits longest takes the place over. */
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else busy--;
  };
  return {
    run: async (work) => {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
