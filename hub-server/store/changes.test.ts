import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import { Client } from "pg";
import type { Pool } from "pg";
import { testDatabase } from "../testing/database.ts";
import { recordChange } from "./change.fixture.ts";
import { adoptRestored, presentSnapshot, readChanges } from "./changes.ts";
import type { Snapshot } from "./changes.ts";
import { withTransaction } from "./transaction.ts";

const entities = (changes: readonly { readonly entity: string }[]) => changes.map(({ entity }) => entity);

/** Reads to the end, in batches. */
async function readAll(pool: Pool, since: Snapshot | null, limit: number) {
  const found: string[] = [];
  for (let from = since; ;) {
    const { changes, snapshot, more } = await readChanges(pool, from, limit);
    found.push(...entities(changes));
    if (!more) return { found, snapshot };
    from = snapshot;
  }
}

/** A small generator with a seed, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("each change is read once, with what it says", async (t) => {
  const { pool } = await testDatabase(t);
  await recordChange(pool, "one");
  const first = await readChanges(pool, null);
  t.like(first.changes[0], {
    seq: 1,
    entity: "one",
    op: "add",
    patch: { name: [null, "Acme"] },
    undoOf: null,
  });
  t.true(first.changes[0]!.at instanceof Date);
  await recordChange(pool, "two");
  const second = await readChanges(pool, first.snapshot);
  t.deepEqual(entities(second.changes), ["two"]);
  t.deepEqual((await readChanges(pool, second.snapshot)).changes, []);
});

test("the naive reader skips a row that commits late, this one reads it", async (t) => {
  const { pool } = await testDatabase(t);
  const { snapshot } = await readChanges(pool, null);
  const naive = async (after: number) =>
    (await pool.query("select seq::int, entity from hub.change_event where seq > $1 order by seq", [after]))
      .rows;
  let between: Awaited<ReturnType<typeof readChanges>> | undefined;
  let last = 0;
  await withTransaction(pool, async (late) => {
    await recordChange(late, "late"); // takes the lower seq, commits last
    await recordChange(pool, "early");
    last = (await naive(0)).at(-1).seq;
    between = await readChanges(pool, snapshot);
  });
  t.deepEqual(await naive(last), []); // lost for ever
  t.deepEqual(entities(between!.changes), ["early"]);
  t.deepEqual(entities((await readChanges(pool, between!.snapshot)).changes), ["late"]);
});

test("a long delta is read in batches, while more is written", async (t) => {
  const { pool } = await testDatabase(t);
  for (let i = 0; i < 10; i++) await recordChange(pool, `before-${i}`);
  const start = await readChanges(pool, null, 4);
  t.true(start.more);
  await recordChange(pool, "after");
  const { found, snapshot } = await readAll(pool, JSON.parse(JSON.stringify(start.snapshot)), 4);
  t.deepEqual(found, ["before-4", "before-5", "before-6", "before-7", "before-8", "before-9"]);
  t.deepEqual((await readAll(pool, snapshot, 4)).found, ["after"]);
});

test("a reader of the present sees only what follows", async (t) => {
  const { pool } = await testDatabase(t);
  await recordChange(pool, "before");
  const snapshot = await presentSnapshot(pool);
  await recordChange(pool, "after");
  t.deepEqual(entities((await readChanges(pool, snapshot)).changes), ["after"]);
});

test("changes in a savepoint are read like others", async (t) => {
  const { pool } = await testDatabase(t);
  const { snapshot } = await readChanges(pool, null);
  await withTransaction(pool, async (client) => {
    await client.query("savepoint one");
    await recordChange(client, "kept");
    await client.query("savepoint two");
    await recordChange(client, "dropped");
    await client.query("rollback to savepoint two");
  });
  t.deepEqual(entities((await readChanges(pool, snapshot)).changes), ["kept"]);
});

test("with 8 writers that pause and roll back, a reader loses nothing and sees nothing twice", async (t) => {
  const { pool } = await testDatabase(t);
  const committed: string[] = [];
  const write = async (writer: number) => {
    const random = seeded(writer + 1);
    for (let i = 0; i < 25; i++) {
      const names = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, row) => `${writer}-${i}-${row}`);
      const wanted = random() > 0.1;
      const done = withTransaction(pool, async (client) => {
        for (const name of names) {
          await recordChange(client, name);
          await pause(random() * 15);
        }
        if (!wanted) throw new Error("rolled back");
      });
      await done.then(
        () => committed.push(...names),
        () => {},
      );
    }
  };
  const state = { writing: true };
  const writers = Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(write)).finally(() => (state.writing = false));
  const seen: string[] = [];
  let snapshot: Snapshot | null = null;
  for (let last = false; !last;) {
    last = !state.writing;
    const read = await readAll(pool, snapshot, 5);
    seen.push(...read.found);
    snapshot = read.snapshot;
  }
  await writers;
  t.true(committed.length > 200);
  t.deepEqual(seen.toSorted(), committed.toSorted());
});

test("a restored backup's changes become readable, and a reader's place from elsewhere is refused", async (t) => {
  const { pool, ownerUrl } = await testDatabase(t);
  await recordChange(pool, "restored");
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("update hub.change_event set xid = '999999999'"); // as another server wrote it
  t.deepEqual((await readChanges(pool, null)).changes, []);
  await adoptRestored(owner);
  const { changes, snapshot } = await readChanges(pool, null);
  t.deepEqual(entities(changes), ["restored"]);
  t.deepEqual((await readChanges(pool, snapshot)).changes, []);
  await t.throwsAsync(readChanges(pool, { seen: "999999999:999999999:" }), {
    message: /another database server/,
  });
});
