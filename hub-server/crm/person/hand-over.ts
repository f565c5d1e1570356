/** Handing over: what somebody works on becomes another's, however much it is. */
import type { Ctx } from "../context.ts";

/**
 * The records of one person that are not removed become another's; each keeps it in its history. Rows and their change events are
 * written where they stand: of a million records none passes through the hub.
 * @returns how many
 */
export async function handOver(ctx: Ctx, from: string, to: string): Promise<number> {
  const { kind, userId } = ctx.principal;
  const via = kind === "appservice" ? userId : null;
  const { source } = ctx;
  let count = 0;
  for (const { noun } of ctx.parts.tables) {
    const [moved] = await ctx.tx.query<{ count: number }>(
      `with moved as (
         update crm."${noun.key}" set owner_id = $2, version = version + 1, changed_at = $3
         where owner_id = $1 and id <> $1 and removed_at is null returning id
       ), noted as (
         insert into hub.change_event (id, change, entity, entity_id, op, patch, call, actor_id, via, source, source_ref)
         select gen_random_uuid(), $4, $5, id, 'change', jsonb_build_object('owner', jsonb_build_array($1::text, $2::text)), 'person.leave',
           $6, $7, $8, $9::jsonb from moved
       ) select count(*)::int as count from moved`,
      [
        from,
        to,
        ctx.now.toISOString(),
        ctx.change,
        noun.key,
        ctx.who.id,
        via,
        source.kind,
        JSON.stringify(source.ref),
      ],
    );
    count += moved!.count;
  }
  return count;
}
