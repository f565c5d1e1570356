/** What Slack has asked us to wait for, by team, method and channel: whoever comes meanwhile waits too and does not ask again. */
import { TryAgain } from "../errors.ts";

export interface Throttle {
  /** @throws TryAgain with the seconds that are left */
  readonly pass: (key: string) => void;
  readonly wait: (key: string, seconds: number) => void;
}

const most = 10_000;

/** @param now milliseconds since 1970 */
export function makeThrottle(now: () => number): Throttle {
  const until = new Map<string, number>();
  return {
    pass: (key) => {
      const left = (until.get(key) ?? 0) - now();
      if (left > 0) throw new TryAgain(`Slack wants us to wait with ${key}.`, left / 1000, true);
      until.delete(key);
    },
    wait: (key, seconds) => {
      until.delete(key);
      until.set(key, now() + seconds * 1000);
      if (until.size > most) until.delete(until.keys().next().value!);
    },
  };
}

/** Slack counts some methods by channel, the others by workspace. */
export function keyOf(team: string, method: string, input: Readonly<Record<string, unknown>>): string {
  const { channel } = input;
  return typeof channel === "string" ? `${team} ${method} ${channel}` : `${team} ${method}`;
}
