/** Changing a colleague's job, manager and sign-in address. Employment is kept in periods: what held before stays known. */
import { randomUUIDv7 } from "node:crypto";
import { changePerson } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { granters } from "../record/write.ts";
import { findPerson, type PersonFound } from "../record/colleague.ts";
import { refuseToBecome } from "./link.ts";
import { tellTeams } from "./teams.ts";

/** @throws Conflict when a user name or an address belongs to somebody already */
export async function refuseTaken(ctx: Ctx, userId: string, email: string | undefined): Promise<void> {
  const [taken] = await ctx.tx.query<{ user_id: string; number: string }>(
    `select user_id, number from access.person where user_id = $1 or lower(email) = lower($2)`,
    [userId, email ?? null],
  );
  if (taken)
    throw new Conflict(
      `${taken.user_id === userId ? `The user name ${userId}` : `The address ${email}`} belongs to ${taken.number} already.`,
    );
}

/** What `person.change` changes; the manager by id. */
interface Facts {
  readonly email: string | null;
  readonly job: string | null;
  readonly manager: string | null;
}

interface Standing extends Facts {
  /** The period of employment that has not begun yet, of somebody who does not work here yet. */
  readonly coming: string | null;
}

/** What holds now, or, before the employment begins, what will hold then. */
async function factsOf(ctx: Ctx, id: string): Promise<Standing> {
  const [row] = await ctx.tx.query<Standing>(
    `select p.email, e.job, e.manager_id as manager, case when e.valid_from > now() then e.id end as coming from access.person p
     left join lateral (select id, job, manager_id, valid_from from access.employment e
       where e.person_id = p.id and (e.valid_to is null or e.valid_to > greatest(now(), e.valid_from))
       order by e.valid_from > now(), abs(extract(epoch from e.valid_from - now())) limit 1) e on true
     where p.id = $1 for update of p`,
    [id],
  );
  return row!;
}

async function write(ctx: Ctx, id: string, before: Standing, after: Facts): Promise<void> {
  if (before.email !== after.email) {
    await refuseToBecome(ctx, id); // other chats know people by their addresses
    await ctx.tx.query(`update access.person set email = $2 where id = $1`, [id, after.email]);
  }
  if (before.job === after.job && before.manager === after.manager) return;
  await refuseCircle(ctx, id, after.manager);
  if (before.manager !== after.manager) await tellTeams(ctx);
  if (before.coming) {
    const period = [before.coming, after.job, after.manager];
    await ctx.tx.query(`update access.employment set job = $2, manager_id = $3 where id = $1`, period);
    return;
  }
  await ctx.tx.query(
    `update access.employment set valid_to = greatest($2::timestamptz, valid_from)
     where person_id = $1 and (valid_to is null or valid_to > $2::timestamptz)`,
    [id, ctx.now.toISOString()],
  );
  await employ(ctx, id, after);
}

/** Begins a period of employment. */
export async function employ(ctx: Ctx, id: string, { job, manager }: Omit<Facts, "email">): Promise<void> {
  await ctx.tx.query(
    `insert into access.employment (id, person_id, manager_id, job, valid_from) values ($1, $2, $3, $4, $5)`,
    [randomUUIDv7(), id, manager, job, ctx.now.toISOString()],
  );
}

/** Nobody is, over however many steps, their own manager: rights of teams would go round in a circle. */
async function refuseCircle(ctx: Ctx, id: string, manager: string | null): Promise<void> {
  if (!manager) return;
  const [above] = await ctx.tx.query<{ circle: boolean }>(
    `select $1::uuid = $2::uuid or $1::uuid = any (access.superiors($2::uuid)) as circle`,
    [id, manager],
  );
  if (above!.circle)
    throw new Conflict("A colleague cannot report to themself, nor to those who report to them.");
}

export const change = does(
  changePerson,
  async (ctx, { ref, email, job, manager }) => {
    const person = await findPerson(ctx, ref);
    const before = await factsOf(ctx, person.id);
    const boss = typeof manager === "string" ? (await findPerson(ctx, manager)).id : manager;
    const after = given(before, { email, job, manager: boss });
    if (after.email && after.email !== before.email) await refuseTaken(ctx, "", after.email);
    await write(ctx, person.id, before, after);
    ctx.record({ entity: "person", entityId: person.id, op: "change", patch: patchOf(before, after) });
    return { done: true, change: ctx.change };
  },
  async (ctx, [event]) => takeBack(ctx, event!),
);

function given(before: Facts, wanted: { [K in keyof Facts]: string | null | undefined }): Facts {
  const pick = (key: keyof Facts) => (wanted[key] === undefined ? before[key] : wanted[key]);
  return { email: pick("email"), job: pick("job"), manager: pick("manager") };
}

function patchOf(before: Facts, after: Facts): Record<string, [unknown, unknown]> {
  const keys = ["email", "job", "manager"] as const;
  return Object.fromEntries(
    keys.filter((key) => before[key] !== after[key]).map((key) => [key, [before[key], after[key]]]),
  );
}

async function takeBack(ctx: Ctx, event: ChangeEvent): Promise<Undone> {
  mustHold(ctx.who, "person", "change", granters);
  const [person] = await ctx.tx.query<PersonFound>(
    `select id, number, name, user_id from access.person where id = $1`,
    [event.entity_id],
  );
  const now = await factsOf(ctx, event.entity_id);
  const entries = Object.entries(event.patch) as [keyof Facts, [string | null, string | null]][];
  const later = entries.filter(([key, [, after]]) => now[key] !== after).map(([key]) => key);
  if (later.length)
    throw new Conflict(`${person!.number} was edited since: ${later.join(", ")}. Change it by hand.`);
  const back = given(now, {
    email: undefined,
    job: undefined,
    manager: undefined,
    ...Object.fromEntries(entries.map(([key, [before]]) => [key, before])),
  });
  await write(ctx, event.entity_id, now, back);
  ctx.record({
    entity: "person",
    entityId: event.entity_id,
    op: "change",
    patch: patchOf(now, back),
    undoOf: event.id,
  });
  const record = { id: person!.id, noun: "person", number: person!.number, title: person!.name };
  return { summary: `Undone: colleague changed, ${person!.name} (${person!.number}).`, records: [record] };
}
