/** Giving people roles, and depriving them of them. */
import { randomUUIDv7 } from "node:crypto";
import { grantRole, revokeRole } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { findPerson } from "../record/take.ts";
import { keepAnAdministrator } from "../role/administrator.ts";

/** Gives a person a role, from now or a time to come. @throws InputInvalid naming the roles there are */
export async function give(
  ctx: Ctx,
  personId: string,
  role: string,
  { since, until }: { since?: string | undefined; until?: string | undefined } = {},
): Promise<void> {
  const known = await ctx.tx.query<{ role: string; label: string }>(
    `select role, label from access.role where removed_at is null order by label`,
  );
  const found = known.find(
    (row) => row.role === role.toLowerCase() || row.label.toLowerCase() === role.toLowerCase(),
  );
  if (!found)
    throw new InputInvalid([
      { field: "/role", allowed: `one of ${known.map((row) => row.role).join(", ")}`, got: `"${role}"` },
    ]);
  await ctx.tx.query(
    `insert into access.person_role (id, person_id, role, valid_to, granted_by, valid_from)
     values ($1, $2, $3, $4::timestamptz, $5, coalesce($6::timestamptz, now()))`,
    [randomUUIDv7(), personId, found.role, until ?? null, ctx.who.id, since ?? null],
  );
  ctx.record({
    entity: "person",
    entityId: personId,
    op: "change",
    patch: { role: [null, found.role] },
    reversible: false,
  });
}

export const grant = does(grantRole, async (ctx, { ref, role, since, until }) => {
  const person = await findPerson(ctx, ref);
  if (until) ctx.tell({ kind: "membership", person: person.user_id, at: until }); // nothing else happens then
  if (until && Date.parse(until) <= ctx.now.getTime())
    throw new InputInvalid([{ field: "/until", allowed: "a time to come", got: until }]);
  if (since && until && Date.parse(since) >= Date.parse(until))
    throw new InputInvalid([{ field: "/since", allowed: "a time before `until`", got: since }]);
  await give(ctx, person.id, role, { since, until });
  return { done: true, change: ctx.change };
});

export const revoke = does(revokeRole, async (ctx, { ref, role }) => {
  const person = await findPerson(ctx, ref);
  const ended = await ctx.tx.query(
    `update access.person_role set valid_to = $3::timestamptz
     where person_id = $1 and role in (select role from access.role where role = lower($2) or lower(label) = lower($2))
       and valid_from <= now() and (valid_to is null or valid_to > now()) returning id`,
    [person.id, role, ctx.now.toISOString()],
  );
  if (!ended.length) throw new Conflict(`${person.name} does not hold the role ${role}.`);
  await keepAnAdministrator(ctx);
  ctx.record({
    entity: "person",
    entityId: person.id,
    op: "change",
    patch: { role: [role, null] },
    reversible: false,
  });
  ctx.tell({ kind: "membership", person: person.user_id });
  return { done: true, change: ctx.change };
});
