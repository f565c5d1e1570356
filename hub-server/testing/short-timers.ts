/**
 * Loaded into every test process (ava.config.js). Each request of matrix-js-sdk leaves a timer of up to two minutes behind; a test
 * process must not wait for these before it ends, so timers of ten seconds and more do not hold it open.
 */
const plainSetTimeout = globalThis.setTimeout;

globalThis.setTimeout = ((work: () => void, milliseconds?: number, ...rest: []) => {
  const timer = plainSetTimeout(work, milliseconds, ...rest);
  return (milliseconds ?? 0) >= 10_000 ? timer.unref() : timer;
}) as typeof setTimeout;
