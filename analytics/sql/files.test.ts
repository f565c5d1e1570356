/** Files of standings: shared while fresh, replaced when the copy moves on, few. */
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import test, { type ExecutionContext } from "ava";
import type { Copied } from "../copy/mark.ts";
import { openStore } from "../copy/store.ts";
import { testFolder } from "../testing/insight.ts";
import type { Access } from "./access.ts";
import { bounds, openFiles } from "./files.ts";

const people = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"] as const;
const column = (name: string, type: string) => ({ name, type, read: name, udt: type });
const views: Copied["views"] = [
  {
    name: "party",
    columns: [
      column("id", "INTEGER"),
      column("title", "VARCHAR"),
      column("owner_id", "UUID"),
      column("removed_at", "TIMESTAMP"),
    ],
    depends: {},
    scope: ["owner_id"],
  },
  { name: "stray", columns: [column("id", "INTEGER")], depends: {}, scope: [] },
];
const copied = (snapshot: string, asOf = "2026-01-01T00:00:00Z"): Copied => ({
  mark: { origin: "test", snapshot },
  views,
  asOf: new Date(asOf),
});
const access = (lists: readonly (readonly string[])[], names = ["id", "title"]): Access => [
  { view: "party", columns: names.map((name) => ({ name, masks: [] })), lists },
  { view: "stray", columns: [{ name: "id", masks: [] }], lists },
];

async function testFiles(t: ExecutionContext) {
  const folder = await testFolder(t);
  const store = await openStore(join(folder, "copy.duckdb"));
  await store.with(async (connection) => {
    await connection.run(
      "create table party (id integer, title varchar, owner_id uuid, removed_at timestamp)",
    );
    await connection.run("create table stray as select 1 as id");
    await connection.run(
      `insert into party values (1, 'one', '${people[0]}', null), (2, 'two', '${people[1]}', null),
         (3, 'nobody''s', null, null), (4, 'gone', '${people[0]}', now()::timestamp)`,
    );
  });
  let now = 0;
  const files = await openFiles(store, join(folder, "sql"), () => new Date(now));
  t.teardown(async () => {
    await files.close();
    await store.close();
  });
  return { files, folder: join(folder, "sql"), pass: (ms: number) => (now += ms) };
}

async function titles(file: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll("select * from party order by id")).getRowObjects();
  connection.closeSync();
  instance.closeSync();
  return rows.map((row) => row["title"]);
}

test("a file holds the rows of every list and no removed ones; a list of nobody, or of no ids, holds none", async (t) => {
  const { files } = await testFiles(t);
  const seen = async (lists: readonly (readonly string[])[]) =>
    titles((await files.publish(access(lists), copied("1"))).file);
  t.deepEqual(await seen([]), ["one", "two", "nobody's"]);
  t.deepEqual(await seen([[people[0]]]), ["one"]);
  t.deepEqual(await seen([people, [people[1]]]), ["two"]);
  t.deepEqual(await seen([[people[0]], [people[1]]]), []);
  t.deepEqual(await seen([[]]), []);
  t.deepEqual(await seen([["') or true --"]]), []);
});

test("columns and views that are not there are left out, and rows of nobody are for those who see all", async (t) => {
  const { files } = await testFiles(t);
  const { tables } = await files.publish(access([[people[0]]], ["id", "salary"]), copied("1"));
  t.deepEqual(tables, [{ name: "party", columns: [{ name: "id", type: "INTEGER" }] }]);
  t.is((await files.publish(access([]), copied("1"))).tables.length, 2);
});

test("a file is kept while nothing changed, and made anew after a while when something did", async (t) => {
  const { files, folder, pass } = await testFiles(t);
  const first = await files.publish(access([]), copied("1"));
  t.is((await stat(first.file)).mode & 0o777, 0o400);
  pass(bounds.fresh * 2);
  const same = await files.publish(access([]), copied("1", "2026-01-01T00:01:00Z"));
  t.deepEqual(same, { ...first, asOf: "2026-01-01T00:01:00.000Z" });
  const next = await files.publish(access([]), copied("2", "2026-01-01T00:02:00Z"));
  t.not(next.file, first.file);
  t.false(existsSync(first.file));
  const [a, b] = await Promise.all([
    files.publish(access([]), copied("3")),
    files.publish(access([]), copied("3")),
  ]);
  t.is(a.file, b.file);
  t.is((await readdir(folder)).length, 1);
});

test("a file that nobody waits for any more is not made", async (t) => {
  const { files, folder } = await testFiles(t);
  const waits = new AbortController();
  const first = files.publish(access([]), copied("1"));
  const withdrawn = files.publish(access([[people[0]]]), copied("1"), waits.signal);
  const after = files.publish(access([[people[1]]]), copied("1"), new AbortController().signal);
  waits.abort();
  await t.throwsAsync(withdrawn, { code: "cancelled" });
  await Promise.all([first, after]);
  t.is((await readdir(folder)).length, 2);
});

test("there are at most so many files; those asked for longest ago go first", async (t) => {
  const { files, folder } = await testFiles(t);
  const ids = Array.from(
    { length: bounds.files + 3 },
    (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
  );
  for (const id of ids) await files.publish(access([[id]]), copied("1"));
  t.is((await readdir(folder)).length, bounds.files);
  await files.close();
  t.false(existsSync(folder));
});
