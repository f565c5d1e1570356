/** Leaving and coming back: rights end with the employment, at once; what the person worked on goes to somebody who is here. */
import { randomUUIDv7 } from "node:crypto";
import { personLeaves, personReturns } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Ctx } from "../context.ts";
import { findPerson, type PersonFound } from "../record/colleague.ts";
import { granters } from "../record/write.ts";
import { keepAnAdministrator } from "../role/administrator.ts";
import { oneAtATime } from "./depart.ts";
import { handOver } from "./hand-over.ts";
import { newLink } from "./link.ts";
import { give } from "./roles.ts";
import { tellTeams } from "./teams.ts";

export const leave = does(personLeaves, async (ctx, { ref, to }) => {
  const person = await findPerson(ctx, ref);
  if (person.id === ctx.who.id)
    throw new Conflict("Somebody else ends your employment here, not you yourself.");
  const heir = to === undefined ? undefined : await findPerson(ctx, to);
  if (heir?.id === person.id) throw new Conflict(`${person.name} leaves and cannot take over.`);
  const records = heir ? await handOver(ctx, person.id, heir.id) : 0;
  await ctx.tx.query(`select access.end_employment($1, $2)`, [person.id, ctx.now.toISOString()]);
  await keepAnAdministrator(ctx);
  ctx.record({
    entity: "person",
    entityId: person.id,
    op: "change",
    patch: { left: [null, ctx.now.toISOString()] },
    reversible: false, // person.return: sessions and passwords cannot be put back
  });
  ctx.tell({ kind: "departure", person: person.user_id, erase: false });
  await tellTeams(ctx);
  return { done: true, change: ctx.change, records };
});

export const comeBack = does(personReturns, async (ctx, { ref, roles = [] }) => {
  const person = await findPerson(ctx, ref, true);
  if (roles.length) mustHold(ctx.who, "role", "grant", granters);
  await refuseErased(ctx, person);
  await oneAtATime(ctx.tx, person.user_id);
  await ctx.parts.chat.people.depart(person.user_id, false); // what was to be closed is closed first: sessions, rooms, password
  await ctx.tx.query(`select access.begin_again($1, $2, $3, $4)`, [
    person.id,
    randomUUIDv7(),
    randomUUIDv7(),
    ctx.now.toISOString(),
  ]);
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

/** The row, not the account: that is closed later, or not yet. */
async function refuseErased(ctx: Ctx, { id, name }: PersonFound): Promise<void> {
  const [erased] = await ctx.tx.query(`select 1 from access.person where id = $1 and erased_at is not null`, [
    id,
  ]);
  if (erased) throw new Conflict(`${name} was erased; add them anew.`);
}
