import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { socketUrl } from "../connection.ts";
import { silent } from "../log.ts";
import { openDatabase } from "../open.ts";
import { startEmbedded } from "./embedded.ts";
import { clearOrphans } from "./orphans.ts";
import { socketFolder } from "./socket-folder.ts";

function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "hub-embedded-"));
  t.teardown(async () => {
    const sockets = socketFolder(folder);
    // The PostgreSQL of a killed hub is still writing its last checkpoint.
    if (existsSync(join(folder, "postgres"))) await clearOrphans(join(folder, "postgres"), sockets, silent);
    for (const left of [folder, sockets]) rmSync(left, { recursive: true, force: true });
  });
  return folder;
}

const config = (data: string) => ({ data, databaseUrl: "", databaseAppUrl: "" });
const careless = { fsync: "off" };
const fixture = join(import.meta.dirname, "hub.fixture.ts");

/** Starts the fixture; `wait` answers its next line for which `found` is true. */
function startHub(t: ExecutionContext, data: string, before: readonly string[] = []) {
  const [program, ...args] = [...before, process.execPath, fixture, data];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  t.teardown(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const wait = async (found: (line: Line) => boolean): Promise<Line> => {
    while (true) {
      const { value, done } = await lines.next();
      if (done) throw new Error("the hub ended");
      const line = JSON.parse(value) as Line;
      if (found(line)) return line;
    }
  };
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { child, wait, kill };
}

interface Line {
  readonly appUrl?: string;
  readonly committed?: number;
  readonly error?: string;
}

test.serial("what was committed is there when the hub is killed and starts again", async (t) => {
  const data = temporary(t);
  const hub = startHub(t, data);
  const { committed } = await hub.wait((line) => (line.committed ?? 0) >= 200);
  await hub.kill();
  const { pool, stop } = await openDatabase({ config: config(data) });
  t.teardown(stop);
  const { rows } = await pool.query("select count(*)::int as kept from hub.setting where key like 'row-%'");
  t.true(rows[0].kept >= committed!, `${rows[0].kept} of ${committed} rows`);
});

test.serial("a second hub on the same data folder is refused and the first goes on", async (t) => {
  const data = temporary(t);
  const hub = startHub(t, data);
  await hub.wait((line) => line.committed === 1);
  await t.throwsAsync(openDatabase({ config: config(data) }), {
    name: "CannotStart",
    message: `Another hub (process ${hub.child.pid}) uses this data folder: ${data}`,
  });
  const { committed } = await hub.wait((line) => line.committed! > 1);
  await hub.wait((line) => line.committed! > committed! + 50);
  await hub.kill();
});

test.serial("of three hubs that start together on a new data folder one starts", async (t) => {
  const data = temporary(t);
  const starts = await Promise.all(
    [1, 2, 3].map(() => startHub(t, data).wait((line) => Boolean(line.appUrl ?? line.error))),
  );
  const refused = starts.flatMap(({ error }) => error ?? []);
  t.is(refused.length, 2);
  for (const sentence of refused)
    t.regex(sentence, /^Another hub \((process \d+|just starting)\) uses this data folder/);
});

test.serial("a killed initdb leaves nothing half done", async (t) => {
  const data = temporary(t);
  const hub = startHub(t, data);
  const begun = () =>
    readdirSync(data).some(
      (name) => name.startsWith("postgres.unfinished-") && readdirSync(join(data, name)).length > 5,
    );
  while (!begun()) await pause(5);
  await hub.kill();
  t.false(existsSync(join(data, "postgres")));
  const embedded = await startEmbedded(data, silent, careless);
  t.teardown(embedded.stop);
  t.deepEqual(readdirSync(data).toSorted(), ["hub.lock", "hub.pid", "postgres"]);
});

test.serial("PostgreSQL is started again when it is killed, and committed rows are there", async (t) => {
  const data = temporary(t);
  const embedded = await startEmbedded(data, silent);
  t.teardown(embedded.stop);
  const run = async (sql: string) => {
    const client = new Client({ connectionString: socketUrl(embedded.sockets, "hub", "postgres") });
    client.on("error", () => {});
    await client.connect();
    const result = await client.query(sql);
    await client.end();
    return result;
  };
  await run("create table kept as select 1 as one");
  const before = embedded.pid();
  process.kill(before, "SIGKILL");
  while (embedded.pid() === before) await pause(20);
  t.is((await run("select * from kept")).rowCount, 1);
});

test.serial("a process that has the id of a PostgreSQL that died does not stop the start", async (t) => {
  const data = temporary(t);
  await (await startEmbedded(data, silent, careless)).stop();
  // What a killed container leaves: its next process ids begin at 1 again.
  writeFileSync(join(data, "postgres", "postmaster.pid"), `${process.pid}\n${data}/postgres\n0\n5432\n\n\n`);
  const embedded = await startEmbedded(data, silent, careless);
  t.teardown(embedded.stop);
  t.true(embedded.pid() > 0);
});

test.serial("stop leaves no process and no socket", async (t) => {
  const embedded = await startEmbedded(temporary(t), silent, careless);
  const pid = embedded.pid();
  await embedded.stop();
  t.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  t.false(existsSync(embedded.sockets));
});

test.serial("a data folder that cannot be written is named", async (t) => {
  const file = join(temporary(t), "file");
  writeFileSync(file, "");
  const sentence = (data: string) =>
    new RegExp(
      `^The data folder ${data} cannot be written \\(.+\\)\\. Make it writable, or choose another with HUB_DATA\\.$`,
    );
  for (const data of [file, "/proc/hub-data"])
    await t.throwsAsync(openDatabase({ config: config(data) }), {
      name: "CannotStart",
      message: sentence(data),
    });
});

test.serial("a data folder of another major version is refused untouched", async (t) => {
  const data = temporary(t);
  mkdirSync(join(data, "postgres"));
  writeFileSync(join(data, "postgres", "PG_VERSION"), "17\n");
  await t.throwsAsync(openDatabase({ config: config(data) }), { message: /was written by PostgreSQL 17/ });
  t.is(readFileSync(join(data, "postgres", "PG_VERSION"), "utf8"), "17\n");
});

test.serial("a socket folder that others may enter is refused", async (t) => {
  const data = temporary(t);
  const sockets = socketFolder(data);
  mkdirSync(sockets, { mode: 0o755 });
  await t.throwsAsync(startEmbedded(data, silent), { name: "CannotStart", message: /mode 0700/ });
});

const root = process.geteuid?.() === 0;
const asOther = root && existsSync("/usr/bin/setpriv") ? test.serial : test.serial.skip;
const nobody = 65_534;

asOther("a user without rights can run it (skipped unless the tests run as root with setpriv)", async (t) => {
  const data = temporary(t);
  chownSync(data, nobody, nobody);
  const before = ["setpriv", "--reuid", `${nobody}`, "--regid", `${nobody}`, "--clear-groups"];
  const hub = startHub(t, data, before);
  const { committed, error } = await hub.wait((line) => Boolean(line.committed ?? line.error));
  await hub.kill();
  t.is(error, undefined);
  t.is(committed, 1);
});
