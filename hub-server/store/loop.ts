export interface Loop {
  /** Starts to work at once. */
  start(): void;
  /** There is something to do: work now, or once more when at work. Any number of calls costs one round. */
  wake(): void;
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** ms of rest after a round without a wake-up; a missed wake-up costs no more than this. */
  readonly rest?: number;
  readonly onError: (error: Error) => void;
}

/** Repeats `round`: when woken, and after a rest. One round at a time, one timer. A round that throws ends only itself. */
export function makeLoop(round: () => Promise<unknown>, { rest = 1_000, onError }: LoopOptions): Loop {
  const state = { open: false, woken: false };
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const work = async () => {
    do {
      state.woken = false;
      await round().catch(onError);
    } while (state.woken && state.open);
    running = undefined;
    if (state.open) timer = setTimeout(wake, rest);
  };
  const wake = () => {
    state.woken = true;
    if (!state.open || running) return;
    clearTimeout(timer);
    running = work();
  };
  return {
    start: () => {
      state.open = true;
      wake();
    },
    wake,
    stop: async () => {
      state.open = false;
      clearTimeout(timer);
      await running;
    },
  };
}
