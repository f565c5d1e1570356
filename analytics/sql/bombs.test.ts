/** Queries that would eat the machine end within their deadline, and the next one is answered. `BOMBS=all` tries all of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { testPool, type TestPool } from "../testing/pool.ts";

const doubled = (times: number): string =>
  `select length(s) from (${"select s || s as s from (".repeat(times)}select 'aaaaaaaaaaaaaaaa' as s${")".repeat(times)})`;

/** Each level doubles the columns. */
const wide = (inner: string, times: number): string =>
  `${"select *, * from (".repeat(times)}${inner}${")".repeat(times)}`;

const few = [
  "select count(*) from party a, party b, party c, party d",
  "with recursive n as (select 1 as i union all select i + 1 from n) select count(*) from n",
  "with recursive n as (select 'a' as s union all select s || s from n) select max(length(s)) from n",
];
const more = [
  "select count(*) from generate_series(1, 1000000000000)",
  "select a.id from party a, party b, party c order by a.id + b.id * c.id, b.title",
  "select count(distinct a.title || b.title || c.title) from party a, party b, party c",
  "select string_agg(a.title || b.title, ',') from party a, party b, party c",
  "select sum(a.id) over (partition by b.id order by c.id rows between 1000 preceding and 1000 following) from party a, party b, party c",
  "select a.title || b.title as t, count(*) from party a, party b, range(1000) group by all order by 2",
  "select count(*) from party a join party b on a.title < b.title join party c on b.title < c.title",
  "select unnest([1, 2, 3]), unnest([1, 2, 3, 4]) from range(1000000000) order by 1",
  wide("select * from party", 12),
  wide("select 1", 20),
  wide(`select 1 as "${"x".repeat(60_000)}"`, 9),
  doubled(24),
  doubled(40),
  `select length(${"replace(".repeat(12)}'a'${", 'a', 'aaaaaaaaaa')".repeat(12)})`,
  `select count(*) from (select string_agg(title, '') as t from party a, range(100)) where t like '%a%a%a%a%a%a%a%a%a%z'`,
  `select regexp_matches(string_agg('a', ''), '(a+)+(a+)+(a+)+b') from range(1000000)`,
  `select ${"(".repeat(5000)}1${")".repeat(5000)}`,
  `select ${"1 + ".repeat(15_000)}1`,
  `select ${"not ".repeat(15_000)}true`,
  `select ${"case when true then ".repeat(2500)}1${" end".repeat(2500)}`,
  `select ${"abs(".repeat(10_000)}1${")".repeat(10_000)}`,
  `${"select * from (".repeat(3000)}select 1${")".repeat(3000)}`,
  `select ${Array.from({ length: 900 }, (_, i) => `(select count(*) from party where id > ${i})`).join(", ")}`,
  `with ${Array.from({ length: 20 }, (_, i) => `c${i + 1} as (select a.* from c${i} a, c${i} b)`)
    .join(", ")
    .replace("c1 as", "c0 as (select id from party), c1 as")} select count(*) from c20`,
  `select count(*) from party where id in (${Array.from({ length: 9000 }, (_, i) => i).join(",")})`,
  "select * from party a, party b group by cube (a.id, b.id, a.title, b.title, a.created_at, b.created_at, a.score, b.score)",
  "select quantile_cont(a.id, 0.5), mode(b.title) from party a, party b, party c",
];

let folder: string;
let tested: TestPool;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "analytics-bombs-"));
  tested = await testPool(folder, { deadlineMs: 600 });
});
test.after.always(async () => {
  await tested?.pool.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What may become of them: refused, read wrongly, too slow, too large, ended; or a number, when it is quick enough. */
const ends = ["sql-refused", "sql-invalid", "too-slow", "sql-too-large", "sql-broke"];

for (const [index, sql] of (process.env["BOMBS"] === "all" ? [...few, ...more] : few).entries())
  test.serial(`bomb ${index}: ${sql.slice(0, 60)}`, async (t) => {
    await tested.outcome("select 1"); // a process is there: its start is not the bomb's time
    const began = performance.now();
    const outcome = await tested.outcome(sql);
    const took = performance.now() - began;
    if (process.env["BOMBS"] === "all") t.log(outcome, Math.round(took), "ms");
    if (index < few.length) t.true(["too-slow", "sql-too-large"].includes(String(outcome)), String(outcome));
    else t.true(typeof outcome === "number" || ends.includes(outcome), String(outcome));
    t.is(await tested.outcome("select * from party"), 1000);
  });

test.serial("a process that dies takes nobody with it", async (t) => {
  await tested.outcome("select 1");
  const [pid] = tested.pool.pids();
  const under = tested.outcome("select count(*) from party a, party b, party c, party d");
  process.kill(pid!, "SIGKILL");
  t.is(await under, "sql-broke");
  t.is(await tested.outcome("select * from party"), 1000);
  t.notDeepEqual(tested.pool.pids(), [pid]);
});

test.serial("a process that died while nobody asked is not asked", async (t) => {
  await tested.outcome("select 1");
  const [pid] = tested.pool.pids();
  process.kill(pid!, "SIGKILL");
  for (let round = 0; round < 200 && isAlive(pid!); round++) await sleep(10);
  await sleep(0); // whoever started it is told in a turn of its own
  t.is(await tested.outcome("select * from party"), 1000);
  t.notDeepEqual(tested.pool.pids(), [pid]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.serial("a file that is gone is said so, and others are answered", async (t) => {
  const error = await t.throwsAsync(tested.pool.run(join(folder, "none.duckdb"), "select 1", []));
  t.is((error as unknown as { code: string }).code, "sql-file-gone");
  t.is(await tested.outcome("select * from party"), 1000);
});

const onLinux = process.platform === "linux" ? test.serial : test.serial.skip;
onLinux("the process has no setting of ours, no open file of ours, and little memory", async (t) => {
  await tested.outcome("select 1");
  const proc = `/proc/${tested.pool.pids()[0]}`;
  const names = (await readFile(`${proc}/environ`, "utf8")).split("\0").map((line) => line.split("=")[0]);
  const allowed = [
    "",
    "TZ",
    "MALLOC_ARENA_MAX",
    "NODE_CHANNEL_FD",
    "NODE_CHANNEL_SERIALIZATION_MODE",
    "NODE_V8_COVERAGE", // which Node hands on by itself while coverage is measured
    "PWD",
    "OLDPWD",
    "SHLVL",
    "_",
  ];
  t.deepEqual(
    names.filter((name) => !allowed.includes(name!)),
    [],
  );
  const said = await readFile(`${proc}/limits`, "utf8");
  t.regex(said, /Max data size +1228800000 /);
  t.regex(said, /Max file size +0 /);
  t.regex(said, /Max core file size +0 /);
  const open = await Promise.all(
    (await readdir(`${proc}/fd`)).map((fd) => readlink(`${proc}/fd/${fd}`).catch(() => "")),
  );
  const files = open.filter((name) => name.startsWith("/") && !name.startsWith("/dev/"));
  t.deepEqual([...new Set(files)], [tested.file]);
});

onLinux("the process ends with whoever started it, even in the middle of a query", async (t) => {
  const code = `import { openPool } from ${JSON.stringify(new URL("pool.ts", import.meta.url).href)};
    const pool = openPool(60_000);
    await pool.run(process.argv[1], "select 1", []);
    void pool.run(process.argv[1], "select count(*) from party a, party b, party c, party d", ["party"]);
    process.stdout.write(String(pool.pids()[0]));`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", code, tested.file]);
  const [pid] = (await once(parent.stdout, "data")) as [Buffer];
  t.true(existsSync(`/proc/${String(pid)}`));
  parent.kill("SIGKILL");
  for (let round = 0; round < 200 && existsSync(`/proc/${String(pid)}`); round++) await sleep(20);
  t.false(existsSync(`/proc/${String(pid)}`));
});
