/**
 * Follows the changes for those who watch. In one transaction: what the changes mean, what is to be told, and how far was read. So
 * each change is told once, whoever is killed when, and however many hubs follow.
 */
import type { Pool } from "pg";
import type { Sequelize } from "sequelize";
import type { Clock } from "../../clock.ts";
import { Conflict } from "../../errors.ts";
import {
  presentSnapshot,
  readChanges,
  type Change,
  type Changes,
  type Snapshot,
} from "../../store/changes.ts";
import { makeLoop, type Loop } from "../../store/loop.ts";
import { enqueue } from "../../store/outbox.ts";
import { readSetting, writeSetting } from "../../store/settings.ts";
import type { Parts } from "../context.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { aboutRecords } from "./about.ts";
import type { Job, News } from "./news.ts";
import { byRules, byTime } from "./ruled.ts";

const batch = 20_000;
const day = 86_400_000;
const place = "watches.place";

interface Place {
  readonly snapshot: Snapshot;
  /** When the rules that look at the time were last evaluated for every record. */
  readonly checked: string;
}

export interface FollowOptions {
  readonly pool: Pool;
  readonly sequelize: Sequelize;
  readonly parts: Pick<Parts, "tables">;
  readonly clock: Clock;
  /** Called when something is to be told. */
  readonly found: () => void;
  readonly onError: (error: Error) => void;
}

/** Wake it after each commit. */
export function watchesLoop(options: FollowOptions): Loop {
  const work = async () => {
    while (await followWatches(options));
  };
  return makeLoop(work, { rest: 60_000, onError: options.onError });
}

/** Reads one batch of what was committed since the last time. @returns whether there is more to read */
export async function followWatches(options: FollowOptions): Promise<boolean> {
  const { news, more } = await inTransaction(options.sequelize, (tx) => round(options, tx));
  if (news) options.found();
  return more;
}

async function round(options: FollowOptions, tx: Tx): Promise<{ news: number; more: boolean }> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('crm.watches', 0)), set_config('hub.job', 'watches', true)`,
  );
  const now = options.clock();
  const known = await readSetting<Place>(tx.query, place);
  const read = known && (await changesSince(options.pool, known.snapshot));
  if (!known || !read) {
    const snapshot = await presentSnapshot(options.pool);
    await writeSetting(tx.query, place, { snapshot, checked: now.toISOString() } satisfies Place);
    return { news: 0, more: false };
  }
  const job = { ...options, tx, now };
  const told = read.changes.length && (await anybody(tx)) ? await newsIn(job, read.changes) : [];
  const daily = now.getTime() - Date.parse(known.checked) > day;
  const all = daily ? [...told, ...(await byTime(job))] : told;
  for (const news of all) await post(tx, news);
  if (read.changes.length || read.more || daily)
    await writeSetting(tx.query, place, {
      snapshot: read.snapshot,
      checked: daily ? now.toISOString() : known.checked,
    } satisfies Place);
  return { news: all.length, more: read.more };
}

const newsIn = async (job: Job, changes: readonly Change[]): Promise<News[]> => [
  ...(await aboutRecords(job, changes)),
  ...(await byRules(job, changes)),
];

/** Where nobody watches, changes cost nothing but reading them. */
async function anybody(tx: Tx): Promise<boolean> {
  return (await tx.query(`select 1 from crm.watch where removed_at is null limit 1`)).length > 0;
}

/** Undefined when the place belongs to another server, as after restoring a backup: what was before is no news then. */
async function changesSince(pool: Pool, snapshot: Snapshot): Promise<Changes | undefined> {
  return readChanges(pool, snapshot, batch).catch((error: unknown) => {
    if (error instanceof Conflict) return undefined;
    throw error;
  });
}

/** The place in the changes makes it once already; the key says so a second time. */
async function post(tx: Tx, { key, ...news }: News): Promise<void> {
  await enqueue(tx.query, { kind: "watch", key, payload: { kind: "watch", by: "", ...news } });
}
