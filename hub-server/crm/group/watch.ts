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
}

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
    await evaluateTouched(options, read.changes);
    if (read.changes.length || read.more)
      await writeSetting(query, place, { snapshot: read.snapshot, checked: known.checked });
    if (!read.more) return;
  }
}

/** Evaluating is idempotent, so the place is kept after the effects: a crash between repeats, and changes nothing. */
async function checkAll(options: WatchOptions): Promise<void> {
  const snapshot = await presentSnapshot(options.pool);
  for (const group of await groupsOf(options)) await evaluate(options, group, null);
  const present: Place = { snapshot, checked: options.clock().toISOString() };
  await writeSetting(queryOf(options.pool), place, present);
}

const groupsOf = (options: WatchOptions) =>
  queryOf(options.pool)<DynamicGroup>("select * from crm.dynamic_groups()");

async function evaluateTouched(options: WatchOptions, changes: readonly Change[]): Promise<void> {
  if (!changes.length) return;
  const byNoun = Map.groupBy(changes, (change) => change.entity);
  const redefined = new Set((byNoun.get("group") ?? []).filter(redefines).map((change) => change.entityId));
  for (const group of await groupsOf(options)) {
    if (redefined.has(group.id)) {
      await evaluate(options, group, null);
      continue;
    }
    const touched = (byNoun.get(group.of) ?? []).filter((change) => concerns(group, change));
    if (touched.length)
      await evaluate(options, group, [...new Set(touched.map((change) => change.entityId))]);
  }
}

/** A group that fails, for its owner lost a right, must not keep the others waiting. */
async function evaluate(
  options: WatchOptions,
  group: DynamicGroup,
  ids: readonly string[] | null,
): Promise<void> {
  const { parts, sequelize, clock, onError } = options;
  await evaluateGroup({ parts, sequelize, now: clock() }, group, ids).catch(onError);
}

const redefines = (change: Change) =>
  change.op !== "change" || "rule" in change.patch || "owner" in change.patch;

/** Adding and removing concern every group of the noun; a change only those that look at one of its fields, or at who may see it. */
function concerns(group: DynamicGroup, change: Change): boolean {
  if (change.op !== "change") return true;
  return [...group.depends_on, "owner", "group", "changed_at"].some((field) => field in change.patch);
}
