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
   * @throws MatrixError M_LIMIT_EXCEEDED when this person has too many answers that were not read
   */
  readonly make: <T>(userId: string, work: () => Promise<T>) => Promise<T>;
  /** Watches an answer that was sent until it is out. @param size bytes */
  readonly watch: (reply: FastifyReply, userId: string, size: number) => void;
}

/** More would only share the one processor, and each would be ready later. */
const mostAtOnce = 4;

interface Leaving {
  readonly userId: string;
  readonly bytes: number;
  readonly since: number;
  readonly cut: () => void;
}

export function openOutflow(limits: OutflowLimits = outflowLimits): Outflow {
  const leaving = new Set<Leaving>();
  const waiting: (() => void)[] = [];
  let [bytes, making] = [0, 0];

  const isFree = () => making < mostAtOnce && bytes <= limits.bytes;
  const go = () => {
    while (waiting.length && isFree()) {
      making++;
      waiting.shift()!();
    }
  };
  const cutSlow = () => {
    for (const one of leaving) if (one.since < Date.now() - limits.patience) one.cut();
  };
  const turn = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    go();
    const timer = setInterval(() => bytes > limits.bytes && cutSlow(), 500);
    await promise;
    clearInterval(timer);
  };
  const madeOne = () => {
    making--;
    go();
  };
  return {
    make: async (userId, work) => {
      const own = [...leaving].filter((one) => one.userId === userId).length;
      if (own >= limits.perPerson) throw tooManyUnread();
      await turn();
      try {
        return await work();
      } finally {
        setImmediate(madeOne); // by then the answer is counted among those that leave
      }
    },
    watch: (reply, userId, size) => {
      const { raw } = reply;
      if (size < limits.large || raw.writableFinished || raw.destroyed) return;
      const cut = () => void raw.socket?.destroy();
      const one: Leaving = { userId, bytes: size, since: Date.now(), cut };
      leaving.add(one);
      bytes += size;
      raw.setTimeout(limits.stall, cut);
      raw.once("close", () => {
        leaving.delete(one);
        bytes -= size;
        go();
      });
    },
  };
}

const tooManyUnread = () =>
  new MatrixError("M_LIMIT_EXCEEDED", 429, "You have too many answers that you did not read yet.", {
    retry_after_ms: 1000,
  });
