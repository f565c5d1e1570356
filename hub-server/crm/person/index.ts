/** People who sign in: added with an account and a single-use link, given and deprived of roles. */
import { randomUUIDv7 } from "node:crypto";
import { addPerson, linkPerson, listPeople, listRoles, resolveIdentity } from "../../contract/index.ts";
import { mustHold } from "../access/gate.ts";
import { does, type Handler } from "../context.ts";
import { partyExtras } from "../party/index.ts";
import { findPerson } from "../record/take.ts";
import { addRow, granters } from "../record/write.ts";
import { change, refuseTaken } from "./change.ts";
import { details } from "./details.ts";
import { directory, roleTable } from "./directory.ts";
import { erase } from "./erase.ts";
import { comeBack, leave } from "./leave.ts";
import { linkSeconds, newLink, refuseToBecome } from "./link.ts";
import { give, grant, revoke } from "./roles.ts";

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

const link = does(linkPerson, async (ctx, { ref }) => {
  const person = await findPerson(ctx, ref);
  await refuseToBecome(ctx, person.id);
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
  details,
  change,
  leave,
  comeBack,
  erase,
  does(listPeople, async (ctx) => ({ items: await directory(ctx) })),
  does(listRoles, async (ctx) => ({ items: await roleTable(ctx) })),
];
