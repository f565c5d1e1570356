/** Leaving and coming back: rights end with the employment, at once; what the person worked on goes to somebody who is here. */
import { personLeaves, personReturns } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { findPerson } from "../record/colleague.ts";
import { granters } from "../record/write.ts";
import { presentRoles, setRoles } from "../party/roles.ts";
import { employ } from "./change.ts";
import { newLink } from "./link.ts";
import { give, keepAnAdministrator } from "./roles.ts";

export const leave = does(personLeaves, async (ctx, { ref, to }) => {
  const person = await findPerson(ctx, ref);
  if (person.id === ctx.who.id)
    throw new Conflict("Somebody else ends your employment here, not you yourself.");
  const heir = to === undefined ? undefined : await findPerson(ctx, to);
  if (heir?.id === person.id) throw new Conflict(`${person.name} leaves and cannot take over.`);
  const records = heir ? await handOver(ctx, person.id, heir.id) : 0;
  await end(ctx, person.id);
  await keepAnAdministrator(ctx);
  const roles = (await presentRoles(ctx, person.id)).filter((role) => role !== "employee");
  await setRoles(ctx, person.id, roles);
  ctx.record({
    entity: "person",
    entityId: person.id,
    op: "change",
    patch: { left: [null, ctx.now.toISOString()] },
    reversible: false, // person.return: sessions and passwords cannot be put back
  });
  ctx.tell({ kind: "departure", person: person.user_id, erase: false });
  return { done: true, change: ctx.change, records };
});

/** Ends roles, employment and the right to sign in. */
async function end(ctx: Ctx, id: string): Promise<void> {
  const at = ctx.now.toISOString();
  await ctx.tx.query(
    `update access.person_role set valid_to = greatest($2::timestamptz, valid_from)
     where person_id = $1 and (valid_to is null or valid_to > $2::timestamptz)`,
    [id, at],
  );
  await ctx.tx.query(
    `update access.employment set valid_to = greatest($2::timestamptz, valid_from)
     where person_id = $1 and (valid_to is null or valid_to > $2::timestamptz)`,
    [id, at],
  );
  await ctx.tx.query(`update access.person set disabled_at = $2 where id = $1`, [id, at]);
}

/** The open records of one person become another's; each keeps it in its history. @returns how many */
async function handOver(ctx: Ctx, from: string, to: string): Promise<number> {
  let count = 0;
  for (const { noun } of ctx.parts.tables) {
    const rows = await ctx.tx.query<{ id: string }>(
      `update crm."${noun.key}" set owner_id = $2, version = version + 1, changed_at = $3
       where owner_id = $1 and id <> $1 and removed_at is null returning id`,
      [from, to, ctx.now.toISOString()],
    );
    for (const { id } of rows)
      ctx.record({ entity: noun.key, entityId: id, op: "change", patch: { owner: [from, to] } });
    count += rows.length;
  }
  return count;
}

export const comeBack = does(personReturns, async (ctx, { ref, roles = [] }) => {
  const person = await findPerson(ctx, ref, true);
  if (roles.length) mustHold(ctx.who, "role", "grant", granters);
  await refuseErased(ctx, person.user_id, person.name);
  const [last] = await ctx.tx.query<{ job: string | null; manager: string | null }>(
    `select e.job, m.id as manager from access.employment e
     left join access.person m on m.id = e.manager_id and m.disabled_at is null
     where e.person_id = $1 order by e.valid_from desc limit 1`,
    [person.id],
  );
  await ctx.tx.query(`update access.person set disabled_at = null where id = $1`, [person.id]);
  await employ(ctx, person.id, { job: last?.job ?? null, manager: last?.manager ?? null });
  await setRoles(ctx, person.id, [...(await presentRoles(ctx, person.id)), "employee"]);
  for (const role of roles) await give(ctx, person.id, role);
  ctx.record({
    entity: "person",
    entityId: person.id,
    op: "change",
    patch: { returned: [null, ctx.now.toISOString()] },
    reversible: false,
  });
  await ctx.parts.identity.reactivate(person.user_id);
  ctx.tell({ kind: "welcome", person: person.user_id });
  return { done: true, change: ctx.change, sign_in_link: await newLink(ctx, person.user_id) };
});

async function refuseErased(ctx: Ctx, userId: string, name: string): Promise<void> {
  const account = await ctx.parts.identity.account(userId);
  if (account?.erased) throw new Conflict(`${name} was erased; add them anew.`);
}
