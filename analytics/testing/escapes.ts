/** Statements for tests of SQL of people: what is refused, and what is answered. */
import { readFileSync } from "node:fs";

/** One statement a line; lines that start with `--` are headings. */
export const escapes: readonly string[] = readFileSync(
  new URL("../fixtures/escapes.sql", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("-- "));

/** What people do ask, so that a list that refuses everything fails too, with the number of rows over 1,000 parties. */
export const questions: readonly (readonly [sql: string, rows: number])[] = [
  ["select 1", 1],
  ["select * from party", 1000],
  ["from party select id", 1000],
  ["select p.title from party p where p.id between 1 and 5 order by p.title desc nulls last limit 3", 3],
  [
    "select date_trunc('month', created_at) as month, count(*), sum(score) from party group by all order by 1",
    2,
  ],
  ["with big as (select * from party where score > 100) select count(*) from big", 1],
  ["with a as (select id from party), b as (select id from a where id < 3) select * from b", 3],
  ["with recursive n as (select 1 as i union all select i + 1 from n where i < 10) select i from n", 10],
  ["select a.id from party a left join party b on a.id = b.id + 1 where b.id is null", 1],
  [
    "select id, row_number() over (partition by id % 10 order by created_at) as r from party qualify r = 1",
    10,
  ],
  ["select sum(id) filter (where title ilike 'party 1%' escape '!') from party", 1],
  ["select case when id in (1, 2) then 'a' else coalesce(title, 'b') end, not id = 3 from party", 1000],
  [
    "select extract(year from created_at), created_at::date, cast(score as double), try_cast(title as integer) from party",
    1000,
  ],
  [
    "select created_at + interval 1 day, date_diff('day', created_at, timestamp '2025-01-01'), strftime(created_at, '%Y') from party",
    1000,
  ],
  ["select id from party where exists (select 1 from party b where b.id = party.id) and id < 7", 7],
  ["select id from party union select id from party intersect select 1 except select 2", 999],
  ["select * from (values (1, 'a'), (2, 'b')) as v (n, t)", 2],
  ["select * from range(5)", 5],
  ["select unnest([1, 2, 3])", 3],
  ["select * from generate_series(1, 3) as g (n), unnest([1, 2]) as u (m)", 6],
  [
    "select median(score), quantile_cont(score, 0.9), stddev(score), string_agg(title, ', ' order by id) from party",
    1,
  ],
  ["select id % 2 as odd, id % 3 as third, count(*) from party group by cube (odd, third)", 12],
  ["select distinct on (id % 4) id from party order by id % 4, id", 4],
  ["select * exclude (created_at), * replace (1 as id), columns('id|title') from party limit 2", 2],
  ["select * from party pivot (count(*) for id in (1, 2)) limit 1", 1],
  [
    "select regexp_extract(title, '(\\d+)', 1), split_part(title, ' ', 2), upper(left(title, 3)) from party",
    1000,
  ],
  ["select count(*) from party where title like '%9' or title similar to '.*1'", 1],
  ["select 'it''s; fine -- really' as text", 1],
  ["select title as \"read_csv('/etc/passwd')\" from party limit 1;", 1],
];
