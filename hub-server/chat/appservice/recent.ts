/** The newest events of all rooms: a service that keeps up is served from memory. */
import type { ChatEvent } from "../event.ts";

export interface Recent {
  readonly startAt: (seq: number) => void;
  readonly add: (events: readonly ChatEvent[]) => void;
  /** Events after `seq`; undefined when some of them are held no more. */
  readonly after: (seq: number, limit: number) => readonly ChatEvent[] | undefined;
  /** Seq of the newest event. */
  readonly newest: () => number;
}

export function openRecent(size: number): Recent {
  let held: ChatEvent[] = [];
  /** Every event after this one is held. */
  let from = Infinity;
  let newest = 0;
  return {
    startAt: (seq) => {
      from = Math.min(from, seq);
      newest = Math.max(newest, seq);
    },
    newest: () => newest,
    add: (events) => {
      held.push(...events);
      newest = events.at(-1)?.seq ?? newest;
      if (held.length <= 2 * size) return;
      from = held[held.length - size - 1]!.seq;
      held = held.slice(-size);
    },
    after: (seq, limit) => {
      if (seq < from) return undefined;
      const start = held.findLastIndex((event) => event.seq <= seq) + 1;
      return held.slice(start, start + limit);
    },
  };
}
