import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { startAnalytics, type Analytics, type Question } from "./client.ts";
import { openStore } from "./copy/store.ts";
import { quietLog, testFolder, testInsight } from "./testing/insight.ts";

async function testAnalytics(t: ExecutionContext, rows = 0) {
  const insight = await testInsight(t);
  const add = (count: number) =>
    insight.owner.query(
      `insert into base.interaction (id, number, channel, at)
       select gen_random_uuid(), 'INT-' || n, 'call', timestamptz '2024-01-01Z' + n * interval '1 minute' from generate_series(1, $1::int) n`,
      [count],
    );
  if (rows > 0) await add(rows);
  const file = join(await testFolder(t), "copy.duckdb");
  const log = quietLog();
  const analytics = await startAnalytics({ databaseUrl: insight.url, file, log });
  t.teardown(() => analytics.stop());
  return { ...insight, add, file, log, analytics };
}

const asking = (question: string, more: Partial<Question> = {}): Question => ({
  question,
  visible: { all: true },
  now: new Date("2024-05-15T12:00:00Z"),
  timeZone: "Europe/Vienna",
  ...more,
});

async function soon<T>(
  read: () => Promise<T> | T,
  good: (value: T) => boolean,
  milliseconds = 10_000,
): Promise<T> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (good(value) || Date.now() > until) return value;
    await sleep(20);
  }
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a question counts what was committed just before it", async (t) => {
  const { analytics, add } = await testAnalytics(t, 10);
  t.is((await analytics.ask(asking("interactions"))).rows[0]?.["interactions"], 10);
  await add(5);
  const answer = await analytics.ask(asking("interactions by month"));
  t.is(answer.fact, "15 interactions on 1 Jan 2024.");
});

test("a hint brings the copy up to date, and status tells rows and age", async (t) => {
  const { analytics, add } = await testAnalytics(t, 10);
  await soon(
    () => analytics.status(),
    ({ ready }) => ready,
  );
  await add(7);
  for (let hint = 0; hint < 100; hint++) analytics.wake();
  const status = await soon(
    () => analytics.status(),
    ({ rows }) => rows["interaction"] === 17,
  );
  t.deepEqual(status.rows, { interaction: 17, party: 0, product: 0 });
  t.true(status.ready && status.problem === null && status.lagMs! >= 0);
});

test("without any hint the copy is seconds behind at most", async (t) => {
  const { analytics, add } = await testAnalytics(t);
  await soon(
    () => analytics.status(),
    ({ ready }) => ready,
  );
  await add(3);
  const status = await soon(
    () => analytics.status(),
    ({ rows }) => rows["interaction"] === 3,
    5000,
  );
  t.is(status.rows["interaction"], 3);
});

test("an error crosses the processes with its sentence, code and suggestions", async (t) => {
  const { analytics } = await testAnalytics(t);
  const error = await t.throwsAsync(analytics.ask(asking("interactoins by month")));
  t.like(error, { code: "metric-unknown", status: 400, extra: { nearest: "interactions" } });
});

test("a question ends at its deadline or when it is withdrawn, and the next one is answered", async (t) => {
  const { analytics } = await testAnalytics(t, 1000);
  await t.throwsAsync(analytics.ask(asking("interactions", { deadlineMs: 0 })), { code: "too-slow" });
  const withdrawn = new AbortController();
  const asked = analytics.ask(asking("interactions", { signal: withdrawn.signal }));
  withdrawn.abort();
  await t.throwsAsync(asked, { code: "cancelled" });
  await t.throwsAsync(analytics.ask(asking("interactions", { signal: AbortSignal.abort() })), {
    code: "cancelled",
  });
  t.is((await analytics.ask(asking("interactions"))).rows.length, 1);
});

test("killed again and again while it copies and while people write, the copy ends up equal", async (t) => {
  const { analytics, add, owner, file } = await testAnalytics(t, 60_000);
  for (let kill = 0; kill < 4; kill++) {
    await sleep(60 + kill * 90);
    await add(50);
    await owner.query("delete from base.interaction where id in (select id from base.interaction limit 20)");
    analytics.wake();
    await sleep(kill * 4);
    const pid = await soon(
      () => analytics.pid(),
      (pid) => pid !== undefined,
    );
    process.kill(pid!, "SIGKILL");
    await soon(
      () => analytics.pid(),
      (now) => now !== undefined && now !== pid,
    );
  }
  const expected = await owner.query({
    text: "select count(*)::int, count(distinct id)::int, sum(extract(epoch from at))::bigint::text from insight.interaction",
    rowMode: "array",
  });
  const want = expected.rows[0] as unknown[];
  await soon(
    () => count(analytics),
    (rows) => rows === want[0],
    20_000,
  );
  await analytics.stop();
  const store = await openStore(file);
  t.teardown(() => store.close());
  const have = await store.with((connection) =>
    connection.runAndReadAll(
      'select count(*)::int, count(distinct id)::int, sum(epoch("at"))::bigint::varchar from interaction',
    ),
  );
  t.deepEqual(have.getRowsJson()[0], want as never);
});

const count = async (analytics: Analytics): Promise<unknown> =>
  analytics.ask(asking("interactions")).then(
    ({ rows }) => rows[0]?.["interactions"],
    () => null,
  );

test("questions under way are told when the process dies, and it comes back", async (t) => {
  const { analytics } = await testAnalytics(t, 5);
  const asked = analytics.ask(asking("interactions"));
  const pid = analytics.pid()!;
  process.kill(pid, "SIGKILL");
  await t.throwsAsync(asked, { code: "down", message: /Ask again in a moment/ });
  t.like(await analytics.status(), {
    ready: false,
    problem: "Analytics is starting again. Ask again in a moment.",
  });
  t.is(
    await soon(
      () => count(analytics),
      (rows) => rows === 5,
    ),
    5,
  );
});

test("signals to the whole group leave it to the hub: nothing ends early, nothing is started again", async (t) => {
  const { analytics, log } = await testAnalytics(t, 5);
  const pid = analytics.pid()!;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.kill(pid, signal);
  t.is((await analytics.ask(asking("interactions"))).rows[0]?.["interactions"], 5);
  await analytics.stop();
  t.false(alive(pid));
  t.deepEqual(
    log.lines.filter((line) => line.includes("started again")),
    [],
  );
});

test("the process ends with its parent, however that ends", async (t) => {
  const { url } = await testInsight(t);
  const parent = fork(new URL("testing/parent.ts", import.meta.url), [
    url,
    join(await testFolder(t), "copy.duckdb"),
  ]);
  const [pid] = (await once(parent, "message")) as [number];
  t.true(alive(pid));
  parent.kill("SIGKILL");
  t.false(
    await soon(
      () => alive(pid),
      (living) => !living,
      5000,
    ),
  );
});

test("a second process on the same file is refused, and does not keep trying", async (t) => {
  const { url, file } = await testAnalytics(t);
  await t.throwsAsync(startAnalytics({ databaseUrl: url, file, log: quietLog() }), {
    code: "file-in-use",
    message: /is in use by process \d+\. One hub per data folder/,
  });
});

test("a database that cannot be reached is a problem of the status and a plain sentence to who asks", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const databaseUrl = "postgres://nobody@127.0.0.1:1/none";
  const analytics = await startAnalytics({ databaseUrl, file, log: quietLog() });
  t.teardown(() => analytics.stop());
  const status = await soon(
    () => analytics.status(),
    ({ problem }) => problem !== null,
  );
  t.regex(status.problem!, /ECONNREFUSED/);
  const error = await t.throwsAsync(analytics.ask(asking("interactions")), { code: "not-ready" });
  t.notRegex(error.message, /127\.0\.0\.1/);
});
