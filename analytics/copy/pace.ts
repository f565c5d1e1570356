/** When the next attempt starts: at once when somebody asks, after a second when nobody does, later and later while it fails. */

/** Milliseconds. The breath after an asked-for attempt makes one delta of what a busy hub commits in it. */
const pauses = { idle: 1000, breath: 40, firstRetry: 250, longestRetry: 30_000 };

export interface Pacer {
  /** Settles when an attempt has ended that began after this call; at once while attempts fail. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

/** @param attempt tells whether it went well; must not throw */
export function pacer(attempt: () => Promise<boolean>): Pacer {
  const ending = new AbortController();
  const { signal } = ending;
  let failures = 0;
  let waiting: (() => void)[] = [];
  let wake = () => {};

  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  function settle(callers: readonly (() => void)[]): void {
    for (const done of callers) done();
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const served = waiting;
      waiting = [];
      failures = (await attempt()) ? 0 : failures + 1;
      settle(served);
      await between(served.length > 0);
    }
    settle(waiting);
  }

  async function between(asked: boolean): Promise<void> {
    if (signal.aborted) return;
    if (failures > 0) {
      settle(waiting.splice(0));
      return rest(Math.min(pauses.firstRetry * 2 ** (failures - 1), pauses.longestRetry));
    }
    if (asked) await breathe();
    if (!signal.aborted && waiting.length === 0) await rest(pauses.idle);
  }

  /** Not cut short by the next caller, only by the end. */
  async function breathe(): Promise<void> {
    const until = performance.now() + pauses.breath;
    for (let left = pauses.breath; left > 0 && !signal.aborted; left = until - performance.now())
      await rest(left);
  }

  const running = run();
  return {
    again: () =>
      new Promise((resolve) => {
        if (signal.aborted || failures > 0) return resolve();
        waiting.push(resolve);
        wake();
      }),
    async stop() {
      ending.abort();
      wake();
      await running;
    },
  };
}
