/** Party roles: what a party is to the company, in periods. A prospect that becomes a customer changes its role, never its id. */
import { randomUUIDv7 } from "node:crypto";
import { partyRoles } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import type { Aspect } from "../record/present.ts";
import type { Row } from "../record/table.ts";

export type PartyRole = (typeof partyRoles)[number];

interface PeriodRow {
  party_id: string;
  role: PartyRole;
  valid_from: Date;
  valid_to: Date | null;
}

/** The roles of parties, present and past, newest first. */
export const withRoles: Aspect = async (ctx, rows) => {
  const periods = await ctx.tx.query<PeriodRow>(
    `select party_id, role, valid_from, valid_to from crm.party_role
     where party_id = any ($1) order by (valid_to is null) desc, valid_from desc`,
    [rows.map((row) => row.id)],
  );
  return (row) => ({
    roles: periods
      .filter((period) => period.party_id === row.id)
      .map(({ role, valid_from, valid_to }) => ({
        role,
        since: valid_from.toISOString(),
        until: valid_to?.toISOString() ?? null,
      })),
  });
};

/** The roles of parties as they were: periods that had begun, open where they had not ended. */
export const rolesAt =
  (time: Date): Aspect =>
  async (ctx, rows) => {
    const rolesOf = await withRoles(ctx, rows);
    return (row) => {
      const { roles } = rolesOf(row) as { roles: { role: PartyRole; since: string; until: string | null }[] };
      const begun = roles.filter((period) => new Date(period.since) <= time);
      const then = begun.map((period) =>
        period.until && new Date(period.until) > time ? { ...period, until: null } : period,
      );
      return { roles: then.toSorted((a, b) => Number(a.until !== null) - Number(b.until !== null)) };
    };
  };

export async function presentRoles(ctx: Pick<Ctx, "tx">, partyId: string): Promise<PartyRole[]> {
  const rows = await ctx.tx.query<{ role: PartyRole }>(
    `select role from crm.party_role where party_id = $1 and valid_to is null order by role`,
    [partyId],
  );
  return rows.map((row) => row.role);
}

/** Ends the roles that are not among these and begins those that are missing; the patch is for the history. @param held when they are known */
export async function setRoles(
  ctx: Ctx,
  partyId: string,
  wanted: readonly PartyRole[],
  held?: readonly PartyRole[],
): Promise<Record<string, [unknown, unknown]>> {
  const before = held ?? (await presentRoles(ctx, partyId));
  const after = [...new Set(wanted)].toSorted();
  const ended = before.filter((role) => !after.includes(role));
  const begun = after.filter((role) => !before.includes(role));
  if (ended.length)
    await ctx.tx.query(
      `update crm.party_role set valid_to = greatest($3::timestamptz, valid_from) where party_id = $1 and role = any ($2) and valid_to is null`,
      [partyId, ended, ctx.now.toISOString()],
    );
  for (const role of begun)
    await ctx.tx.query(
      `insert into crm.party_role (id, party_id, role, valid_from) values ($1, $2, $3, $4)`,
      [randomUUIDv7(), partyId, role, ctx.now.toISOString()],
    );
  return ended.length || begun.length ? { roles: [before, after] } : {};
}

/** A prospect that becomes something stops being a prospect; every other role may stand beside others. */
export function convertedRoles(
  before: readonly PartyRole[],
  to: PartyRole,
  party: Pick<Row, "number">,
): PartyRole[] {
  if (before.includes(to))
    throw new Conflict(`${party.number} is ${to === "employee" ? "an" : "a"} ${to} already.`);
  return [...before.filter((role) => role !== "prospect"), to];
}
