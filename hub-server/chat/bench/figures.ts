/** What a benchmark says: one line of JSON for each figure, as .ci/bench.ts reads it, and a sentence for people. */
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly count: number;
}

export function timesOf(values: readonly number[]): Times {
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
  return { p50: at(0.5), p99: at(0.99), most: at(1), count: sorted.length };
}

export const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

export const rounded = (value: number) => Math.round(10 * value) / 10;

/** @param more shown beside the figure */
export function figure(name: string, value: number, unit: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ name, value: rounded(value), unit, ...more })}\n`);
  const rest = Object.entries(more).map(([key, extra]) => `${key} ${String(extra)}`);
  process.stderr.write(`  ${name}: ${rounded(value)} ${unit}${rest.length ? ` (${rest.join(", ")})` : ""}\n`);
}

export const load = () => loadavg()[0]!.toFixed(1);

/** A whole number from the environment. */
export const setting = (name: string, fallback: number) => Number(process.env[name] || fallback);

export interface Usage {
  /** Processor time since it was asked for, in per cent of one core. */
  readonly hub: number;
  readonly postgres: number;
  readonly generator: number;
  /** ms; how late the generator itself was, at the 99th percentile. */
  readonly late: number;
}

/** Watches who uses the processors. @param pid of the hub @returns tells what was used since */
export function watchUsage(pid: number): () => Usage {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = performance.now();
  const [hub, postgres, own] = [secondsOf(pid), secondsOfPostgres(), process.cpuUsage()];
  return () => {
    delay.disable();
    const took = (performance.now() - from) / 1000;
    const share = (seconds: number) => Math.round((100 * seconds) / took);
    const { user, system } = process.cpuUsage(own);
    return {
      hub: share(secondsOf(pid) - hub),
      postgres: share(secondsOfPostgres() - postgres),
      generator: share((user + system) / 1e6),
      late: rounded(delay.percentile(99) / 1e6),
    };
  };
}

/** Processor seconds of a process, from /proc; 0 where there is none. */
function secondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return (Number(stat[11]) + Number(stat[12])) / 100;
  } catch {
    return 0;
  }
}

/** Of our own PostgreSQL: children of this process and theirs. */
function secondsOfPostgres(): number {
  try {
    const stats = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => statOf(pid));
    const ours = new Set(
      stats.filter(({ parent, name }) => parent === process.pid && name === "postgres").map(({ pid }) => pid),
    );
    return stats
      .filter(({ pid, parent }) => ours.has(pid) || ours.has(parent))
      .reduce((sum, { pid }) => sum + secondsOf(pid), 0);
  } catch {
    return 0;
  }
}

function statOf(pid: string): { pid: number; parent: number; name: string }[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    return [{ pid: Number(pid), parent: Number(text.split(") ").at(-1)!.split(" ")[1]), name }];
  } catch {
    return []; // it has ended meanwhile
  }
}

/** Resident memory of a process in bytes, from /proc; 0 where there is none. */
export function memoryOf(pid: number): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  } catch {
    return 0;
  }
}
