/** Why somebody may (not): every role of a person, what it grants, how far that reaches, and what both walls say. */
import { Op, type WhereOptions } from "sequelize";
import { explainAccess, type Output } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx } from "../context.ts";
import { findPerson } from "../record/colleague.ts";
import { linkOf } from "../record/links.ts";
import { resolve, type Found } from "../record/resolve.ts";
import { granters } from "../record/write.ts";
import { grantsFor, hiddenFields, mustHold, predicate } from "./gate.ts";
import { heldRoles, type Held } from "./held.ts";
import { reason } from "./reason.ts";
import { standingsOf, type Standing } from "./standing.ts";

type Explained = Output<typeof explainAccess>;

export const explain = does(explainAccess, async (ctx, { person: named, record, right: wanted }) => {
  const person = named ? await findPerson(ctx, named) : await myself(ctx);
  // Which roles somebody holds and held, and what each reaches, is told to them and to those who grant roles.
  for (const viewer of ctx.viewers) if (viewer.id !== person.id) mustHold(viewer, "role", "grant", granters);
  const found = record ? await resolve(ctx, ctx.parts.tables, record, "any") : undefined;
  const right = wanted ?? (found ? `${found.table.noun.key}:view` : undefined);
  if (!right)
    throw new InputInvalid([{ field: "/right", allowed: "given when there is no record", got: "nothing" }]);
  const [noun, verb] = right.split(":") as [string, string];
  if (found) refuseOther(found, noun, ctx, person.id);
  const [standing] = await standingsOf(ctx.tx, [person.user_id]);
  const held = await heldRoles(ctx, person.id, noun, verb);
  const roles = await Promise.all(held.map((role) => explained(ctx, role, standing, found)));
  const reached = found && standing ? await reach(ctx, found, standing, verb) : undefined;
  const may = reached ? reached.gate : Boolean(standing && grantsFor(standing, noun, verb).length);
  return {
    person: { id: person.id, noun: "person", number: person.number, title: person.name },
    right,
    record: found ? linkOf(found.table, found.row) : null,
    may,
    because: sentence(person.name, right, may, roles, Boolean(found)),
    roles,
    hidden: standing && found ? hiddenBy(standing, held, found, verb) : [],
    database: reached ? reached.wall : null,
  };
});

async function myself({ who }: Ctx) {
  return { id: who.id, number: who.number, name: who.name, user_id: who.userId };
}

/** Who sees confidential feedback besides its subject is its author: explaining others' access would name them. */
function refuseOther({ table, row }: Found, noun: string, ctx: Ctx, person: string): void {
  if (table.noun.key !== noun)
    throw new InputInvalid([
      {
        field: "/right",
        allowed: `a right on a ${table.noun.key}, e.g. ${table.noun.key}:view`,
        got: `"${noun}:…"`,
      },
    ]);
  if (table.hidesAuthorFrom?.(row) && person !== ctx.who.id)
    throw new Conflict(`Who may see ${row.number} is not explained: it would name its author.`);
}

async function explained(ctx: Ctx, held: Held, standing: Standing | undefined, found: Found | undefined) {
  const { role, label, since, until, present, scope } = held;
  const { text, rule, reaches } = await reason(ctx, held, standing, found);
  return {
    role,
    label,
    since,
    until,
    present,
    scope,
    rule,
    reaches: found && scope ? reaches && present : null,
    why: text,
  };
}

/** What the gate and row-level security together say, and what row-level security alone says of seeing it; asked as that person. */
async function reach(ctx: Ctx, { table, row }: Found, standing: Standing, verb: string) {
  const as = (id: string) => ctx.tx.query(`select set_config('hub.person', $1, true)`, [id]);
  const count = (where: WhereOptions) => table.model.count({ where, transaction: ctx.tx.transaction });
  await as(standing.id);
  try {
    const wall = (await count({ id: row.id })) > 0;
    const allowed = grantsFor(standing, table.noun.key, verb).length > 0;
    const gate = { [Op.and]: [{ id: row.id }, predicate(table, [standing], verb)] } as WhereOptions;
    return { wall, gate: allowed && (await count(gate)) > 0 };
  } finally {
    await as(ctx.who.id);
  }
}

function hiddenBy(
  standing: Standing,
  held: readonly Held[],
  { table, row }: Found,
  verb: string,
): Explained["hidden"] {
  const { key, fields } = table.noun;
  return [...hiddenFields(standing, key, verb, row)].map((field) => ({
    field,
    label: fields[field]?.label ?? field,
    by: held.filter((role) => role.present && role.hidden.includes(field)).map((role) => role.label),
  }));
}

function sentence(
  name: string,
  right: string,
  may: boolean,
  roles: Explained["roles"],
  about: boolean,
): string {
  const granting = roles.filter((role) => role.present && role.scope);
  const reaching = granting.find((role) => role.reaches);
  if (may && reaching) return `${name} may, as ${reaching.label}: ${reaching.why}`;
  if (may)
    return about
      ? `${name} may: it is reached through what it belongs to, or shared with them.`
      : `${name} may, as ${granting.map((role) => role.label).join(" and ")}.`;
  if (granting.length)
    return `${name} may not: ${granting.map((role) => `${role.label}: ${role.why}`).join(" ")}`;
  return roles.some((role) => role.present)
    ? `${name} may not: none of their roles grants ${right}.`
    : `${name} may not: they hold no role now.`;
}
