/** People who sign in: added with an account and a single-use link, given and deprived of roles. */
import { randomUUIDv7 } from "node:crypto";
import {
  addPerson,
  grantRole,
  linkPerson,
  listPeople,
  listRoles,
  resolveIdentity,
  revokeRole,
} from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { partyExtras } from "../party/index.ts";
import { findPerson } from "../record/take.ts";
import { addRow, granters } from "../record/write.ts";
import { directory, roleTable } from "./directory.ts";

const linkSeconds = 7 * 24 * 3600;

/** A single-use sign-in link; the token stands in the fragment, which browsers send to nobody. */
export function signInLink(publicUrl: string, token: string): string {
  return `${publicUrl}/#sign-in=${token}`;
}

const add = does(addPerson, async (ctx, input) => {
  const { name, user, email, job, manager, roles = [], employed_since } = input;
  const userId = `@${user}:${ctx.parts.identity.serverName}`;
  if (roles.length) mustHold(ctx.who, "role", "grant", granters);
  await refuseTaken(ctx, userId, email);
  const boss = manager ? (await findPerson(ctx, manager)).id : null;
  const parties = ctx.parts.tables.find((table) => table.noun.key === "party")!;
  const contacts = email ? [{ kind: "email", value: email }] : [];
  const row = await addRow(
    ctx,
    parties,
    { name, kind: "person", role: "employee", contact_points: contacts },
    partyExtras,
  );
  await ctx.tx.query(
    `insert into access.person (id, number, name, user_id, email) values ($1, $2, $3, $4, $5)`,
    [row.id, row.number, name, userId, email ?? null],
  );
  await ctx.tx.query(
    `insert into access.employment (id, person_id, manager_id, job, valid_from) values ($1, $2, $3, $4, coalesce($5::timestamptz, now()))`,
    [randomUUIDv7(), row.id, boss, job ?? null, employed_since ?? null],
  );
  for (const role of roles) await give(ctx, row.id, role);
  await ctx.parts.identity.ensureAccount({ localpart: user, displayName: name });
  ctx.tell({ kind: "welcome", person: userId });
  return {
    person: { id: row.id, noun: "person", number: row.number, title: name },
    user_id: userId,
    sign_in_link: await newLink(ctx, userId),
    change: ctx.change,
  };
});

async function refuseTaken(ctx: Ctx, userId: string, email: string | undefined): Promise<void> {
  const [taken] = await ctx.tx.query<{ user_id: string; number: string }>(
    `select user_id, number from access.person where user_id = $1 or lower(email) = lower($2)`,
    [userId, email ?? null],
  );
  if (taken)
    throw new Conflict(
      `${taken.user_id === userId ? `The user name ${userId}` : `The address ${email}`} belongs to ${taken.number} already.`,
    );
}

async function newLink(ctx: Ctx, userId: string): Promise<string> {
  const { token } = await ctx.parts.identity.issueToken({ userId, kind: "link", seconds: linkSeconds });
  return signInLink(ctx.parts.publicUrl(), token);
}

async function give(
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

const grant = does(grantRole, async (ctx, { ref, role, since, until }) => {
  const person = await findPerson(ctx, ref);
  if (until && Date.parse(until) <= ctx.now.getTime())
    throw new InputInvalid([{ field: "/until", allowed: "a time to come", got: until }]);
  if (since && until && Date.parse(since) >= Date.parse(until))
    throw new InputInvalid([{ field: "/since", allowed: "a time before `until`", got: since }]);
  await give(ctx, person.id, role, { since, until });
  return { done: true, change: ctx.change };
});

const revoke = does(revokeRole, async (ctx, { ref, role }) => {
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

/** A company without anybody who grants roles could never be mended. */
async function keepAnAdministrator(ctx: Ctx): Promise<void> {
  const [left] = await ctx.tx.query(
    `select 1 from access.person_role r join access.permission p on p.role = r.role and p.noun = 'role' and p.verb = 'grant'
     where r.valid_from <= now() and (r.valid_to is null or r.valid_to > now()) limit 1`,
  );
  if (!left) throw new Conflict("Somebody must keep a role that grants roles.");
}

const link = does(linkPerson, async (ctx, { ref }) => {
  const person = await findPerson(ctx, ref);
  return {
    sign_in_link: await newLink(ctx, person.user_id),
    expires_at: new Date(ctx.now.getTime() + linkSeconds * 1000).toISOString(),
  };
});

/** An account of another chat belongs to whoever was linked to it, or to whose verified address is the same. */
const resolveAccount = does(resolveIdentity, async (ctx, { surface, account, email }) => {
  const [person] = await ctx.tx.query<{ id: string; number: string; name: string; user_id: string }>(
    `select p.id, p.number, p.name, p.user_id from access.person p
     where p.disabled_at is null and (exists (select from access.identity_link l where l.person_id = p.id and l.surface = $1 and l.account = $2)
       or ($3::text is not null and lower(p.email) = lower($3)))
     order by exists (select from access.identity_link l where l.person_id = p.id and l.surface = $1 and l.account = $2) desc
     limit 1`,
    [surface, account, email ?? null],
  );
  if (!person) return { user_id: null, person: null };
  return {
    user_id: person.user_id,
    person: { id: person.id, noun: "person", number: person.number, title: person.name },
  };
});

export const personHandlers: readonly Handler[] = [
  add,
  grant,
  revoke,
  link,
  resolveAccount,
  does(listPeople, async (ctx) => ({ items: await directory(ctx) })),
  does(listRoles, async (ctx) => ({ items: await roleTable(ctx) })),
];
