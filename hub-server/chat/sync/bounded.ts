/**
 * Bounds of one answer: whoever asks for 500 events of each of a thousand rooms gets fewer of each, and is told that there are more
 * (`limited`), so that no single answer can fill the hub's memory.
 */
import type { SyncFilter } from "./filter.ts";

/** Events in all timelines together. */
const mostEvents = 20_000;

/** However many rooms: an answer must get on. */
const fewest = 10;

/** Characters; once there are so many, the rooms that are left show one event each. */
export const mostText = 48_000_000;

/** @param rooms how many there are in the answer at most */
export function bounded(filter: SyncFilter, rooms: number): SyncFilter {
  return withLimit(filter, Math.max(fewest, Math.floor(mostEvents / Math.max(1, rooms))));
}

/** The same filter with timelines no longer than this. */
export function withLimit(filter: SyncFilter, limit: number): SyncFilter {
  const { source, timeline } = filter;
  if (timeline.limit <= limit) return filter;
  return { ...filter, source: `${source} ${limit}`, timeline: { ...timeline, limit } };
}
