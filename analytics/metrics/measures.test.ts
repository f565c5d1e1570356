/** Means, shares and lists; and, over random rows, the engine against a count by hand. */
import test from "ava";
import fc from "fast-check";
import { testCounting, type Cells } from "../testing/counting.ts";

const base = {
  owner_id: "VARCHAR",
  owner_name: "VARCHAR",
  party_owner_id: "VARCHAR",
  created_at: "TIMESTAMP",
};
const tables = {
  deal: {
    ...base,
    stage: "VARCHAR",
    category: "VARCHAR",
    currency: "VARCHAR",
    source: "VARCHAR",
    value_minor: "BIGINT",
    probability: "INTEGER",
    expected_close: "DATE",
    closed_at: "TIMESTAMP",
  },
  case: { ...base, priority: "VARCHAR", response_s: "BIGINT", resolution_s: "BIGINT" },
  feedback: {
    ...base,
    answered_at: "TIMESTAMP",
    about_noun: "VARCHAR",
    kind: "VARCHAR",
    score: "INTEGER",
    nps_class: "VARCHAR",
  },
  party: { ...base, number: "VARCHAR", title: "VARCHAR", roles: "VARCHAR", country: "VARCHAR" },
};
const at = "2024-05-01 10:00:00";

test("pipeline counts open deals, weighted by probability, also those that nobody expects to close", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const deal = (stage: string, value_minor: number | null, more: Cells = {}) => ({
    stage,
    category: "open",
    currency: value_minor === null ? null : "EUR",
    value_minor,
    probability: 50,
    expected_close: "2024-05-20",
    created_at: at,
    ...more,
  });
  await put("deal", [
    deal("Proposal", 100_001),
    deal("Proposal", 50_000, { probability: 10 }),
    deal("Qualified", null, { expected_close: null }),
    deal("Won", 900_000, { category: "won" }),
  ]);
  const answer = await ask("pipeline by stage");
  t.deepEqual(answer.rows, [
    { stage: "Proposal", value: 1500.01, weighted: 550.01, deals: 2 },
    { stage: "Qualified", value: null, weighted: null, deals: 1 },
  ]);
  t.is(answer.fact, "Pipeline: 1,500.01 EUR on 20 May 2024; most: Proposal (1,500.01 EUR).");
  t.is((await ask("pipeline by stage this quarter")).rows.length, 1);
  const months = await ask("pipeline by month");
  t.deepEqual(
    months.rows.map(({ month, deals }) => [month, deals]),
    [
      ["2024-05-01", 2],
      [null, 1],
    ],
  );
  t.is((await ask("pipeline for stage:qualified")).fact, "Pipeline: no amount; deals: 1.");
});

test("a win rate is the share won of what ended, and nothing where nothing ended", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const ended = (category: string, owner: string, value_minor = 100) => ({
    category,
    owner_id: owner,
    owner_name: owner,
    value_minor,
    currency: "EUR",
    closed_at: at,
  });
  await put("deal", [
    ended("won", "Ann"),
    ended("won", "Ann"),
    ended("lost", "Ann", 900),
    ended("lost", "Ben"),
    ended("open", "Cid"),
  ]);
  const answer = await ask("win rate by owner");
  t.deepEqual(answer.rows, [
    { owner: "Ann", won: 2, value: 2, rate: 200 / 3 },
    { owner: "Ben", won: 0, value: null, rate: 0 },
  ]);
  t.is((await ask("won")).fact, "2 won deals on 1 May 2024; value: 2.00 EUR; win rate: 50 %.");
  t.regex(answer.computed, /win rate is the share with category won among those with category won or lost/);
});

test("mean times leave out what did not happen yet", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  await put("case", [
    { created_at: at, priority: "high", response_s: 60, resolution_s: 7200 },
    { created_at: at, priority: "high", response_s: 180 },
    { created_at: at, priority: "low" },
  ]);
  t.is(
    (await ask("cases")).fact,
    "3 cases on 1 May 2024; mean first response: 0:02 h; mean resolution: 2:00 h.",
  );
  t.deepEqual((await ask("cases by priority")).rows, [
    { priority: "high", cases: 2, response: 120, resolution: 7200 },
    { priority: "low", cases: 1, response: null, resolution: null },
  ]);
});

test("NPS is promoters less detractors, scores of several scales have no mean, and colleagues stay out", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const said = (kind: string, score: number, nps_class: string | null = null, about_noun = "party") => ({
    answered_at: at,
    kind,
    score,
    nps_class,
    about_noun,
  });
  await put("feedback", [
    said("nps", 10, "promoter"),
    said("nps", 9, "promoter"),
    said("nps", 7, "passive"),
    said("nps", 2, "detractor"),
    said("csat", 4),
    said("rating", 1, null, "person"),
  ]);
  t.is((await ask("feedback")).fact, "5 pieces of feedback on 1 May 2024; NPS: 25.");
  t.deepEqual((await ask("feedback by kind")).rows, [
    { kind: "nps", feedback: 4, score: 7, nps: 25 },
    { kind: "csat", feedback: 1, score: 4, nps: null },
  ]);
  t.is((await ask("nps")).fact, "4 pieces of feedback on 1 May 2024; mean score: 7; NPS: 25.");
});

test("a party of two roles counts in each, and is found by either", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  await put("party", [
    { created_at: at, roles: "customer,supplier", country: "UK" },
    { created_at: at, roles: "customer" },
    { created_at: at, roles: null },
  ]);
  const { rows, fact } = await ask("parties by role");
  t.deepEqual(
    rows.map(({ role, parties }) => [role, parties]),
    [
      ["customer", 2],
      ["supplier", 1],
      [null, 1],
    ],
  );
  t.regex(fact, /^3 parties /);
  t.is((await ask("suppliers")).rows[0]?.["parties"], 1);
  const countries = (await ask("customers by country")).rows.map(({ country }) => country);
  t.deepEqual(new Set(countries), new Set(["UK", null]));
  t.is((await ask("parties by role for role:supplier")).rows.length, 1);
});

const label = fc.constantFrom("x", "y", "z");
const amount = fc.option(fc.integer({ min: -1e9, max: 1e9 }));
const row = fc.record({
  stage: label,
  source: fc.option(label),
  category: fc.constantFrom("open", "won", "lost"),
  value_minor: amount,
  probability: fc.integer({ min: 0, max: 100 }),
  owner_id: fc.option(fc.constantFrom("a", "b")),
  party_owner_id: fc.option(fc.constantFrom("a", "b")),
  month: fc.integer({ min: 1, max: 4 }),
});

test("over random rows, counts, sums and shares are what a count by hand gives", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const people = fc.constantFrom<readonly string[] | null>(null, ["a"], ["a", "b"], []);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 25 }), people, async (rows, who) => {
      await put(
        "deal",
        rows.map(({ month, ...row }) => ({
          ...row,
          currency: "EUR",
          created_at: `2024-0${month}-15`,
          closed_at: at,
        })),
      );
      const visible = who ? { people: who } : ({ all: true } as const);
      const seen = rows.filter(
        ({ owner_id: mine, party_owner_id: through }) =>
          !who || who.includes(mine ?? "") || who.includes(through ?? ""),
      );
      const deals = await ask("deals by stage", { visible });
      const ofStage = Map.groupBy(seen, ({ stage }) => stage);
      t.is(deals.rows.length, ofStage.size);
      for (const found of deals.rows) {
        const mine = ofStage.get(found["stage"] as "x")!;
        t.is(found["deals"], mine.length);
        t.is(found["value"] ?? null, euros(mine.map(({ value_minor }) => value_minor)));
      }
      const months = await ask("deals by month", { visible });
      t.is(sum(months.rows.map(({ deals }) => Number(deals))), seen.length);
      const open = seen.filter(({ category }) => category === "open");
      const weighted = (await ask("pipeline", { visible })).rows[0]?.["weighted"] ?? null;
      const wanted = euros(
        open.map(({ value_minor, probability }) => value_minor && (value_minor * probability) / 100),
      );
      if (wanted === null) t.is(weighted, null);
      else t.true(Math.abs(Number(weighted) - wanted) <= 0.011);
      const rate = (await ask("won", { visible })).rows[0]?.["rate"] ?? null;
      const won = seen.filter(({ category }) => category === "won").length;
      const ended = seen.length - open.length;
      t.is(rate, ended ? (100 * won) / ended : null);
    }),
    { numRuns: 25 },
  );
});

test("over random rows, means are what a mean by hand gives", async (t) => {
  const { put, ask } = await testCounting(t, tables);
  const seconds = fc.option(fc.integer({ min: 0, max: 1e7 }));
  const one = fc.record({ priority: label, response_s: seconds, resolution_s: seconds });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 25 }), async (rows) => {
      await put(
        "case",
        rows.map((row) => ({ ...row, created_at: at })),
      );
      for (const found of (await ask("cases by priority")).rows) {
        const mine = rows.filter(({ priority }) => priority === found["priority"]);
        for (const [key, column] of [
          ["response", "response_s"],
          ["resolution", "resolution_s"],
        ] as const) {
          const known = mine.flatMap((row) => row[column] ?? []);
          const wanted = known.length ? sum(known) / known.length : null;
          const got = found[key] ?? null;
          if (wanted === null) t.is(got, null);
          else t.true(Math.abs(Number(got) - wanted) < 1e-6 * (1 + wanted));
        }
      }
    }),
    { numRuns: 20 },
  );
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Null when nothing has a value. */
function euros(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.round(sum(known)) / 100 : null;
}
