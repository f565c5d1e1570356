/**
 * Large answers on their way out. A client that reads slowly, or not at all, leaves its answer in the hub's memory: so there is a
 * limit for each person and for all together, and who takes nothing for half a minute loses the connection.
 */
import type { FastifyReply } from "fastify";
import { MatrixError } from "../../errors.ts";

export interface OutflowLimits {
  /** Answers from so many bytes on are watched. */
  readonly large: number;
  /** Large answers of one person at the same time. */
  readonly perPerson: number;
  /** Bytes of all together; who would add to more waits a little. */
  readonly bytes: number;
  /** ms without any progress until a connection is cut. */
  readonly stall: number;
  /** ms that an answer may take while others have to wait for memory. */
  readonly patience: number;
}

export const outflowLimits: OutflowLimits = {
  large: 64 * 1024,
  perPerson: 8,
  bytes: 256 * 1024 * 1024,
  stall: 30_000,
  patience: 5000,
};

export interface Outflow {
  /**
   * Makes a large answer: a few at the same time, in the order of asking, and not before there is memory for it.
   * @param gone fires when nobody waits for it any more: then it gives up its place
   * @throws MatrixError M_LIMIT_EXCEEDED when this person has too many answers that are made or were not read
   */
  readonly make: <T>(userId: string, work: () => Promise<T>, gone?: AbortSignal) => Promise<T>;
  /** For an answer that may be large and is quickly made: waits only while memory is short. @throws the same */
  readonly space: (userId: string, gone: AbortSignal) => Promise<void>;
  /**
   * Watches an answer that is about to be sent until it is out. @param size bytes
   * @throws the same: then it must not be sent
   */
  readonly watch: (reply: FastifyReply, userId: string | undefined, size: number) => void;
}

/** More would only share the one processor, and each would be ready later. */
const mostAtOnce = 4;

interface Leaving {
  readonly since: number;
  readonly cut: () => void;
}

interface Waiting {
  readonly isMade: boolean;
  readonly begin: () => void;
}

export function openOutflow(limits: OutflowLimits = outflowLimits): Outflow {
  const leaving = new Set<Leaving>();
  const [unread, asked] = [counter(), counter()];
  let waiting: Waiting[] = [];
  let [bytes, making] = [0, 0];

  const mayBegin = ({ isMade }: Waiting) => bytes <= limits.bytes && (!isMade || making < mostAtOnce);
  const go = () => {
    for (const one of waiting) {
      if (!mayBegin(one)) continue;
      waiting = waiting.filter((other) => other !== one);
      if (one.isMade) making++;
      one.begin();
    }
  };
  const cutSlow = () => {
    if (bytes <= limits.bytes) return;
    for (const one of leaving) if (one.since < Date.now() - limits.patience) one.cut();
  };
  /** In the order of asking. */
  const turn = async (isMade: boolean, gone?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = { isMade, begin: resolve };
    waiting.push(one);
    go();
    if (!waiting.includes(one)) return;
    const giveUp = () => {
      waiting = waiting.filter((other) => other !== one);
      reject(nobodyWaits());
    };
    if (gone?.aborted) giveUp();
    gone?.addEventListener("abort", giveUp);
    const timer = setInterval(cutSlow, 500).unref();
    try {
      await promise;
    } finally {
      clearInterval(timer);
      gone?.removeEventListener("abort", giveUp);
    }
  };
  const refuse = (count: number) => {
    if (count >= limits.perPerson) throw tooManyUnread();
  };
  return {
    make: async (userId, work, gone) => {
      refuse(unread.of(userId) + asked.of(userId));
      asked.add(userId, 1);
      try {
        await turn(true, gone);
        try {
          return await work();
        } finally {
          // By then the answer is counted among those that leave.
          setImmediate(() => {
            making--;
            go();
          });
        }
      } finally {
        asked.add(userId, -1);
      }
    },
    space: async (userId, gone) => {
      refuse(unread.of(userId));
      if (bytes > limits.bytes) await turn(false, gone);
    },
    watch: (reply, userId, size) => {
      const { raw } = reply;
      if (size < limits.large || raw.writableFinished || raw.destroyed) return;
      if (userId !== undefined) refuse(unread.of(userId));
      const cut = () => void raw.socket?.destroy();
      const one: Leaving = { since: Date.now(), cut };
      leaving.add(one);
      if (userId !== undefined) unread.add(userId, 1);
      bytes += size;
      cutSlow();
      raw.setTimeout(limits.stall, cut);
      raw.once("close", () => {
        leaving.delete(one);
        if (userId !== undefined) unread.add(userId, -1);
        bytes -= size;
        go();
      });
    },
  };
}

/** How many of something each person has. */
function counter() {
  const counts = new Map<string, number>();
  return {
    of: (userId: string) => counts.get(userId) ?? 0,
    add: (userId: string, more: number) => {
      const count = (counts.get(userId) ?? 0) + more;
      if (count) counts.set(userId, count);
      else counts.delete(userId);
    },
  };
}

const nobodyWaits = () => new MatrixError("M_UNKNOWN", 499, "The client went away before it was its turn.");

const tooManyUnread = () =>
  new MatrixError("M_LIMIT_EXCEEDED", 429, "You have too many answers that you did not read yet.", {
    retry_after_ms: 1000,
  });
