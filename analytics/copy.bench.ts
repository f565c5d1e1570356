/** How fast the first copy is, how fresh the copy stays, how fast it answers and what it weighs: `node analytics/copy.bench.ts [rows]`. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { startAnalytics, type Analytics, type Log } from "./client.ts";
import { testInsight } from "./testing/insight.ts";
import { benchServer } from "./testing/server.ts";

const rows = Number(process.argv[2] ?? 200_000);
const changes = 200;
const questions = 100;

const fill = `
  alter table base.interaction disable trigger record;
  insert into base.party (id, number, title) select gen_random_uuid(), 'CUS-' || n, 'Party ' || n from generate_series(1, 1000) n;
  with parties as (select array_agg(id) as ids from base.party)
  insert into base.interaction (id, number, party_id, channel, at, duration_s)
  select gen_random_uuid(), 'INT-' || n, ids[1 + n % 1000], (array['call', 'email', 'meeting'])[1 + n % 3],
         timestamptz '2019-01-01Z' + n * (interval '6 years' / ${rows}), n % 3600
    from parties, generate_series(1, ${rows}) n;
  alter table base.interaction enable trigger record;
  analyze`;

const teardowns: (() => unknown)[] = [];
const bench = { teardown: (work: () => unknown) => void teardowns.unshift(work) };

const server = await benchServer();
process.env["HUB_TEST_POSTGRES"] = server.url;
bench.teardown(() => server.stop());
try {
  await measure();
} finally {
  for (const work of teardowns) await work();
}

async function measure(): Promise<void> {
  const { url, owner } = await testInsight(bench);
  await owner.query(fill);
  const folder = await mkdtemp(join(tmpdir(), "analytics-bench-"));
  bench.teardown(() => rm(folder, { recursive: true, force: true }));
  const copied = Promise.withResolvers<number>();
  const start = (log: Log) => startAnalytics({ databaseUrl: url, file: join(folder, "copy.duckdb"), log });
  const first = await start(listen((ms) => copied.resolve(ms)));
  const ms = await copied.promise;
  console.log(
    `first copy         ${rows} interactions in ${ms} ms, ${Math.round((rows / ms) * 1000)} rows/s`,
  );
  await sleep(3000);
  console.log(`memory after it    ${await memory(first)}`);
  await first.stop();
  const analytics = await start(listen(() => {}));
  await sleep(3000);
  console.log(`memory idle        ${await memory(analytics)}`);
  report("freshness, ms", await freshness(analytics, owner));
  for (const zone of ["UTC", "Europe/Vienna"]) report(`ask, ms (${zone})`, await asking(analytics, zone));
  await analytics.stop();
}

/** From the end of COMMIT until a caller sees the row counted. */
async function freshness(analytics: Analytics, owner: Client): Promise<number[]> {
  const times: number[] = [];
  for (let expected = rows + 1; expected <= rows + changes; expected++) {
    await owner.query(
      "insert into base.interaction (id, number, channel, at) values (gen_random_uuid(), 'INT-0', 'call', now())",
    );
    const committed = performance.now();
    analytics.wake();
    while ((await analytics.status()).rows["interaction"] !== expected) await sleep(1);
    times.push(performance.now() - committed);
    await sleep(60 + Math.random() * 60);
  }
  return times;
}

async function asking(analytics: Analytics, timeZone: string): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < questions; count++) {
    const asked = performance.now();
    await analytics.ask({
      question: "interactions by month",
      visible: { all: true },
      now: new Date(),
      timeZone,
    });
    times.push(performance.now() - asked);
    await sleep(60);
  }
  return times;
}

function report(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  console.log(`${what.padEnd(18)} p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}  (${sorted.length})`);
}

async function memory(analytics: Analytics): Promise<string> {
  const status = await readFile(`/proc/${analytics.pid()}/status`, "utf8").catch(() => "");
  const read = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return status
    ? `${read("VmRSS")} MB resident, of which ${read("RssAnon")} MB its own`
    : "not measured on this system";
}

function listen(copied: (ms: number) => void): Log {
  const heard = (fields: object, message: string) => {
    if (message === "Copied everything.") copied((fields as { ms: number }).ms);
  };
  return { debug: heard, info: heard, warn: console.warn, error: console.error };
}
