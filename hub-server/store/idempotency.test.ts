import { createHash } from "node:crypto";
import test from "ava";
import { QueryTypes, Sequelize } from "sequelize";
import { testDatabase } from "../testing/database.ts";
import { sequelizeOptions } from "./connection.ts";
import { claimKey, forgetKeys, storeResponse } from "./idempotency.ts";
import { queryOf } from "./query.ts";
import type { Query } from "./query.ts";
import { withTransaction } from "./transaction.ts";

const hash = (text: string) => createHash("sha256").update(text).digest();
const request = { scope: "person-1", key: "k", hash: hash("body") };
const answer = { status: 201, response: { number: "CUS-1", list: [1] }, readers: ["person-1", ""] };

test("a key is fresh once, then answers what was stored", async (t) => {
  const { pool } = await testDatabase(t);
  await withTransaction(pool, async (client) => {
    t.deepEqual(await claimKey(queryOf(client), request), { state: "fresh" });
    await storeResponse(queryOf(client), request, answer);
  });
  t.deepEqual(await claimKey(queryOf(pool), request), { state: "replay", ...answer });
});

test("another body with the same key is told so, another person's key is their own", async (t) => {
  const { pool } = await testDatabase(t);
  const query = queryOf(pool);
  await claimKey(query, request);
  t.deepEqual(await claimKey(query, { ...request, hash: hash("other") }), { state: "reused" });
  t.deepEqual(await claimKey(query, { ...request, scope: "person-2" }), { state: "fresh" });
});

test("of 8 requests at once with one key, one does the work and all get its answer", async (t) => {
  const { pool } = await testDatabase(t);
  let done = 0;
  const attempt = () =>
    withTransaction(pool, async (client) => {
      const claim = await claimKey(queryOf(client), request);
      if (claim.state !== "fresh") return claim;
      done++;
      await client.query("select pg_sleep(0.1)");
      await storeResponse(queryOf(client), request, answer);
      return { state: "replay", ...answer };
    });
  const claims = await Promise.all(Array.from({ length: 8 }, attempt));
  t.is(done, 1);
  for (const claim of claims) t.deepEqual(claim, { state: "replay", ...answer });
});

test("a key whose work was rolled back is fresh again, also for one that waited", async (t) => {
  const { pool } = await testDatabase(t);
  const claimed = Promise.withResolvers<void>();
  const failing = withTransaction(pool, async (client) => {
    await claimKey(queryOf(client), request);
    claimed.resolve();
    await client.query("select pg_sleep(0.1)");
    throw new Error("failed");
  });
  await claimed.promise;
  const waiting = claimKey(queryOf(pool), request);
  await t.throwsAsync(failing, { message: "failed" });
  t.deepEqual(await waiting, { state: "fresh" });
});

test("it works in a transaction of Sequelize", async (t) => {
  const { app, pool } = await testDatabase(t);
  const sequelize = new Sequelize({ ...sequelizeOptions(app), logging: false });
  t.teardown(() => sequelize.close());
  await sequelize.transaction(async (transaction) => {
    const query: Query = (sql, values = []) =>
      sequelize.query(sql, { transaction, type: QueryTypes.SELECT, bind: [...values], raw: true });
    t.deepEqual(await claimKey(query, request), { state: "fresh" });
    await storeResponse(query, request, answer);
    t.deepEqual(await claimKey(query, request), { state: "replay", ...answer });
  });
  t.deepEqual(await claimKey(queryOf(pool), request), { state: "replay", ...answer });
});

test("old keys are forgotten", async (t) => {
  const { pool } = await testDatabase(t);
  const query = queryOf(pool);
  await claimKey(query, request);
  await forgetKeys(query, new Date(Date.now() - 60_000));
  t.is((await claimKey(query, request)).state, "replay");
  await forgetKeys(query, new Date(Date.now() + 60_000));
  t.is((await claimKey(query, request)).state, "fresh");
});
