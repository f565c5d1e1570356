/** Lanes: what happens in one room happens in order; rooms go on side by side, so many at once. */

/** Waits beside the road: others may work meanwhile, though none of this lane. */
export type Aside = (wait: () => Promise<void>) => Promise<void>;

export interface Lanes {
  /** Runs the job after those that entered the same lane before it. */
  readonly run: (lane: string, job: (aside: Aside) => Promise<void>) => Promise<void>;
  /** When everything that entered is done. */
  readonly idle: () => Promise<void>;
}

/** @param parallel how many lanes work at the same time */
export function makeLanes(parallel: number): Lanes {
  const tails = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let free = parallel;
  const enter = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const aside: Aside = async (wait) => {
    leave();
    try {
      await wait();
    } finally {
      await enter();
    }
  };
  const run: Lanes["run"] = (lane, job) => {
    const before = tails.get(lane) ?? Promise.resolve();
    const done = before
      .catch(() => {})
      .then(enter)
      .then(() => job(aside))
      .finally(leave);
    tails.set(lane, done);
    const forget = () => {
      if (tails.get(lane) === done) tails.delete(lane);
    };
    done.then(forget, forget);
    return done;
  };
  return { run, idle: async () => void (await Promise.allSettled(tails.values())) };
}
