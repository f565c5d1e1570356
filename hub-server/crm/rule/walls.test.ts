/** A rule is evaluated in three places: on a row, in a query, and by row-level security. All three must say the same. */
import test from "ava";
import fc from "fast-check";
import pg from "pg";
import { party } from "../../contract/index.ts";
import { openTestHub, type TestHub } from "../../testing/hub.ts";
import { tablesOf } from "../tables.ts";
import type { Row } from "../record/table.ts";
import { compileRule, holds, parseRule, ruleSql } from "./index.ts";

let hub: TestHub;
test.before(async () => {
  hub = await openTestHub();
});
test.after.always(() => hub?.stop());

const texts = fc.constantFrom("Berlin", "berlin", "", "Bonn", "ÄÖ", "a_b%", "Berlin ");
const conditions = fc.oneof(
  fc.record({
    field: fc.constantFrom("city", "name", "kind"),
    op: fc.constantFrom("is", "is_not", "contains"),
    value: texts.filter(Boolean),
  }),
  fc.record({
    field: fc.constantFrom("city", "country"),
    op: fc.constantFrom("one_of", "none_of"),
    value: fc.array(texts.filter(Boolean), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constantFrom("city", "tags", "credit_limit", "parent", "custom.tier", "owner"),
    op: fc.constantFrom("filled", "empty"),
  }),
  fc.record({
    field: fc.constant("credit_limit"),
    op: fc.constantFrom("is", "is_not", "below", "at_most", "above", "at_least"),
    value: fc.record({
      amount_minor: fc.integer({ min: 0, max: 3 }),
      currency: fc.constantFrom("EUR", "USD"),
    }),
  }),
  fc.record({ field: fc.constant("tags"), op: fc.constant("contains"), value: fc.constantFrom("a", "b") }),
  fc.record({
    field: fc.constant("custom.tier"),
    op: fc.constantFrom("is", "is_not"),
    value: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constantFrom("gold", "x")),
  }),
  fc.record({
    field: fc.constant("custom.tier"),
    op: fc.constantFrom("below", "at_least"),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    field: fc.constant("created_at"),
    op: fc.constantFrom("older_than", "newer_than"),
    value: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    field: fc.constant("created_at"),
    op: fc.constantFrom("below", "at_least"),
    value: fc.constantFrom("2026-01-02T00:00:00.000Z", "2026-01-02T00:00:00+02:00"),
  }),
);
const { rule: rules } = fc.letrec<{ rule: unknown }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "small", maxDepth: 2 },
    conditions,
    fc.record({ all: fc.array(tie("rule"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("rule"), { maxLength: 3 }) }),
    fc.record({ not: tie("rule") }),
  ),
}));

test("a rule answers the same on a row, in a query and by row-level security", async (t) => {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  await client.query(`insert into crm.party (id, number, name, kind, city, country, credit_limit_minor, credit_limit_currency, tags, custom, created_at)
    select gen_random_uuid(), 'CUS-' || (1000 + n), (array['Berlin', 'Acme'])[1 + n % 2], (array['organisation', null])[1 + n % 2],
      (array['Berlin', 'berlin', '', null, 'Bonn', 'ÄÖ', 'a_b%', 'Berlin '])[1 + n % 8], (array['Bonn', null, ''])[1 + n % 3],
      (array[0, 1, 2, null])[1 + n % 4], case when n % 4 = 3 then null else (array['EUR', 'USD'])[1 + n % 2] end,
      (array[null, '{}', '{a}', '{a,b}']::text[])[1 + n % 4]::text[],
      (array['{}', '{"tier": 1}', '{"tier": "gold"}', '{"tier": true}', '{"tier": null}', '{"tier": []}', '{"tier": ["x"]}'])[1 + n % 7]::jsonb,
      case when n % 5 = 0 then '2026-01-01T22:00:00.000Z'::timestamptz else now() - make_interval(days => n % 5) - interval '1 hour' end
    from generate_series(1, 60) n`);
  const table = tablesOf(hub.inside.sequelize).find((candidate) => candidate.noun.key === "party")!;
  const { rows: sample } = await client.query<Row>(`select * from crm.party`);
  const escape = (text: string) => table.model.sequelize!.escape(text);
  await fc.assert(
    fc.asyncProperty(rules, async (drawn) => {
      const rule = parseRule(party, drawn, "/rule");
      const now = new Date();
      const { rows: made } = await client.query<{ sql: string }>(`select access.rule_sql($1::jsonb) as sql`, [
        JSON.stringify(compileRule(party, rule)),
      ]);
      const { rows } = await client.query<{ id: string; query: boolean; policy: boolean }>(
        `select id, ${ruleSql(party, rule, escape, now)} as query, ${made[0]!.sql} as policy from crm.party party`,
      );
      for (const row of rows) {
        const here = holds(
          party,
          rule,
          sample.find((one) => one.id === row.id)!,
          now,
        );
        if (here !== row.query || here !== row.policy)
          throw new Error(
            `${JSON.stringify({ here, ...row })} of ${JSON.stringify(sample.find((one) => one.id === row.id))}`,
          );
      }
    }),
    { numRuns: 300, seed: 20_261_122 },
  );
  await client.end();
  t.true(sample.length >= 60);
});
