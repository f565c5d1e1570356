/** Rules: SQL and JavaScript give one answer; what is wrong with a rule is said by its place. */
import test from "ava";
import fc from "fast-check";
import pg from "pg";
import type { Field, Noun, Rule } from "../../contract/index.ts";
import { openTestDatabase } from "../../testing/database.ts";
import type { Row } from "../record/table.ts";
import { fieldsOf, holds, parseRule, ruleSql, ruleText, unmet } from "./index.ts";
import { kindOf, opsOf } from "./kind.ts";

const field = (type: Field["type"], label: string) => ({ type, label, required: false }) as Field;
const noun = {
  key: "subject",
  fields: {
    name: field("text", "Name"),
    seats: field("integer", "Seats"),
    value: field("money", "Value"),
    open: field("boolean", "Open"),
    due: field("date", "Due"),
    at: field("datetime", "At"),
    tags: field("tags", "Tags"),
    party: field("ref", "Party"),
  },
} satisfies Pick<Noun, "key" | "fields">;
const columns = `n int, name text, seats int, value_minor bigint, value_currency char(3), open boolean, due date, at timestamptz,
  tags text[], party_id uuid, owner_id uuid, custom jsonb, created_at timestamptz, changed_at timestamptz`;
const now = new Date("2026-11-22T12:00:00Z");

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null, freq: 4 });
const word = fc.constantFrom(
  "",
  "a",
  "A",
  "Äpfel",
  "äpfel",
  "Zoë",
  "b_%",
  "x' or 1=1 --",
  "100%",
  "ß",
  "\\",
  "emoji 🎈",
);
const id = fc.constantFrom(...[1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`));
const number = fc.constantFrom(-1, 0, 1, 2, 0.1, 1e21, 2 ** 31 - 1);
const whole = fc.constantFrom(-1, 0, 1, 2, 2 ** 31 - 1);
const minor = fc.constantFrom(-100, 0, 99, 100, 9e15);
const currency = fc.constantFrom("EUR", "USD");
const instant = fc
  .integer({ min: -3, max: 3 })
  .chain((days) =>
    fc.constantFrom(-1, 0, 1, 999).map((ms) => new Date(now.getTime() + days * 86_400_000 + ms)),
  );
const day = instant.map((date) => date.toISOString().slice(0, 10));
const json = fc.oneof(word, number, fc.boolean(), fc.array(word, { maxLength: 2 }), fc.constant(null));

const rowOf = fc.record({
  name: maybe(word),
  seats: maybe(whole),
  money: maybe(fc.record({ amount_minor: minor, currency })),
  open: maybe(fc.boolean()),
  due: maybe(day),
  at: maybe(instant),
  tags: maybe(fc.array(word, { maxLength: 3 })),
  party_id: maybe(id),
  owner_id: maybe(id),
  custom: fc.dictionary(fc.constantFrom("score", "note"), json, { maxKeys: 2 }),
  created_at: instant,
  changed_at: instant,
});

/** A row as Sequelize reads it: bigint as text. */
const asRow = ({ money, ...rest }: typeof rowOf extends fc.Arbitrary<infer T> ? T : never): Row =>
  ({
    ...rest,
    value_minor: money ? String(money.amount_minor) : null,
    value_currency: money?.currency ?? null,
  }) as unknown as Row;

const names = [...Object.keys(noun.fields), "owner", "created_at", "custom.score"];
const full = word.filter(Boolean);
const valueOf = (kind: ReturnType<typeof kindOf>): fc.Arbitrary<unknown> => {
  switch (kind) {
    case "number":
      return number;
    case "money":
      return fc.record({ amount_minor: minor, currency });
    case "boolean":
      return fc.boolean();
    case "date":
      return day;
    case "datetime":
      return instant.map((date) => date.toISOString());
    case "id":
      return id;
    case "json":
      return fc.oneof(full, number, fc.boolean());
    case "text":
    case "tags":
    case "other":
    case undefined:
      return full;
  }
};
const condition: fc.Arbitrary<Rule> = fc.constantFrom(...names).chain((name) => {
  const kind = kindOf(noun, name)!;
  return fc.constantFrom(...opsOf[kind]).chain((op): fc.Arbitrary<Rule> => {
    const one = valueOf(kind);
    if (op === "filled" || op === "empty") return fc.constant({ field: name, op });
    if (op === "one_of" || op === "none_of")
      return fc.array(one, { minLength: 1, maxLength: 3 }).map((value) => ({ field: name, op, value }));
    if (op === "older_than" || op === "newer_than")
      return fc.integer({ min: 0, max: 4 }).map((value) => ({ field: name, op, value }));
    const fitting =
      kind !== "json" || op === "is" || op === "is_not" ? one : op === "contains" ? full : number;
    return fitting.map((value) => ({ field: name, op, value }));
  });
});
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 3 },
    condition,
    fc.array(tie("rule"), { maxLength: 3 }).map((all): Rule => ({ all })),
    fc.array(tie("rule"), { maxLength: 3 }).map((any): Rule => ({ any })),
    tie("rule").map((not): Rule => ({ not })),
  ),
}));

test("a rule holds for the same rows in PostgreSQL and in JavaScript", async (t) => {
  const database = await openTestDatabase();
  const client = new pg.Client({ connectionString: database.ownerUrl });
  t.teardown(() => database.stop());
  await client.connect();
  t.teardown(() => client.end());
  const rows = fc.sample(rowOf, { numRuns: 300, seed: 7 }).map(asRow);
  await client.query(`create temp table subject (${columns})`);
  await client.query(`insert into subject select * from jsonb_populate_recordset(null::subject, $1)`, [
    JSON.stringify(rows.map((row, n) => ({ n, ...row }))),
  ]);
  await fc.assert(
    fc.asyncProperty(rule, async (any) => {
      const parsed = parseRule(noun, structuredClone(any), "/rule");
      const sql = ruleSql(noun, parsed, (text) => client.escapeLiteral(text), now);
      const found = await client.query<{ n: number }>(`select n from subject where ${sql} order by n`);
      const expected = rows.flatMap((row, n) => (holds(noun, parsed, row, now) ? [n] : []));
      t.deepEqual(
        found.rows.map((row) => row.n),
        expected,
        sql,
      );
      const nulls = await client.query(`select from subject where (${sql}) is null`);
      t.is(nulls.rowCount, 0, "never null");
    }),
    { numRuns: 300, seed: 11 },
  );
});

test("what is unmet is said by field exactly when the rule does not hold", (t) => {
  fc.assert(
    fc.property(rule, rowOf.map(asRow), (any, row) => {
      const errors = unmet(noun, any, row, now);
      if (holds(noun, any, row, now)) t.deepEqual(errors, []);
      else t.true(errors.every((error) => fieldsOf(any).includes(error.field)));
    }),
    { numRuns: 500, seed: 3 },
  );
});

test("a wrong rule is refused at its place, with what was allowed there", (t) => {
  const refusal = (value: unknown) => t.throws(() => parseRule(noun, value, "/entry_rule")).message;
  t.regex(
    refusal({ all: [{ field: "colour", op: "is" }] }),
    /^\/entry_rule\/all\/0\/field must be one of name, seats,/,
  );
  t.regex(
    refusal({ field: "name", op: "above", value: "a" }),
    /^\/entry_rule\/op must be one of is, is_not,/,
  );
  t.is(refusal({ field: "seats", op: "is", value: "2" }), '/entry_rule/value must be a number; got "2".');
  t.is(
    refusal({ any: [{ not: { field: "due", op: "above", value: "2026-02-30" } }] }),
    '/entry_rule/any/0/not/value must be a date like 2026-12-31; got "2026-02-30".',
  );
  t.regex(refusal("won"), /^\/entry_rule must be/);
  t.regex(refusal({ field: "constructor", op: "filled" }), /field must be one of/);
  t.regex(refusal({ field: "name", op: "is", value: "\0" }), /must be text/);
  let deep: unknown = { field: "name", op: "filled" };
  for (let level = 0; level < 6; level++) deep = { not: deep };
  t.regex(refusal(deep), /at most 5 levels deep/);
});

test("a rule reads like a sentence, and says what it looks at", (t) => {
  const some: Rule = {
    all: [
      { field: "value", op: "at_least", value: { amount_minor: 100_000, currency: "EUR" } },
      {
        any: [
          { field: "name", op: "filled" },
          { field: "custom.score", op: "above", value: 3 },
        ],
      },
    ],
  };
  t.is(ruleText(noun, some), "Value at least €1,000.00 and Name given or custom.score above 3");
  t.deepEqual(fieldsOf(some), ["value", "name", "custom.score"]);
});
