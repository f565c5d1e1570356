/**
 * A hub that is killed while it loads a file: the next one goes on where it was, and no row is loaded twice or left out.
 * By `npm run test:kill` only: it starts two hubs.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import test from "ava";
import { Client } from "pg";
import { testDatabase } from "../../testing/database.ts";

interface Progress {
  readonly state: string;
  readonly done: number;
  readonly added: number;
}
const program = fileURLToPath(new URL("running.fixture.ts", import.meta.url));
const rows = 250;

/** Runs until what it says of its import fits, and kills it then. */
async function runUntil(url: string, count: number, fits: (now: Progress) => boolean): Promise<Progress> {
  const child: ChildProcess = spawn(process.execPath, [program, url, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      const now = JSON.parse(line) as Progress;
      if (fits(now)) return now;
    }
    throw new Error("It ended by itself.");
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

test("an import goes on after kill -9, and each row is loaded once", async (t) => {
  const database = await testDatabase(t);
  const killed = await runUntil(database.ownerUrl, rows, ({ done }) => done > 0);
  t.true(killed.done < rows);
  const done = await runUntil(database.ownerUrl, 0, ({ state }) => state === "done");
  t.deepEqual([done.done, done.added], [rows, rows]);
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  const counted = await client.query(`
    select count(*)::int as parties, count(distinct name)::int as names,
      (select count(*)::int from hub.change_event where entity = 'party' and op = 'add' and source = 'import') as events,
      (select count(*)::int from crm.external_id) as ids
    from crm.party where name like 'Person %'`);
  await client.end();
  t.deepEqual(counted.rows, [{ parties: rows, names: rows, events: rows, ids: rows }]);
});
