/** Standing: who a person is and what their present roles grant. Read once a call, so a revoked role ends with the next one. */
import type { Tx } from "../tx.ts";

export type Scope = "own" | "team" | "group" | "all";

export interface Grant {
  readonly noun: string;
  readonly verb: string;
  readonly scope: Scope;
  /** Fields that this grant does not show or let write. */
  readonly hidden: readonly string[];
}

export interface Standing {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly grants: readonly Grant[];
  /** Ids of the person, those below, and those beside. */
  readonly team: readonly string[];
  readonly groups: readonly string[];
}

interface Row {
  id: string;
  number: string;
  name: string;
  user_id: string;
  standing: Pick<Standing, "roles" | "grants" | "team" | "groups">;
}

/** Makes this the person of the transaction, for row-level security, and tells their standing. */
export async function enterAs(tx: Tx, userId: string): Promise<Standing | undefined> {
  const [row] = await tx.query<Row>(
    `select p.id, p.number, p.name, p.user_id, access.standing(p.id) as standing, set_config('hub.person', p.id::text, true)
     from access.person p where p.user_id = $1 and p.disabled_at is null`,
    [userId],
  );
  return row && toStanding(row);
}

/** The standings of several people; unknown accounts, such as bots, have none. */
export async function standingsOf(tx: Tx, userIds: readonly string[]): Promise<Standing[]> {
  const rows = await tx.query<Row>(
    `select p.id, p.number, p.name, p.user_id, access.standing(p.id) as standing
     from access.person p where p.user_id = any ($1) and p.disabled_at is null`,
    [userIds],
  );
  return rows.map(toStanding);
}

function toStanding({ id, number, name, user_id, standing }: Row): Standing {
  return { id, number, name, userId: user_id, ...standing };
}
