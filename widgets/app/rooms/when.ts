/** The time of today's messages, `Yesterday`, a weekday of this week, else the day. */
import { day, time } from "../../elements/words.ts";

const oneDay = 86_400_000;
const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** @param now milliseconds since the epoch */
export function when(at: number, now = Date.now()): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / oneDay);
  if (days <= 0) return time(at);
  if (days === 1) return "Yesterday";
  if (days < 7) return new Date(at).toLocaleDateString(undefined, { weekday: "short" });
  return day(at, undefined, now);
}
