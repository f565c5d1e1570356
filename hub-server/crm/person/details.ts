/** One colleague: who they report to, who reports to them, their employment over time. */
import { personDetails } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { does, type Ctx, type LinkValue } from "../context.ts";
import { colleagues, findPerson, type PersonFound } from "../record/colleague.ts";
import { directory } from "./directory.ts";

interface Period {
  job: string | null;
  manager: LinkValue | null;
  since: Date;
  until: Date | null;
}

/** Somebody who is here, else somebody who left. */
export async function anyPerson(ctx: Ctx, reference: string): Promise<PersonFound> {
  const here = await colleagues(ctx, reference);
  return findPerson(ctx, reference, here.length === 0);
}

const link = (alias: string) =>
  `case when ${alias}.id is null then null
     else jsonb_build_object('id', ${alias}.id, 'noun', 'person', 'number', ${alias}.number, 'title', ${alias}.name) end`;

async function periods(ctx: Ctx, id: string): Promise<Period[]> {
  return ctx.tx.query<Period>(
    `select e.job, ${link("m")} as manager, e.valid_from as since, e.valid_to as until
     from access.employment e left join access.person m on m.id = e.manager_id where e.person_id = $1
     order by e.valid_from desc, e.valid_to desc nulls first`,
    [id],
  );
}

async function reportsOf(ctx: Ctx, id: string): Promise<LinkValue[]> {
  const rows = await ctx.tx.query<{ link: LinkValue }>(
    `select ${link("p")} as link from access.employment e join access.person p on p.id = e.person_id and p.disabled_at is null
     where e.manager_id = $1 and e.valid_from <= now() and (e.valid_to is null or e.valid_to > now()) order by p.name`,
    [id],
  );
  return rows.map((row) => row.link);
}

export const details = does(personDetails, async (ctx, { ref }) => {
  const { id, number } = await anyPerson(ctx, ref);
  const [person] = await directory(ctx, id);
  if (!person) throw new NotFound(number);
  const employment = await periods(ctx, id);
  return {
    ...person,
    reports: await reportsOf(ctx, id),
    employment: employment.map((period) => ({
      ...period,
      since: period.since.toISOString(),
      until: period.until?.toISOString() ?? null,
    })),
  };
});
