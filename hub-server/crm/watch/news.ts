/** What is told to somebody who watches: which records, and which changes of them. Their words are found when it is told. */
import type { Sequelize } from "sequelize";
import type { Rule } from "../../contract/index.ts";
import type { Change } from "../../store/changes.ts";
import type { Parts } from "../context.ts";
import type { Tx } from "../tx.ts";

export interface Item {
  readonly noun: string;
  readonly id: string;
  /** Ids of change events; none when only time passed. */
  readonly events: readonly string[];
}

/** As it stands in the outbox. */
export interface WatchNews {
  readonly watch: string;
  readonly items: readonly Item[];
}

export interface News extends WatchNews {
  readonly key: string;
}

/** A watch, and its owner's account. */
export interface Watching {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  readonly about_noun: string | null;
  readonly about_id: string | null;
  readonly of: string | null;
  readonly rule: Rule | null;
  readonly event: "fits" | "ends" | "changes" | null;
  readonly room: string | null;
  readonly depends_on: readonly string[] | null;
  readonly since: Date;
  readonly owner_id: string;
  readonly user_id: string;
}

/** What the job works with: its transaction, the tables, the time. */
export interface Job {
  readonly tx: Tx;
  readonly sequelize: Sequelize;
  readonly parts: Pick<Parts, "tables">;
  readonly now: Date;
  readonly onError: (error: Error) => void;
}

/** Watches with their owners' accounts, for `where` over `w`. */
export const watching = `select w.*, p.user_id from crm.watch w join access.person p on p.id = w.owner_id and p.disabled_at is null
  where w.removed_at is null`;

/** The changes by record, as news; nothing when there are none. */
export function newsOf(watch: Watching, changes: readonly Change[]): News[] {
  if (!changes.length) return [];
  const byRecord = Map.groupBy(changes, (change) => `${change.entity} ${change.entityId}`);
  const items = [...byRecord.values()].map((events) => ({
    noun: events[0]!.entity,
    id: events[0]!.entityId,
    events: events.map((event) => event.id),
  }));
  return [{ key: `watch-${watch.id}-${changes[0]!.id}`, watch: watch.id, items }];
}

/** What somebody did themselves is no news to them, but may be to a room. */
export const isNews = (watch: Watching, change: Change) =>
  change.at >= watch.since && (watch.room !== null || change.actorId !== watch.owner_id);
