/** Times of something done again and again. */

export interface Times {
  /** ms */
  readonly least: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly runs: number;
}

/** Runs `work` one after another, a tenth more often than measured: the first runs warm caches and plans. */
export async function timesOf(runs: number, work: (run: number) => Promise<unknown>): Promise<Times> {
  for (let run = 0; run < runs / 10; run++) await work(-1 - run);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    await work(run);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => rounded(times[Math.min(times.length - 1, Math.floor(share * times.length))]!);
  return { least: at(0), p50: at(0.5), p99: at(0.99), most: at(1), runs };
}

export const rounded = (value: number) => Math.round(value * 100) / 100;

/** One figure of a benchmark, as .ci/bench.ts reads it: the 99th percentile is the value. */
export function figure(name: string, { p99, ...rest }: Times, more: object = {}): string {
  return JSON.stringify({ name, value: p99, unit: "ms, p99", ...rest, ...more });
}
