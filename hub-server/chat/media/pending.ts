/** Addresses that were given out before their files came ("Asynchronous uploads" of the specification), and who waits for them. */
import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { MatrixError } from "../../errors.ts";
import type { Clock } from "../../clock.ts";
import { forbidden, notFound } from "../refusals.ts";

export interface Reserved {
  readonly id: string;
  /** Milliseconds since 1970; until then the file must be there. */
  readonly until: number;
}

export interface PendingMedia {
  /** @throws MatrixError M_LIMIT_EXCEEDED when this person has many that are still to come */
  readonly reserve: (userId: string) => Promise<Reserved>;
  /**
   * One upload to an address at a time.
   * @param work stores the file and takes the address off the list. @throws MatrixError when it is not this person's, or not pending
   */
  readonly fill: <T>(id: string, userId: string, work: () => Promise<T>) => Promise<T>;
  /** Until the file is there; at once when none is to come. @throws MatrixError M_NOT_YET_UPLOADED when time is up */
  readonly wait: (id: string, milliseconds: number, gone: AbortSignal) => Promise<void>;
}

/** As the specification recommends. */
const lifeMilliseconds = 24 * 3600_000;

/** Of one person. */
const mostPending = 100;

export const newMediaId = () => randomBytes(18).toString("base64url");

export function openPendingMedia(pool: Pool, clock: Clock): PendingMedia {
  const filling = new Set<string>();
  const waiting = new Map<string, Set<() => void>>();
  const ownerOf = async (id: string) => {
    const { rows } = await pool.query<{ user_id: string }>({
      name: "chat-pending-media",
      text: "select user_id from chat.pending_media where id = $1 and expires_at > $2",
      values: [id, clock()],
    });
    return rows[0]?.user_id;
  };
  return {
    reserve: async (userId) => {
      const [id, now] = [newMediaId(), clock()];
      const until = now.getTime() + lifeMilliseconds;
      const { rowCount } = await pool.query(
        `with expired as (delete from chat.pending_media where expires_at <= $4)
         insert into chat.pending_media (id, user_id, expires_at) select $1, $2, $3
         where (select count(*) from chat.pending_media where user_id = $2 and expires_at > $4) < ${mostPending}`,
        [id, userId, new Date(until), now],
      );
      if (!rowCount) throw tooManyPending();
      return { id, until };
    },
    fill: async (id, userId, work) => {
      if (filling.has(id)) throw filled();
      filling.add(id);
      try {
        await needOwner(pool, id, userId, await ownerOf(id));
        const result = await work();
        for (const wake of waiting.get(id) ?? []) wake();
        return result;
      } finally {
        filling.delete(id);
      }
    },
    wait: async (id, milliseconds, gone) => {
      const own = waiting.get(id) ?? new Set();
      waiting.set(id, own);
      const { promise, resolve } = Promise.withResolvers<void>();
      own.add(resolve);
      try {
        // Asked after the waiting began: no file can come unnoticed in between.
        if ((await ownerOf(id)) === undefined) return;
        await inTime(promise, milliseconds, gone);
      } finally {
        own.delete(resolve);
        if (!own.size) waiting.delete(id);
      }
    },
  };
}

/** @throws MatrixError M_NOT_FOUND, M_FORBIDDEN, M_CANNOT_OVERWRITE_MEDIA */
async function needOwner(pool: Pool, id: string, userId: string, owner: string | undefined): Promise<void> {
  if (owner === userId) return;
  if (owner !== undefined) throw forbidden("Somebody else asked for this address.");
  const { rowCount } = await pool.query("select from chat.media where id = $1", [id]);
  throw rowCount ? filled() : notFound("There is no such address for a file to come, or it is too old.");
}

async function inTime(promise: Promise<void>, milliseconds: number, gone: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(notYet());
  const timer = setTimeout(giveUp, milliseconds);
  gone.addEventListener("abort", giveUp);
  try {
    await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener("abort", giveUp);
  }
}

const filled = () =>
  new MatrixError("M_CANNOT_OVERWRITE_MEDIA", 409, "The file of this address is there, or on its way.");

const notYet = () => new MatrixError("M_NOT_YET_UPLOADED", 504, "This file was not uploaded yet.");

const tooManyPending = () =>
  new MatrixError("M_LIMIT_EXCEEDED", 429, `At most ${mostPending} files of one person may be yet to come.`, {
    retry_after_ms: 60_000,
  });
