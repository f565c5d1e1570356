import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { Client } from "pg";
import { quietLog, testFolder, testInsight, type Insight } from "../testing/insight.ts";
import { follow, type Follower } from "./follow.ts";
import { postgresSource } from "./postgres.ts";
import { openStore, type Store } from "./store.ts";

interface Copy extends Insight {
  readonly store: Store;
  readonly follower: Follower;
  readonly log: ReturnType<typeof quietLog>;
}

async function testCopy(t: ExecutionContext, prepare: (owner: Client) => Promise<unknown> = async () => {}) {
  const insight = await testInsight(t);
  await prepare(insight.owner);
  const store = await openStore(join(await testFolder(t), "copy.duckdb"));
  const source = postgresSource(insight.url);
  const log = quietLog();
  const follower = follow({ source, store, log, clock: () => new Date() });
  t.teardown(async () => {
    await follower.stop();
    await source.close();
    await store.close();
  });
  await follower.catchUp();
  return { ...insight, store, follower, log } satisfies Copy;
}

const columns = "id::text, number, party_id::text, party_title, channel, direction, duration_s::text";
const inPostgres = `select ${columns}, (extract(epoch from at) * 1000000)::bigint::text, party_owner_id::text from insight.interaction order by 1`;
const inDuckDb = `select ${columns}, epoch_us("at")::text, party_owner_id::text from interaction order by 1`;

async function rows(store: Store, sql: string): Promise<unknown[][]> {
  return store.with(async (connection) => (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]);
}

async function equal(t: ExecutionContext, { owner, store, follower }: Copy): Promise<number> {
  await follower.catchUp();
  t.is(follower.state().problem, null);
  const there = await owner.query<unknown[]>({ text: inPostgres, rowMode: "array" });
  const here = await rows(store, inDuckDb);
  t.deepEqual(here, there.rows);
  return here.length;
}

const addParty = (client: Client, id: string, title: string) =>
  client.query("insert into base.party (id, number, title, owner_id) values ($1, 'CUS-1', $2, $1)", [
    id,
    title,
  ]);

const log = (client: Client, party: string | null, channel = "call") =>
  client.query(
    `insert into base.interaction (id, number, party_id, channel, at, duration_s)
     values ($1, 'INT-1', $2, $3, timestamptz '2024-03-31 01:30:00.123456+01' + random() * interval '1 year', 60)`,
    [randomUUID(), party, channel],
  );

test("the copy equals the views while four people write and some of them change their mind", async (t) => {
  const copy = await testCopy(t);
  const parties = Array.from({ length: 20 }, () => randomUUID());
  for (const id of parties) await addParty(copy.owner, id, `Party ${id}`);
  const writers = await Promise.all([1, 2, 3, 4].map(() => copy.connect()));
  const write = async (client: Client, seed: number) => {
    for (let turn = seed; turn < 400; turn += 7) {
      await client.query("begin");
      await log(client, parties[turn % parties.length]!);
      if (turn % 3 === 0)
        await client
          .query("update base.party set title = $2 where id = $1", [parties[(turn * seed) % 20], `T${turn}`])
          .catch(() => {});
      if (turn % 5 === 0)
        await client
          .query("delete from base.interaction where id = (select id from base.interaction limit 1)")
          .catch(() => {});
      await sleep(turn % 23);
      await client.query(turn % 4 === 0 ? "rollback" : "commit").catch(() => {});
      copy.follower.catchUp().catch(() => {});
    }
  };
  await Promise.all(writers.map((client, index) => write(client, index + 1)));
  t.true((await equal(t, copy)) > 50);
});

test("a transaction that commits after younger ones is not skipped", async (t) => {
  const copy = await testCopy(t);
  const slow = await copy.connect();
  await slow.query("begin");
  await log(slow, null, "slow");
  await log(copy.owner, null, "fast");
  t.is(await equal(t, copy), 1);
  await log(copy.owner, null, "faster");
  t.is(await equal(t, copy), 2);
  await slow.query("commit");
  t.is(await equal(t, copy), 3);
});

test("renaming a party renames it in its interactions", async (t) => {
  const [kept, renamed] = [randomUUID(), randomUUID()];
  const copy = await testCopy(t, async (owner) => {
    for (const id of [kept, renamed]) {
      await addParty(owner, id, "Before");
      for (let count = 0; count < 3; count++) await log(owner, id);
    }
  });
  await copy.owner.query("update base.party set title = 'After' where id = $1", [renamed]);
  t.is(await equal(t, copy), 6);
  t.deepEqual(
    await rows(copy.store, "select party_title, count(*)::int from interaction group by 1 order by 1"),
    [
      ["After", 3],
      ["Before", 3],
    ],
  );
});

test("an interaction that moves to another party is there once", async (t) => {
  const [from, to] = [randomUUID(), randomUUID()];
  const copy = await testCopy(t, async (owner) => {
    await addParty(owner, from, "From");
    await addParty(owner, to, "To");
    await log(owner, from);
  });
  await copy.owner.query("update base.interaction set party_id = $1", [to]);
  await copy.owner.query("update base.party set title = title || '!'");
  t.is(await equal(t, copy), 1);
});

test("rows that leave a view leave the copy", async (t) => {
  const copy = await testCopy(t, async (owner) => {
    await log(owner, null);
    await log(owner, null, "gone");
  });
  await copy.owner.query("delete from base.interaction where channel = 'gone'");
  t.is(await equal(t, copy), 1);
});

test("null, the empty text, quotes, commas and line ends arrive as they are", async (t) => {
  const titles = ["", 'a "b"', "a,b", "a\nb\r\nc", "\\N", "\\.", " x ", "Ünï→", "'; --"];
  const all = async (owner: Client, number: string) => {
    for (const title of titles)
      await owner.query("insert into base.product (id, number, title) values ($1, $2, $3)", [
        randomUUID(),
        number,
        title,
      ]);
  };
  const copy = await testCopy(t, (owner) => all(owner, "whole"));
  await all(copy.owner, "delta");
  await copy.follower.catchUp();
  for (const number of ["whole", "delta"]) {
    const found = await rows(
      copy.store,
      `select title from product where number = '${number}' and sku is null`,
    );
    t.deepEqual(new Set(found.flat()), new Set(titles), number);
  }
});

test("more changes than anyone would name are read in full", async (t) => {
  const copy = await testCopy(t);
  await copy.owner.query(
    "insert into base.product (id, number, title) select gen_random_uuid(), 'PRO-' || n, 'x' from generate_series(1, 100001) n",
  );
  await copy.follower.catchUp();
  t.deepEqual(await rows(copy.store, "select count(*)::int, count(distinct id)::int from product"), [
    [100_001, 100_001],
  ]);
});

test("a new view is copied without a change here, and a changed one is copied again", async (t) => {
  const copy = await testCopy(t, (owner) => log(owner, null));
  await copy.owner.query(`
    create view insight.channel as select md5(channel)::uuid as id, channel, count(*)::numeric(12,2) as used, array_agg(number) as numbers
      from base.interaction group by channel;
    grant select on insight.channel to insight_test`);
  await copy.owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hub-analytics' and datname = current_database()",
  );
  const has = () => copy.follower.state().copied?.views.some(({ name }) => name === "channel");
  for (const until = Date.now() + 20_000; !has() && Date.now() < until;) await sleep(20);
  t.deepEqual(await rows(copy.store, "select channel, used::varchar, numbers from channel"), [
    ["call", "1.00", "{INT-1}"],
  ]);
  t.is(await equal(t, copy), 1);
});

test("the copier cannot read a table behind the views", async (t) => {
  const { url } = await testInsight(t);
  const reader = new Client({ connectionString: url });
  await reader.connect();
  t.teardown(() => reader.end());
  await reader.query("select from insight.party");
  await t.throwsAsync(reader.query("select from base.party"), { message: /permission denied/ });
});

test("a mark of another database, or of a state that a restore undid, is not continued", async (t) => {
  const source = postgresSource((await testInsight(t)).url);
  const other = postgresSource((await testInsight(t)).url);
  t.teardown(() => Promise.all([source.close(), other.close()]));
  const mark = await source.snapshot(async (picture) => picture.mark);
  const changes = await source.delta(mark, async (delta) => delta.changes);
  t.deepEqual(changes, []);
  await t.throwsAsync(
    other.delta(mark, async () => {}),
    { code: "mark-foreign" },
  );
  const future = { ...mark, snapshot: "4000000000:4000000000:" };
  await t.throwsAsync(
    source.delta(future, async () => {}),
    { code: "mark-foreign", message: /earlier state/ },
  );
});
