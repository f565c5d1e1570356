/** The directory of colleagues, and the table of roles with what they grant. */
import type { Ctx, LinkValue } from "../context.ts";

interface PersonRow {
  id: string;
  number: string;
  name: string;
  user_id: string;
  email: string | null;
  left_at: Date | null;
  job: string | null;
  manager: LinkValue | null;
  roles: { role: string; since: string; until: string | null }[];
}

/** Everybody who is here; with an id that one person, here or gone. */
export async function directory(ctx: Pick<Ctx, "tx">, id?: string) {
  const rows = await ctx.tx.query<PersonRow>(
    `select p.id, p.number, p.name, p.user_id, p.email, p.disabled_at as left_at, e.job,
       case when m.id is null then null
         else jsonb_build_object('id', m.id, 'noun', 'person', 'number', m.number, 'title', m.name) end as manager,
       coalesce((select jsonb_agg(jsonb_build_object('role', r.role, 'since', to_char(r.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'until', to_char(r.valid_to at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by r.role)
         from access.person_role r
         where r.person_id = p.id and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())), '[]') as roles
     from access.person p
     left join lateral (select job, manager_id from access.employment e
       where e.person_id = p.id and e.valid_from <= now() and (e.valid_to is null or e.valid_to > now())
       order by e.valid_from desc limit 1) e on true
     left join access.person m on m.id = e.manager_id
     where case when $1::uuid is null then p.disabled_at is null else p.id = $1 end order by p.name`,
    [id ?? null],
  );
  return rows.map(({ name, left_at, ...row }) => ({
    ...row,
    noun: "person",
    title: name,
    left_at: left_at?.toISOString() ?? null,
  }));
}

interface RoleRow {
  role: string;
  label: string;
  permissions: { right: string; scope: string; hidden: string[]; rule: Record<string, unknown> | null }[];
}

export async function roleTable(ctx: Pick<Ctx, "tx">): Promise<RoleRow[]> {
  return ctx.tx.query<RoleRow>(
    `select r.role, r.label, coalesce(jsonb_agg(jsonb_build_object('right', p.noun || ':' || p.verb, 'scope', p.scope, 'hidden', p.hidden, 'rule', p.rule)
         order by p.noun, p.verb) filter (where p.role is not null), '[]') as permissions
     from access.role r left join access.permission p on p.role = r.role where r.removed_at is null group by r.role, r.label order by r.label`,
  );
}
