/** The files of what standings may see: made when somebody asks, kept while they are asked and fresh, few and bounded. */
import { createHash } from "node:crypto";
import { chmod, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Copied } from "../copy/mark.ts";
import type { Store } from "../copy/store.ts";
import { Cancelled, SqlTooLarge } from "../errors.ts";
import type { Access, SqlTable } from "./access.ts";
import { build, describe } from "./build.ts";

/** A file that can be opened, and how old what it holds is. */
export interface Published {
  readonly file: string;
  readonly tables: readonly SqlTable[];
  /** Everything committed before this ISO time is in it. */
  readonly asOf: string;
}

export interface Files {
  /**
   * The file for this access: the present one while it is fresh enough, else a new one.
   * @param signal withdraws it while it waits for others
   * @throws SqlTooLarge, Cancelled
   */
  publish(access: Access, copied: Copied, signal?: AbortSignal): Promise<Published>;
  /** Removes them all. */
  close(): Promise<void>;
}

interface Kept {
  readonly file: string;
  readonly snapshot: string;
  readonly views: Copied["views"];
  readonly bytes: number;
  readonly madeAt: number;
  /** Milliseconds. */
  readonly took: number;
  asOf: string;
}

/** Files, bytes of one and of all, milliseconds that one is kept, that one counts as fresh at most, and between looks. */
export const bounds = { files: 8, oneBytes: 2e9, allBytes: 4e9, keep: 600_000, fresh: 60_000, sweep: 60_000 };

/** A file is made anew so rarely that making takes a tenth of the time at most. */
const pace = 10;

/** @param folder emptied now; files of an earlier process are nobody's */
export async function openFiles(store: Store, folder: string, clock: () => Date): Promise<Files> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = new Map<string, Kept>(); // the least recently asked for comes first
  let last: Promise<unknown> = Promise.resolve();
  let made = 0;

  async function publish(access: Access, copied: Copied): Promise<Published> {
    const key = createHash("sha256").update(JSON.stringify(access)).digest("hex").slice(0, 32);
    const known = kept.get(key);
    const one = known && isFresh(known, copied) ? known : await make(key, access, copied);
    if (one.snapshot === copied.mark.snapshot) one.asOf = copied.asOf.toISOString();
    kept.delete(key);
    kept.set(key, one);
    await sweep(one);
    return { file: one.file, tables: describe(one.views, access), asOf: one.asOf };
  }

  function isFresh({ snapshot, madeAt, took, views }: Kept, copied: Copied): boolean {
    if (views !== copied.views) return false;
    return (
      snapshot === copied.mark.snapshot || clock().getTime() - madeAt < Math.min(took * pace, bounds.fresh)
    );
  }

  async function make(key: string, access: Access, copied: Copied): Promise<Kept> {
    const name = `${key.slice(0, 8)}-${process.pid}-${++made}.duckdb`;
    const draft = join(store.scratch, name);
    const began = performance.now();
    try {
      await store.with((connection) => build(connection, draft, copied.views, access));
      const { size } = await stat(draft);
      if (size > bounds.oneBytes) throw new SqlTooLarge(tooMuch(size));
      await chmod(draft, 0o400);
      const file = join(folder, name);
      await rename(draft, file);
      const old = kept.get(key);
      if (old) await drop(old);
      const { mark, views, asOf } = copied;
      const took = performance.now() - began;
      return {
        file,
        snapshot: mark.snapshot,
        views,
        bytes: size,
        madeAt: clock().getTime(),
        took,
        asOf: asOf.toISOString(),
      };
    } finally {
      await rm(draft, { force: true });
      await rm(`${draft}.wal`, { force: true });
    }
  }

  async function sweep(newest?: Kept): Promise<void> {
    const now = clock().getTime();
    for (const [key, one] of kept) {
      const bytes = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
      const tooOld = now - one.madeAt > bounds.keep;
      if (one === newest || (kept.size <= bounds.files && bytes <= bounds.allBytes && !tooOld)) continue;
      kept.delete(key);
      await drop(one);
    }
  }

  /** Whoever has it open reads on; where a system forbids that, it goes with the folder at the next start. */
  const drop = ({ file }: Kept): Promise<void> => rm(file, { force: true }).catch(() => {});

  const sweeping = setInterval(() => void (last = last.then(() => sweep())), bounds.sweep).unref();
  return {
    async close() {
      clearInterval(sweeping);
      await last;
      await rm(folder, { recursive: true, force: true });
    },
    publish(access, copied, signal) {
      // One at a time, and twins share what the first made; for whom nobody waits any more none is made.
      const mine = last.then(() => {
        if (signal?.aborted) throw new Cancelled();
        return publish(access, copied);
      });
      last = mine.catch(() => {});
      return mine;
    },
  };
}

const tooMuch = (bytes: number): string =>
  `What you may see takes ${Math.round(bytes / 1e6)} MB; SQL is offered up to ${bounds.oneBytes / 1e6} MB. Ask for a metric instead.`;
