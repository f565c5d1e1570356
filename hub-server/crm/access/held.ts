/** The roles that a person holds, held or will hold, with what each grants for one right. */
import type { Rule } from "../../contract/index.ts";
import type { Ctx } from "../context.ts";
import type { Scope } from "./standing.ts";

export interface Held {
  readonly role: string;
  readonly label: string;
  readonly noun: string;
  readonly verb: string;
  readonly since: string;
  readonly until: string | null;
  /** Held now; otherwise it has ended, or has not begun. */
  readonly present: boolean;
  /** Null: the role does not grant the right. */
  readonly scope: Scope | null;
  readonly hidden: readonly string[];
  readonly rule: Rule | null;
}

interface HeldRow extends Omit<Held, "since" | "until"> {
  readonly since: Date;
  readonly until: Date | null;
}

export async function heldRoles(
  ctx: Pick<Ctx, "tx">,
  person: string,
  noun: string,
  verb: string,
): Promise<Held[]> {
  const rows = await ctx.tx.query<HeldRow>(
    `select r.role, r.label, $2 as noun, $3 as verb, h.valid_from as since, h.valid_to as until,
       h.valid_from <= now() and (h.valid_to is null or h.valid_to > now()) as present,
       p.scope, coalesce(p.hidden, '{}') as hidden, p.rule
     from access.person_role h join access.role r on r.role = h.role
     left join access.permission p on p.role = r.role and p.noun = $2 and p.verb = $3
     where h.person_id = $1 order by present desc, r.label, h.valid_from`,
    [person, noun, verb],
  );
  return rows.map((row) => ({
    ...row,
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
  }));
}
