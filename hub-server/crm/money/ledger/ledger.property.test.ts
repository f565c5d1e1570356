/** The ledger as a model: whatever eight connections post, reverse, repeat and close at once, its invariants hold. */
import test from "ava";
import fc from "fast-check";
import pg from "pg";
import { openTestHub, type TestHub } from "../../../testing/hub.ts";
import type { Tx } from "../../tx.ts";
import { balances } from "./balance.ts";
import { post, reverse, type EntryDraft } from "./post.ts";

let hub: TestHub;
let people: pg.Client[];
const connections = 8;

test.before(async () => {
  hub = await openTestHub();
  people = Array.from(
    { length: connections },
    () => new pg.Client({ connectionString: hub.database.appUrl }),
  );
  for (const client of people) {
    await client.connect();
    await client.query(
      `select set_config('hub.person', (select id::text from access.person limit 1), false)`,
    );
  }
});
test.after.always(async () => {
  for (const client of people ?? []) await client.end();
  await hub?.stop();
});

const on = (client: pg.Client): Pick<Tx, "query"> => ({
  query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query(sql, [...values])).rows as Row[],
});

type Step =
  | {
      readonly do: "post";
      readonly key: number;
      readonly month: number;
      readonly amounts: readonly number[];
      readonly skew: number;
      readonly currency: string;
    }
  | { readonly do: "reverse"; readonly key: number; readonly month: number }
  | { readonly do: "append"; readonly key: number }
  | { readonly do: "close"; readonly month: number };

const month = fc.integer({ min: 1, max: 6 });
const key = fc.integer({ min: 0, max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      key,
      month,
      amounts: fc.array(
        fc.integer({ min: -100_000, max: 100_000 }).filter((n) => n !== 0),
        { minLength: 1, maxLength: 4 },
      ),
      skew: fc.constantFrom(0, 0, 0, 1),
      currency: fc.constantFrom("USD", "EUR"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("reverse" as const), key, month }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("append" as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("close" as const), month: fc.integer({ min: 5, max: 6 }) }),
  },
);

const purposes = ["bank", "sales", "expense", "cash"];
const day = (run: number, number: number) => `${2000 + run}-0${number}-15`;

function draft(
  run: number,
  { key, month, amounts, skew, currency }: Extract<Step, { do: "post" }>,
): EntryDraft {
  const lines = amounts.map((amount, place) => ({
    account: purposes[place]!,
    amount,
    currency,
    base: amount,
  }));
  const sum = amounts.reduce((total, amount) => total + amount, 0) - skew;
  return {
    key: `${run}/${key}`,
    date: day(run, month),
    memo: `step ${key}`,
    lines: [...lines, { account: "equity", amount: -sum, currency, base: -sum }],
  };
}

async function perform(client: pg.Client, run: number, step: Step): Promise<string> {
  const tx = on(client);
  await client.query("begin");
  try {
    if (step.do === "post") await post(tx, [draft(run, step)]);
    if (step.do === "reverse") await reverse(tx, [`${run}/${step.key}`], day(run, step.month));
    if (step.do === "close")
      await client.query(
        `update ledger.period set closed_at = now() where first_day = date_trunc('month', $1::date)`,
        [day(run, step.month)],
      );
    if (step.do === "append")
      await client.query(
        `insert into ledger.line (entry_id, position, account_id, amount_minor, currency, base_minor)
         select e.id, 90 + n, a.id, 5 - 10 * n, 'USD', 5 - 10 * n from ledger.entry e, ledger.account a, generate_series(0, 1) n
         where e.key = $1 and a.purpose = 'bank'`,
        [`${run}/${step.key}`],
      );
    await client.query("commit");
    return `${step.do} done`;
  } catch (error) {
    await client.query("rollback");
    return (error as { code?: string }).code ?? String(error);
  }
}

const refusals = new Set(["HB001", "conflict", "not-found"]);

test("whatever is posted, reversed, repeated and closed at once, the invariants hold", async (t) => {
  let run = 0;
  const outcomes = new Map<string, number>();
  const seen = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 120 }), async (steps) => {
      run++;
      const mine = people.map((client, place) => ({
        client,
        steps: steps.filter((_, index) => index % connections === place),
      }));
      const done = await Promise.all(
        mine.map(async ({ client, steps: list }) => {
          const results: [Step, string][] = [];
          for (const one of list) results.push([one, await perform(client, run, one)]);
          return results;
        }),
      );
      for (const [one, outcome] of done.flat()) {
        if (!outcome.endsWith("done") && !refusals.has(outcome))
          throw new Error(`${JSON.stringify(one)}: ${outcome}`);
        outcomes.set(`${one.do} ${outcome}`, (outcomes.get(`${one.do} ${outcome}`) ?? 0) + 1);
      }
      await invariants(seen);
      await closedStaysClosed(run);
    }),
    { numRuns: 30, seed: 20261122, endOnFailure: true, includeErrorInReport: true },
  );
  for (const needed of [
    "post post done",
    "post HB001",
    "reverse reverse done",
    "reverse conflict",
    "append HB001",
    "close close done",
  ])
    t.true((outcomes.get(needed) ?? 0) > 0, `${needed}: ${JSON.stringify([...outcomes])}`);
});

async function closedStaysClosed(run: number): Promise<void> {
  const { rows } = await people[0]!.query<{ month: number }>(
    `select extract(month from first_day)::int as month from ledger.period where closed_at is not null and extract(year from first_day) = $1`,
    [2000 + run],
  );
  for (const { month } of rows) {
    const late = { do: "post", month, amounts: [7], skew: 0, currency: "USD" } as const;
    const outcomes = await Promise.all(
      people.map((client, place) => perform(client, run, { ...late, key: 1000 + place })),
    );
    if (outcomes.some((outcome) => outcome !== "HB001"))
      throw new Error(`closed ${month}: ${outcomes.join()}`);
  }
}

/** @param seen what every line said when it was first seen */
async function invariants(seen: Map<string, string>): Promise<void> {
  const { rows: unbalanced } = await people[0]!.query(
    `select entry_id from ledger.line group by entry_id, currency having sum(amount_minor) <> 0
     union all select entry_id from ledger.line group by entry_id having sum(base_minor) <> 0
     union all select e.id from ledger.entry e where line_count <> (select count(*) from ledger.line l where l.entry_id = e.id)
     union all select id from ledger.entry group by id, key having count(*) > 1`,
  );
  if (unbalanced.length) throw new Error(`unbalanced: ${JSON.stringify(unbalanced)}`);
  const { rows: lines } = await people[0]!.query<{ id: string; line: string }>(
    `select l.entry_id || '/' || l.position as id, l::text as line from ledger.line l`,
  );
  const { rows: folded } = await people[0]!.query<{ code: string; amount: string; currency: string }>(
    `select a.code, l.currency, l.amount_minor as amount from ledger.line l join ledger.account a on a.id = l.account_id`,
  );
  const fold = new Map<string, number>();
  for (const { code, currency, amount } of folded)
    fold.set(`${code} ${currency}`, (fold.get(`${code} ${currency}`) ?? 0) + Number(amount));
  for (const { code, currency, amount } of await balances(on(people[0]!)))
    if (fold.get(`${code} ${currency}`) !== amount) throw new Error(`balance of ${code} in ${currency}`);
  const now = new Map(lines.map((row) => [row.id, row.line]));
  for (const [id, line] of seen) if (now.get(id) !== line) throw new Error(`line ${id} changed`);
  for (const [id, line] of now) seen.set(id, line);
}
