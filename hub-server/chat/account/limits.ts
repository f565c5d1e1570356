/** Token buckets: so many at once, so many per second after that ("Rate limiting" of the specification). */
import { limited } from "../refusals.ts";

export type LimitedAction = "message" | "create" | "report" | "join" | "invite" | "login" | "register";

export interface Limit {
  /** Requests per second in the long run. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

export type RateLimits = Readonly<Record<LimitedAction, Limit>>;

/** Generous: people and their clients do not meet them; programs that run away do. */
export const defaultLimits: RateLimits = {
  message: { perSecond: 20, burst: 200 },
  create: { perSecond: 1, burst: 100 },
  report: { perSecond: 0.1, burst: 20 },
  join: { perSecond: 2, burst: 100 },
  invite: { perSecond: 5, burst: 200 },
  login: { perSecond: 1, burst: 60 },
  register: { perSecond: 0.2, burst: 20 },
};

export interface Limits {
  /** @param who user id, or address of those who have none. @throws MatrixError M_LIMIT_EXCEEDED */
  readonly take: (action: LimitedAction, who: string) => void;
}

interface Bucket {
  tokens: number;
  at: number;
}

const mostBuckets = 50_000;

/** @param limits false: no limits. @param now milliseconds */
export function openLimits(limits: RateLimits | false, now: () => number): Limits {
  if (!limits) return { take: () => {} };
  const buckets = new Map<string, Bucket>();
  return {
    take: (action, who) => {
      const { perSecond, burst } = limits[action];
      const key = `${action} ${who}`;
      const time = now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: time };
      const tokens = Math.min(burst, bucket.tokens + ((time - bucket.at) / 1000) * perSecond);
      if (tokens < 1) throw limited(Math.ceil(((1 - tokens) / perSecond) * 1000));
      buckets.delete(key);
      buckets.set(key, { tokens: tokens - 1, at: time });
      // The one that rested longest is the fullest: forgetting it forgives little.
      if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value!);
    },
  };
}
