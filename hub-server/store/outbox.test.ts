import { setTimeout as pause } from "node:timers/promises";
import test from "ava";
import type { Pool } from "pg";
import { fakeClock } from "../clock.ts";
import { testDatabase } from "../testing/database.ts";
import { drainOutbox, enqueue, forgetDelivered } from "./outbox.ts";
import type { Delivery } from "./outbox.ts";
import { queryOf } from "./query.ts";
import { withTransaction } from "./transaction.ts";

const clock = fakeClock("2030-01-01T00:00:00Z");
const row = async (pool: Pool) => (await pool.query("select * from hub.outbox")).rows[0];

test("what was put in the outbox is delivered once, after commit", async (t) => {
  const { pool } = await testDatabase(t);
  const told: unknown[] = [];
  const handlers = { tell: async ({ payload }: Delivery) => void told.push(payload) };
  await withTransaction(pool, async (client) => {
    t.true(await enqueue(queryOf(client), { kind: "tell", payload: { text: "hi" } }));
    t.is(await drainOutbox(pool, handlers, { clock }), 0);
  });
  t.is(await drainOutbox(pool, handlers, { clock }), 1);
  t.is(await drainOutbox(pool, handlers, { clock }), 0);
  t.deepEqual(told, [{ text: "hi" }]);
});

test("what was rolled back is never delivered", async (t) => {
  const { pool } = await testDatabase(t);
  const failing = withTransaction(pool, async (client) => {
    await enqueue(queryOf(client), { kind: "tell", payload: 1 });
    throw new Error("no");
  });
  await t.throwsAsync(failing);
  t.is(await drainOutbox(pool, { tell: async () => t.fail() }, { clock }), 0);
});

test("the same key is kept once", async (t) => {
  const { pool } = await testDatabase(t);
  const letter = { kind: "tell", payload: null, key: "reminder:1" };
  t.true(await enqueue(queryOf(pool), letter));
  t.false(await enqueue(queryOf(pool), letter));
  t.is((await pool.query("select from hub.outbox")).rowCount, 1);
});

test("a row waits until it is due", async (t) => {
  const { pool } = await testDatabase(t);
  const clock = fakeClock("2030-01-01T00:00:00Z");
  await enqueue(queryOf(pool), { kind: "tell", payload: 1, dueAt: new Date("2030-01-01T00:01:00Z") });
  const handlers = { tell: async () => {} };
  t.is(await drainOutbox(pool, handlers, { clock }), 0);
  clock.advance(60_000);
  t.is(await drainOutbox(pool, handlers, { clock }), 1);
});

test("a row that fails waits longer each time and does not stop the others", async (t) => {
  const { pool } = await testDatabase(t);
  const clock = fakeClock("2030-01-01T00:00:00Z");
  await enqueue(queryOf(pool), { kind: "poison", payload: 1 });
  await enqueue(queryOf(pool), { kind: "tell", payload: 1 });
  let tries = 0;
  const handlers = {
    tell: async () => {},
    poison: async ({ attempts }: Delivery) => {
      t.is(attempts, tries++);
      throw new Error("they are down");
    },
  };
  t.is(await drainOutbox(pool, handlers, { clock }), 1);
  t.is(tries, 1);
  for (const wait of [1_000, 2_000, 4_000]) {
    clock.advance(wait - 1);
    await drainOutbox(pool, handlers, { clock });
    clock.advance(1);
    await drainOutbox(pool, handlers, { clock });
  }
  t.is(tries, 4);
  const { rows } = await pool.query(
    "select attempts, last_error, done_at from hub.outbox where kind = 'poison'",
  );
  t.deepEqual(rows, [{ attempts: 4, last_error: "they are down", done_at: null }]);
});

test("what a handler writes in the row's transaction happens exactly once", async (t) => {
  const { pool } = await testDatabase(t);
  const clock = fakeClock("2030-01-01T00:00:00Z");
  await enqueue(queryOf(pool), { kind: "tell", payload: 1 });
  let fail = true;
  const handlers = {
    tell: async (_: Delivery, { query }: { query: ReturnType<typeof queryOf> }) => {
      await query("insert into hub.inbox (source, id, body) values ('test', '1', '{}')");
      if (fail) throw new Error("after writing");
    },
  };
  await drainOutbox(pool, handlers, { clock });
  t.is((await pool.query("select from hub.inbox")).rowCount, 0);
  fail = false;
  clock.advance(1_000);
  t.is(await drainOutbox(pool, handlers, { clock }), 1);
  t.is((await pool.query("select from hub.inbox")).rowCount, 1);
});

test("a handler that breaks its transaction is a failure like others", async (t) => {
  const { pool } = await testDatabase(t);
  await enqueue(queryOf(pool), { kind: "tell", payload: 1 });
  const handlers = {
    tell: async (_: Delivery, { query }: { query: ReturnType<typeof queryOf> }) =>
      void (await query("select 1/0")),
  };
  t.is(await drainOutbox(pool, handlers, { clock }), 0);
  t.is((await row(pool)).last_error, "division by zero");
});

test("a handler that hangs is given up at its deadline and told", async (t) => {
  const { pool } = await testDatabase(t);
  await enqueue(queryOf(pool), { kind: "tell", payload: 1 });
  const told = Promise.withResolvers<void>();
  const handlers = {
    tell: (_: Delivery, { signal }: { signal: AbortSignal }) =>
      new Promise<void>(() => signal.addEventListener("abort", () => told.resolve())),
  };
  t.is(await drainOutbox(pool, handlers, { clock, deadline: 50 }), 0);
  await told.promise;
  t.is((await row(pool)).last_error, "The handler took more than 50 ms.");
});

test("four drains at once deliver each row once", async (t) => {
  const { pool } = await testDatabase(t);
  for (let i = 0; i < 40; i++) await enqueue(queryOf(pool), { kind: "tell", payload: i });
  const told: unknown[] = [];
  const handlers = {
    tell: async ({ payload }: Delivery) => {
      await pause(2);
      told.push(payload);
    },
  };
  const counts = await Promise.all([1, 2, 3, 4].map(() => drainOutbox(pool, handlers, { clock })));
  t.is(
    counts.reduce((sum, count) => sum + count),
    40,
  );
  t.is(new Set(told).size, 40);
  t.is(told.length, 40);
});

test("kinds without a handler are left for whoever has one", async (t) => {
  const { pool } = await testDatabase(t);
  await enqueue(queryOf(pool), { kind: "webhook", payload: 1 });
  t.is(await drainOutbox(pool, { tell: async () => {} }, { clock }), 0);
  t.is((await row(pool)).attempts, 0);
});

test("what was delivered long ago is forgotten", async (t) => {
  const { pool } = await testDatabase(t);
  await enqueue(queryOf(pool), { kind: "tell", payload: 1, key: "a" });
  await drainOutbox(pool, { tell: async () => {} }, { clock });
  await forgetDelivered(queryOf(pool), new Date("2030-01-02T00:00:00Z"));
  t.is((await pool.query("select from hub.outbox")).rowCount, 0);
});
