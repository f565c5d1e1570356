/** Keeps the copy near the present: at once when told, each second when not. */
import { MarkForeign } from "../errors.ts";
import type { Log } from "../log.ts";
import { applyDelta, replaceAll } from "./load.ts";
import { readCopied, type Copied } from "./mark.ts";
import { pacer } from "./pace.ts";
import type { ChangeSource } from "./source.ts";
import { isDamage, type Store } from "./store.ts";

export interface Follower {
  /** Settles once everything is copied that was committed before the call, or copying fails. Never throws. */
  catchUp(): Promise<void>;
  /** What the file holds (null before the first copy), and why it does not go on (null when it does). */
  state(): { readonly copied: Copied | null; readonly problem: string | null };
  /** A reader met this error; when it means damage the file is built anew. */
  suspect(error: unknown): void;
  stop(): Promise<void>;
}

export interface Following {
  readonly source: ChangeSource;
  readonly store: Store;
  readonly log: Log;
  readonly clock: () => Date;
}

export function follow({ source, store, log, clock }: Following): Follower {
  let copied: Copied | null = null;
  let problem: string | null = null;
  let damage: string | null = null;

  async function attempt(): Promise<boolean> {
    try {
      if (!store.there()) damage = "the file was deleted";
      if (damage) await startAfresh(damage);
      copied ??= await store.with(readCopied);
      copied = copied ? await goOn(copied) : await copyAll();
      problem = null;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      log.warn({ problem }, "The copy does not go on.");
      suspect(error);
    }
    return problem === null;
  }

  async function startAfresh(why: string): Promise<void> {
    log.warn({ why }, "Building the copy anew.");
    copied = null;
    await store.rebuild();
    damage = null;
  }

  async function goOn({ mark, views }: Copied): Promise<Copied> {
    const asOf = clock();
    try {
      return await source.delta(mark, async (delta) => {
        const next = { mark: delta.mark, views, asOf };
        if (delta.changes.length > 0) await applyDelta(store, delta, next);
        return next;
      });
    } catch (error) {
      if (!(error instanceof MarkForeign)) throw error;
      log.warn({}, error.message);
      return copyAll();
    }
  }

  async function copyAll(): Promise<Copied> {
    const asOf = clock();
    const next = await source.snapshot(async (picture) => {
      await replaceAll(store, picture, asOf);
      return { mark: picture.mark, views: picture.views, asOf };
    });
    log.info({ views: next.views.length, ms: clock().getTime() - asOf.getTime() }, "Copied everything.");
    return next;
  }

  function suspect(error: unknown): void {
    if (isDamage(error)) damage = String(error);
  }

  const pace = pacer(attempt);
  return {
    catchUp: () => pace.again(),
    state: () => ({ copied, problem }),
    suspect,
    stop: () => pace.stop(),
  };
}
