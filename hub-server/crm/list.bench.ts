/**
 * Lists of 50 and profiles among a million parties, as the pipeline answers them, for people who see all, their team's (5 %) or their own (0.5 %).
 * `node hub-server/crm/list.bench.ts [parties] [seed] [--explain]`; the last prints the plan of what took longer than it should.
 */
import { parties, recordProfile } from "../contract/index.ts";
import { openBenchHub } from "../testing/bench/hub.ts";
import { figure, timesOf } from "../testing/bench/measure.ts";
import { fillCompany, fillTimelines, halfway, viewers, type Scope } from "../testing/bench/million.ts";
import { noteStatements } from "../testing/bench/statements.ts";

const [count = 1_000_000, seed = 1] = process.argv
  .slice(2)
  .map(Number)
  .filter((number) => !Number.isNaN(number));
const runs = 600; // of fewer, two pauses of a shared machine would be the 99th percentile
const tooLong = 20; // ms
const keys = {
  name: "name_key",
  city: "city_key",
  created_at: null,
} as const;

const statements = noteStatements();
const bench = await openBenchHub();
try {
  console.error(`filled in ${await fillCompany(bench.owner, count, seed)} s`);
  await bench.owner.query("checkpoint");
  await timesOf(runs, () => enter("all", parties.list, { limit: 50 })); // a hub that has just started compiles first
  for (const scope of ["all", "team", "own"] as const) await lists(scope);
  const seen = await fillTimelines(bench.owner);
  await bench.owner.query("checkpoint"); // what was filled in is on disk before anything is measured
  await profiles(seen);
} finally {
  await bench.stop();
}

async function lists(scope: Scope): Promise<void> {
  for (const [sort, key] of Object.entries(keys)) {
    await list(scope, `by ${sort}`, { sort });
    await list(scope, `by ${sort}, newest first`, { sort: `-${sort}` });
    await list(scope, `by ${sort}, from the middle`, { sort, after: await halfway(bench.owner, scope, key) });
  }
  await list(scope, "of a large country by name", { country: "Country 50" });
  await list(scope, "of a small country by name", { country: "Country 1" });
  await list(scope, "of a country by city", { country: "Country 50", sort: "city" });
  await list(scope, "of a city by name", { city: "City 0" });
  await list(scope, "of nothing", { country: "Nowhere" });
  await find(scope, "one rare word", "777777");
  await find(scope, "one common word", "terra");
  await find(scope, "two words", "goldhansa vega");
  await find(scope, "two letters", "xe");
  await find(scope, "nothing", "qqqq");
}

function list(scope: Scope, what: string, input: object): Promise<void> {
  return report(scope, `list ${what}`, () => enter(scope, parties.list, { limit: 50, ...input }));
}

function find(scope: Scope, what: string, text: string): Promise<void> {
  return report(scope, `find ${what}`, () => enter(scope, parties.find, { text, limit: 10 }));
}

/** Profiles with their timeline, each of another party with 100 interactions. */
async function profiles(seen: Record<Scope, string[]>): Promise<void> {
  for (const scope of ["all", "team", "own"] as const) {
    let next = 0;
    const ref = () => seen[scope][next++ % seen[scope].length]!;
    await report(scope, "profile with its timeline", () => enter(scope, recordProfile, { ref: ref() }));
  }
}

async function enter(
  scope: Scope,
  call: typeof parties.list | typeof parties.find | typeof recordProfile,
  input: Record<string, unknown>,
) {
  const principal = {
    userId: viewers[scope],
    deviceId: "",
    kind: "session",
    tokenId: "bench",
    admin: false,
  } as const;
  return bench.inside.enter({ call, input, principal, source: { kind: "api", ref: {} }, address: "bench" });
}

async function report(scope: Scope, name: string, work: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  await work();
  const slow = performance.now() - from > 200; // fewer runs of what would take minutes
  const times = await timesOf(slow ? 10 : runs, work);
  console.log(figure(`${name}, ${scope}`, times));
  if (times.p99 > tooLong && process.argv.includes("--explain")) await explain(work, viewers[scope]);
}

/** The plan of the call's longest statement, as the person who made it. */
async function explain(work: () => Promise<unknown>, userId: string): Promise<void> {
  statements.take();
  await work();
  const asked = statements.take();
  const longest = asked.find((text) => /^(with few|SELECT "id")/.test(text)) ?? "";
  const person = asked.find((text) => text.includes("hub.person"));
  if (!longest || !person) return;
  const client = await bench.database.pool.connect();
  try {
    await client.query("begin");
    await client.query(person, [userId]);
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain (analyze, buffers, costs off) ${longest}`,
    );
    for (const row of rows) console.error(row["QUERY PLAN"]);
  } finally {
    await client.query("rollback");
    client.release();
  }
}
