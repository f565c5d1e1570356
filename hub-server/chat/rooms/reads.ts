/**
 * Reads of one answer, gathered: what many rooms need at the same time is one statement of each kind. A room asks as if it were alone;
 * once every room waits for something, all that was asked is read together, and all go on together. So an answer costs as many
 * statements as one room at most, however many rooms are in it.
 */
import type { Pool } from "pg";
import type { ChatEvent } from "../event.ts";
import { childrenOf, type Children } from "./children.ts";
import { eventsBySeq } from "./select.ts";
import { lastOfKeys, newestOf, stateOf, type KeySpan, type NewestSpan, type Span } from "./select-many.ts";

export interface Reads {
  /** Newest first. */
  readonly newest: (span: NewestSpan) => Promise<ChatEvent[]>;
  /** For each state key that changed in the span, its last event there; a span from 0 gives the whole state at its end. */
  readonly state: (span: Span) => Promise<ChatEvent[]>;
  /** The same for one key; none or one event. */
  readonly lastOf: (span: KeySpan) => Promise<ChatEvent[]>;
  readonly bySeq: (seq: number) => Promise<ChatEvent[]>;
  /** Relations of these events; all that ask together are read for the same user. */
  readonly children: (parents: readonly ChatEvent[], userId: string) => Promise<Children>;
}

type Flush = () => Promise<() => void>;

export function openReads(pool: Pool): Reads {
  const waiting: Flush[] = [];
  const round = async () => {
    const flushes = waiting.splice(0);
    // All go on at once: who went on earlier would ask for the next thing alone.
    for (const goOn of await Promise.all(flushes.map((flush) => flush()))) goOn();
  };
  const join = (flush: Flush) => {
    // By then every room of the answer has got as far as it can.
    if (!waiting.length) setImmediate(() => void round());
    waiting.push(flush);
  };
  return {
    newest: gathered(join, (spans: NewestSpan[]) => newestOf(pool, spans)),
    state: gathered(join, (spans: Span[]) => stateOf(pool, spans)),
    lastOf: gathered(join, (spans: KeySpan[]) => lastOfKeys(pool, spans)),
    bySeq: gathered(join, (seqs: number[]) => bySeqs(pool, seqs)),
    children: childReads(pool, join),
  };
}

interface Asked<Ask, Found> {
  readonly ask: Ask;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: Error) => void;
}

/** @param read answers to all questions, in their order */
function gathered<Ask, Found>(join: (flush: Flush) => void, read: (asks: Ask[]) => Promise<Found[]>) {
  let open: Asked<Ask, Found>[] = [];
  const flush: Flush = async () => {
    const asked = open;
    open = [];
    try {
      const found = await read(asked.map(({ ask }) => ask));
      return () => asked.forEach(({ resolve }, index) => resolve(found[index]!));
    } catch (error) {
      return () => asked.forEach(({ reject }) => reject(error as Error));
    }
  };
  return (ask: Ask) =>
    new Promise<Found>((resolve, reject) => {
      if (!open.length) join(flush);
      open.push({ ask, resolve, reject });
    });
}

async function bySeqs(pool: Pool, seqs: readonly number[]): Promise<ChatEvent[][]> {
  const events = new Map((await eventsBySeq(pool, seqs)).map((event) => [event.seq, event]));
  return seqs.map((seq) => {
    const event = events.get(seq);
    return event ? [event] : [];
  });
}

/** Ids of events are unique over all rooms, and so are the answers: each room finds its own in what was read for all. */
function childReads(pool: Pool, join: (flush: Flush) => void): Reads["children"] {
  const byUser = new Map<string, (parents: readonly ChatEvent[]) => Promise<Children>>();
  return (parents, userId) =>
    byUser.getOrInsertComputed(userId, () =>
      gathered(join, async (asks: (readonly ChatEvent[])[]) => {
        const all = await childrenOf(pool, asks.flat(), userId);
        return asks.map(() => all);
      }),
    )(parents);
}
