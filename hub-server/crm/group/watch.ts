/**
 * The watch over dynamic groups: follows the change events and evaluates a group only where a field of its rule changed, once for
 * everything that was committed together, however many rows that were. Once a day every group is checked in full, because time
 * passes also for rules.
 */
import type { Pool } from "pg";
import type { Sequelize } from "sequelize";
import type { Clock } from "../../clock.ts";
import { Conflict } from "../../errors.ts";
import { presentSnapshot, readChanges, type Change, type Snapshot } from "../../store/changes.ts";
import { makeLoop, type Loop } from "../../store/loop.ts";
import { queryOf } from "../../store/query.ts";
import { readSetting, writeSetting } from "../../store/settings.ts";
import type { Parts } from "../context.ts";
import { evaluateGroup, type DynamicGroup } from "./evaluate.ts";

const batch = 20_000;
const day = 24 * 3600 * 1000;
const place = "groups.place";

interface Place {
  readonly snapshot: Snapshot;
  /** When every group was last checked in full. */
  readonly checked: string;
  /** Groups that could not be evaluated, and when that was tried last. */
  readonly failed?: Readonly<Record<string, string>>;
}

/** Milliseconds until what failed is tried again, in full. */
const patience = 2_000;

export interface WatchOptions {
  readonly pool: Pool;
  readonly sequelize: Sequelize;
  readonly parts: Parts;
  readonly clock: Clock;
  readonly onError: (error: Error) => void;
}

/** Wake it after each commit. */
export function watchGroups(options: WatchOptions): Loop {
  return makeLoop(() => followChanges(options), { rest: 60_000, onError: options.onError });
}

/** Reads what was committed since the last time and evaluates the groups concerned. */
export async function followChanges(options: WatchOptions): Promise<void> {
  for (;;) {
    const query = queryOf(options.pool);
    const known = await readSetting<Place>(query, place);
    const now = options.clock();
    if (!known || now.getTime() - Date.parse(known.checked) > day) return checkAll(options);
    const read = await readChanges(options.pool, known.snapshot, batch).catch((error: unknown) => {
      if (error instanceof Conflict) return undefined; // the place belongs to another server: begin anew
      throw error;
    });
    if (!read) return checkAll(options);
    const failed = await evaluateTouched(options, read.changes, known.failed ?? {});
    const present: Place = { snapshot: read.snapshot, checked: known.checked, failed };
    if (read.changes.length || read.more || differ(failed, known.failed))
      await writeSetting(query, place, present);
    if (!read.more) return;
  }
}

const differ = (failed: Place["failed"], before: Place["failed"]) =>
  JSON.stringify(failed) !== JSON.stringify(before ?? {});

/** Evaluating is idempotent, so the place is kept after the effects: a crash between repeats, and changes nothing. */
async function checkAll(options: WatchOptions): Promise<void> {
  const snapshot = await presentSnapshot(options.pool);
  const failed: Record<string, string> = {};
  for (const group of await groupsOf(options))
    if (!(await evaluate(options, group, null))) failed[group.id] = options.clock().toISOString();
  const present: Place = { snapshot, checked: options.clock().toISOString(), failed };
  await writeSetting(queryOf(options.pool), place, present);
}

const groupsOf = (options: WatchOptions) =>
  queryOf(options.pool)<DynamicGroup>("select * from crm.dynamic_groups()");

/** @returns the groups that are still to be evaluated in full */
async function evaluateTouched(
  options: WatchOptions,
  changes: readonly Change[],
  before: NonNullable<Place["failed"]>,
): Promise<NonNullable<Place["failed"]>> {
  if (!changes.length && !Object.keys(before).length) return before;
  const now = options.clock();
  const byNoun = Map.groupBy(changes, (change) => change.entity);
  const failed: Record<string, string> = {};
  for (const group of await groupsOf(options)) {
    const tried = before[group.id];
    const rests = tried !== undefined && now.getTime() - Date.parse(tried) < patience;
    if (rests) failed[group.id] = tried;
    const ids = rests ? [] : concerned(group, byNoun, tried !== undefined);
    if (ids?.length === 0) continue;
    if (!(await evaluate(options, group, ids))) failed[group.id] = now.toISOString();
  }
  return failed;
}

/** The records of a group that may have changed; null: all. */
function concerned(
  group: DynamicGroup,
  byNoun: ReadonlyMap<string, readonly Change[]>,
  isOpen: boolean,
): string[] | null {
  const defined = (byNoun.get("group") ?? []).some(
    (change) => change.entityId === group.id && redefines(change),
  );
  if (isOpen || defined) return null;
  const touched = (byNoun.get(group.of) ?? []).filter((change) => concerns(group, change));
  return [...new Set(touched.map((change) => change.entityId))];
}

/** A group that fails must not keep the others waiting: it is tried again by itself. @returns whether it is up to date */
async function evaluate(
  options: WatchOptions,
  group: DynamicGroup,
  ids: readonly string[] | null,
): Promise<boolean> {
  const { parts, sequelize, clock, onError } = options;
  try {
    await evaluateGroup({ parts, sequelize, now: clock() }, group, ids);
    return true;
  } catch (error) {
    onError(error as Error);
    return false;
  }
}

const redefines = (change: Change) =>
  change.op !== "change" || "rule" in change.patch || "owner" in change.patch;

/**
 * Adding and removing concern every group of the noun; a change only those that look at one of its fields, at when it was changed, or
 * at who may see it.
 */
function concerns(group: DynamicGroup, change: Change): boolean {
  if (change.op !== "change" || group.depends_on.includes("changed_at")) return true;
  return [...group.depends_on, "owner", "group"].some((field) => field in change.patch);
}
