/** What the hub sees of analytics: start it, ask it, tell it that something was committed. */
import type { Answer, Visible } from "./metrics/answer.ts";
import type { Status } from "./protocol.ts";

export { AnalyticsError } from "./errors.ts";
export { metrics } from "./metrics/index.ts";
export type { Answer, AnswerColumn, AnswerRow, ValueType, Visible } from "./metrics/answer.ts";
export type { Log } from "./log.ts";
export type { Metric } from "./metrics/metric.ts";
export type { Status } from "./protocol.ts";

export interface Question {
  /** `<metric> [by <dimension>[, <dimension>]] [last 12 months | this year | in 2024 | …] [for <dimension>:<value> …]` */
  readonly question: string;
  /** Whose rows count. */
  readonly visible: Visible;
  /** The present, from which `last 12 months` counts back. */
  readonly now: Date;
  /** IANA name of the zone whose days and months count. */
  readonly timeZone: string;
  /** Milliseconds to wait for the answer; 5,000 unless told. */
  readonly deadlineMs?: number;
  /** Withdraws the question. */
  readonly signal?: AbortSignal;
}

export interface Analytics {
  /** @throws AnalyticsError whose sentence may be shown: unknown word, too slow, cancelled, not ready, down */
  ask(question: Question): Promise<Answer>;
  /** Never throws; while the process is down `ready` is false and `problem` says so. */
  status(): Promise<Status>;
  /** A hint that something was committed; many hints in a row become one. Never needed for correctness. */
  wake(): void;
  /** Ends the process; questions under way are answered with Down. */
  stop(): Promise<void>;
}
