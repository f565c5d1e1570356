/** Standing: who a person is and what their present roles grant. Read once a call, so a revoked role ends with the next one. */
import type { Rule } from "../../contract/index.ts";
import type { Tx } from "../tx.ts";

export type Scope = "own" | "team" | "group" | "all" | "rule";

export interface Grant {
  readonly noun: string;
  readonly verb: string;
  readonly scope: Scope;
  /** Fields that this grant does not show or let write. */
  readonly hidden: readonly string[];
  /** Records reached besides those of the scope. */
  readonly rule?: Rule;
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
  /** An administrator suspended the account: it changes nothing. */
  readonly suspended?: boolean;
  /** When the rights were read; rules that look at the time look at this one, in both walls. */
  readonly at: Date;
}

interface Row {
  id: string;
  number: string;
  name: string;
  user_id: string;
  at: Date;
  suspended: boolean;
  standing: Pick<Standing, "roles" | "grants" | "team" | "groups">;
}

/** Makes this the person of the transaction, for row-level security, and tells their standing. */
export async function enterAs(tx: Tx, userId: string): Promise<Standing | undefined> {
  const [row] = await tx.query<Row>(
    `select p.id, p.number, p.name, p.user_id, access.standing(p.id) as standing, now() as at, ${suspended},
       set_config('hub.person', p.id::text, true)
     from access.person p where p.user_id = $1 and p.disabled_at is null`,
    [userId],
  );
  return row && toStanding(row);
}

const suspended = `exists (select from identity.account a where a.user_id = p.user_id and a.suspended_at is not null) as suspended`;

/** The standings of several people; unknown accounts, such as bots, have none. */
export async function standingsOf(tx: Tx, userIds: readonly string[]): Promise<Standing[]> {
  const rows = await tx.query<Row>(
    `select p.id, p.number, p.name, p.user_id, access.standing(p.id) as standing, now() as at, ${suspended}
     from access.person p where p.user_id = any ($1) and p.disabled_at is null`,
    [userIds],
  );
  return rows.map(toStanding);
}

function toStanding({ id, number, name, user_id, at, suspended: isSuspended, standing }: Row): Standing {
  return { id, number, name, userId: user_id, at, ...(isSuspended && { suspended: true }), ...standing };
}
