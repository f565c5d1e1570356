import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { quietLog, testFolder } from "../testing/insight.ts";
import { fakeSource } from "./fake.ts";
import { follow } from "./follow.ts";
import type { Column, View } from "./source.ts";
import { openStore } from "./store.ts";

const text = (name: string): Column => ({ name, type: "VARCHAR", read: name, udt: "text" });
const view: View = { name: "order", columns: [text("id"), text("at")], depends: {}, scope: [] };

async function testFollower(t: ExecutionContext, file: string, source = fakeSource([view])) {
  const store = await openStore(file);
  const log = quietLog();
  const follower = follow({ source, store, log, clock: () => new Date() });
  const stop = async () => {
    await follower.stop();
    await store.close();
  };
  t.teardown(stop);
  await follower.catchUp();
  const ids = () =>
    store.with(async (connection) =>
      (await connection.runAndReadAll('select id from "order" order by id')).getRowsJson().flat(),
    );
  return { store, source, follower, log, ids, stop };
}

test("a damaged file is built anew", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  await writeFile(file, "this was a database once ".repeat(1000));
  const source = fakeSource([view]);
  source.put("order", "1", ["1", "x"]);
  const { ids } = await testFollower(t, file, source);
  t.deepEqual(await ids(), ["1"]);
});

test("a file whose blocks were damaged after it was closed is built anew", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const source = fakeSource([view]);
  for (let n = 0; n < 5000; n++) source.put("order", `${n}`, [`${n}`, `${Math.sin(n)}`]);
  const first = await testFollower(t, file, source);
  await first.stop();
  const bytes = await readFile(file);
  bytes.fill(7, 12_288 + 100, bytes.length);
  await writeFile(file, bytes);
  const { ids, follower } = await testFollower(t, file, source);
  for (const until = Date.now() + 20_000; follower.state().problem && Date.now() < until;) await sleep(20);
  t.is((await ids()).length, 5000);
});

test("a file cut short is built anew", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const source = fakeSource([view]);
  source.put("order", "1", ["1", "x"]);
  const first = await testFollower(t, file, source);
  await first.stop();
  await truncate(file, 5000);
  const { ids } = await testFollower(t, file, source);
  t.deepEqual(await ids(), ["1"]);
});

test("a file deleted while it is in use is built anew", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const { ids, source, follower } = await testFollower(t, file);
  await rm(file);
  source.put("order", "2", ["2", "x"]);
  await follower.catchUp();
  t.deepEqual(await ids(), ["2"]);
  t.truthy(await readFile(file));
});

test("a kept file goes on where it stood, and a foreign one is copied again", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const source = fakeSource([view]);
  source.put("order", "1", ["1", "x"]);
  const first = await testFollower(t, file, source);
  await first.stop();
  source.put("order", "2", ["2", "x"]);
  const second = await testFollower(t, file, source);
  t.deepEqual(await second.ids(), ["1", "2"]);
  t.false(second.log.lines.some((line) => line.startsWith("Copied everything")));
  source.put("order", "1", null);
  source.restart();
  await second.follower.catchUp();
  t.deepEqual(await second.ids(), ["2"]);
  t.true(second.log.lines.some((line) => line.startsWith("Copied everything")));
});

test("a file that another process holds is refused with its name and the holder", async (t) => {
  const file = join(await testFolder(t), "copy.duckdb");
  const other = fork(new URL("../testing/hold.ts", import.meta.url), [file]);
  t.teardown(() => other.kill());
  await once(other, "message");
  const error = await t.throwsAsync(openStore(file), { code: "file-in-use" });
  t.true(existsSync(`${file}.scratch`), "the scratch folder of the other is left alone");
  t.regex(error.message, new RegExp(`^${file} is in use by process ${other.pid}`));
});

test("SQL cannot read a file outside the scratch folder", async (t) => {
  const { store } = await testFollower(t, join(await testFolder(t), "copy.duckdb"));
  await t.throwsAsync(
    store.with((connection) => connection.run("select * from read_text('/etc/passwd')")),
    { message: /disabled|permission/i },
  );
});
