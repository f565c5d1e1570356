/** A large company for benchmarks: many parties, spread over colleagues who see all, their team's or their own. */
import { encodeCursor } from "../../crm/record/cursor.ts";
import type { Client } from "pg";

export const colleagues = 200;
const batch = 50_000;

/** People `r1` to `r200`, each with a role that decides what they see; `r1` has nine who report to her. */
async function people(owner: Client): Promise<void> {
  await owner.query(`
    insert into access.role (role, label) values ('bench-own', 'Own'), ('bench-team', 'Team'), ('bench-all', 'All');
    insert into access.permission (role, noun, verb, scope)
      select 'bench-' || scope, noun, 'view', scope
      from unnest(array['own', 'team', 'all']) scope, unnest(array['party', 'interaction', 'deal', 'invoice']) noun;
    insert into access.person (id, number, name, user_id)
      select uuidv7(), 'EMP-' || 1000 + n, 'Colleague ' || n, '@r' || n || ':hub.localhost' from generate_series(1, ${colleagues}) n;
    insert into access.employment (id, person_id, manager_id)
      select uuidv7(), p.id, case when p.number between 'EMP-1002' and 'EMP-1010' then boss.id end
      from access.person p, access.person boss where p.number like 'EMP-1___' and boss.number = 'EMP-1001';
    insert into access.person_role (id, person_id, role)
      select uuidv7(), id, case number when 'EMP-1001' then 'bench-team' when 'EMP-1199' then 'bench-all' else 'bench-own' end
      from access.person where number like 'EMP-1___';`);
}

/** Who sees what, by scope. */
export const viewers = {
  all: "@r199:hub.localhost",
  team: "@r1:hub.localhost",
  own: "@r150:hub.localhost",
} as const;
export type Scope = keyof typeof viewers;

const words = `array['alfa','bern','corvo','delta','eber','falk','gold','hansa','iris','jura','kron','luna','mond','nord','orion','pico',
  'quart','rhein','sol','terra','ural','vega','west','xeno','york','zeta']`;

const fill = `
  with base as (
    select n, hashint8extended(n, $3) & 9223372036854775807 as h from generate_series($1::int, $2::int) n
  ), staff as (
    select array_agg(id order by number) as ids from access.person where number like 'EMP-1___'
  ), made as (
    insert into crm.party (id, number, name, kind, contact_name, industry, city, country, owner_id)
    select uuidv7(), 'CUS-' || 100000 + n,
      initcap((${words})[1 + h % 26] || (${words})[1 + h / 26 % 26]) || ' ' || initcap((${words})[1 + h / 676 % 26]) || ' ' || n,
      (array['organisation', 'person'])[1 + h % 7 / 6], initcap((${words})[1 + h / 17576 % 26]) || ' ' || (${words})[1 + h / 456976 % 26],
      'Industry ' || h % 40, 'City ' || (power((h % 10000) / 100.0, 2)::int % 2000), 'Country ' || (sqrt(h % 3600))::int, ids[1 + h % ${colleagues}]
    from base, staff returning id
  ) insert into crm.party_role (id, party_id, role, valid_from) select uuidv7(), id, 'customer', now() from made`;

/** @param count parties. @returns seconds it took */
export async function fillCompany(owner: Client, count: number, seed: number): Promise<number> {
  const from = performance.now();
  await people(owner);
  for (let start = 1; start <= count; start += batch) {
    await owner.query(fill, [start, Math.min(start + batch - 1, count), seed]);
  }
  await owner.query("vacuum (analyze) crm.party, crm.party_role, access.person"); // as autovacuum would soon
  return Math.round((performance.now() - from) / 1000);
}

/**
 * Gives parties something that happened with them: 100 interactions each.
 * @returns the numbers of some parties that each of the viewers sees, 200 a scope
 */
export async function fillTimelines(owner: Client): Promise<Record<Scope, string[]>> {
  const chosen = `select p.id, p.owner_id from crm.party p join access.person o on o.id = p.owner_id
    where o.user_id in ('${viewers.team}', '${viewers.own}') or p.number like 'CUS-1____7' order by p.id limit 3000`;
  await owner.query(`
    insert into crm.interaction (id, number, party_id, channel, subject, body, at, owner_id)
    select uuidv7(), 'INT-' || (row_number() over ()), c.id, 'call', 'Talked about ' || n, 'It was said ' || n, now() - n * interval '1 day', c.owner_id
    from (${chosen}) c, generate_series(1, 100) n`);
  await owner.query("vacuum (analyze) crm.interaction");
  const numbers = async (scope: Scope) => {
    const { rows } = await owner.query<{ number: string }>(
      `select p.number from crm.party p join access.person o on o.id = p.owner_id
       where exists (select from crm.interaction i where i.party_id = p.id) and ($1 = 'all' or o.user_id = $2) limit 200`,
      [scope, viewers[scope]],
    );
    return rows.map((row) => row.number);
  };
  return { all: await numbers("all"), team: await numbers("team"), own: await numbers("own") };
}

/** The cursor after the first half of what this person sees in this order. */
export async function halfway(owner: Client, scope: Scope, key: string | null): Promise<string> {
  const order = key ?? "id";
  const seen = `from crm.party party where removed_at is null and ($1 = 'all' or owner_id in (select unnest(access.team(id))
    from access.person where user_id = $2 and $1 = 'team' union all select id from access.person where user_id = $2))`;
  const { rows } = await owner.query<{ value: string; id: string }>(
    `select (${order})::text as value, id ${seen} order by ${order}, id offset (select count(*) / 2 ${seen}) limit 1`,
    [scope, viewers[scope]],
  );
  return encodeCursor({ value: key ? rows[0]!.value : null, id: rows[0]!.id });
}
