/** A company in which nobody may grant or change roles could never be mended. */
import { Conflict } from "../../errors.ts";
import type { Ctx } from "../context.ts";

/**
 * Looks after roles were taken away, one who does so at a time: of two administrators who do it to each other at the same moment, the
 * second sees what the first did. What ended a moment ago ended by a clock that may be ahead of this transaction's `now()`.
 * @throws Conflict when nobody who works here would grant roles, or change them, everywhere
 */
export async function keepAnAdministrator(ctx: Pick<Ctx, "tx" | "now">): Promise<void> {
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended('an administrator stays', 0))`);
  const [left] = await ctx.tx.query<{ verbs: string }>(
    `select count(distinct p.verb) as verbs from access.person_role r
     join access.person who on who.id = r.person_id and who.disabled_at is null
     join access.permission p on p.role = r.role and p.noun = 'role' and p.verb in ('grant', 'change') and p.scope = 'all'
     where r.valid_from <= now() and (r.valid_to is null or r.valid_to > greatest($1::timestamptz, clock_timestamp()) + interval '1 minute')`,
    [ctx.now.toISOString()],
  );
  if (Number(left?.verbs) < 2) throw new Conflict("Somebody must keep a role that grants and changes roles.");
}
