/** Evaluating a dynamic group: as its owner, so that it never holds a record that its owner may not see. */
import { randomUUIDv7 } from "node:crypto";
import type { Sequelize } from "sequelize";
import { insertChanges } from "../../api/changes.ts";
import type { Rule } from "../../contract/index.ts";
import { enterAs } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { matching } from "../rule/matching.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { enter, leave } from "./move.ts";
import { hidingAuthors } from "./secret.ts";

export interface DynamicGroup {
  readonly id: string;
  readonly number: string;
  readonly of: string;
  readonly rule: Rule;
  readonly depends_on: readonly string[];
  /** Matrix id of its owner. */
  readonly owner: string;
}

/**
 * Brings the members up to date, in one transaction with the one change event that says how many came and went.
 * Running it again changes nothing. @param ids the records that may have changed; null: all of the noun
 */
export async function evaluateGroup(
  { parts, sequelize, now }: { parts: Pick<Parts, "tables">; sequelize: Sequelize; now: Date },
  group: DynamicGroup,
  ids: readonly string[] | null,
): Promise<{ entered: number; left: number }> {
  const table = parts.tables.find((candidate) => candidate.noun.key === group.of);
  if (!table) return { entered: 0, left: 0 };
  return inTransaction(sequelize, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('crm.group ' || $1, 0))`, [group.id]);
    const owner = await enterAs(tx, group.owner);
    const found = owner ? await matching(tx, table, group.rule, owner, ids, now) : [];
    const secret = await hidingAuthors(tx, table, found);
    const fitting = new Set(found.filter((id) => !secret.has(id)));
    const members = await present(tx, group.id, ids);
    const change = randomUUIDv7();
    const mover = { tx, now, change };
    const entered = await enter(
      mover,
      group.id,
      group.of,
      [...fitting].filter((id) => !members.has(id)),
      null,
    );
    const left = await leave(
      mover,
      group.id,
      [...members].filter((id) => !fitting.has(id)),
    );
    if (entered.length || left.length) await say(tx, group, change, entered.length, left.length);
    return { entered: entered.length, left: left.length };
  });
}

async function present(tx: Tx, group: string, ids: readonly string[] | null): Promise<Set<string>> {
  const rows = await tx.query<{ member_id: string }>(
    `select member_id from crm.group_member
     where group_id = $1 and left_at is null and ($2::uuid[] is null or member_id = any ($2))`,
    [group, ids],
  );
  return new Set(rows.map((row) => row.member_id));
}

const nobody = { id: "" };
const itself = { kind: "session", userId: "" } as const;

/** Which records they were stands in the memberships under the same change: the event itself tells nobody what is hidden. */
async function say(
  tx: Tx,
  group: DynamicGroup,
  change: string,
  entered: number,
  left: number,
): Promise<void> {
  const patch = {
    ...(entered ? { entered: [null, entered] as const } : {}),
    ...(left ? { left: [null, left] as const } : {}),
  };
  await insertChanges(
    { tx, change, who: nobody, principal: itself, source: { kind: "rule", ref: { group: group.number } } },
    "group.evaluate",
    [{ entity: "group", entityId: group.id, op: "change", patch, reversible: false }],
  );
}
