import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { testDatabase } from "../testing/database.ts";
import { otherDatabase } from "./connection.ts";
import { silent } from "./log.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migrations.ts";
import type { Migration } from "./migrations.ts";

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  sha256: createHash("sha256").update(sql).digest("hex"),
});
const first = migration("0001-first", "create table first (id int)");
const second = migration("0002-second", "create table second (id int); insert into second values (1)");

/** An empty database; each call of the answer is one more connection to it. */
async function empty(t: ExecutionContext): Promise<() => Promise<Client>> {
  const { ownerUrl, name } = await testDatabase(t);
  const connect = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    t.teardown(() => client.end());
    return client;
  };
  const server = await connect(ownerUrl);
  await server.query(`create database ${name}_empty template template0`);
  t.teardown(() => server.query(`drop database ${name}_empty with (force)`));
  return () => connect(otherDatabase(ownerUrl, `${name}_empty`));
}

async function tables(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    "select tablename from pg_tables where schemaname = 'public' order by 1",
  );
  return rows.map(({ tablename }) => tablename);
}

test("hubs that start together migrate once", async (t) => {
  const connect = await empty(t);
  const slow = { ...second, sql: `select pg_sleep(0.2); ${second.sql}` };
  const clients = await Promise.all([connect(), connect(), connect()]);
  await Promise.all(clients.map((client) => migrate(client, [first, slow], silent)));
  t.is((await clients[0].query("select from second")).rowCount, 1);
  t.is((await clients[0].query("select from hub.migration")).rowCount, 2);
});

test("only what is new is applied", async (t) => {
  const client = await (await empty(t))();
  await migrate(client, [first], silent);
  await migrate(client, [first, second], silent);
  await migrate(client, [first, second], silent);
  t.deepEqual(await tables(client), ["first", "second"]);
});

test("a migration that fails is rolled back, those before it stay", async (t) => {
  const client = await (await empty(t))();
  const broken = migration("0002-broken", "create table half (id int); select 1/0");
  await t.throwsAsync(migrate(client, [first, broken], silent), {
    name: "CannotStart",
    message: "Migration 0002-broken failed and was rolled back: division by zero",
  });
  t.deepEqual(await tables(client), ["first"]);
  await migrate(client, [first, second], silent);
  t.deepEqual(await tables(client), ["first", "second"]);
});

test("an applied migration that was changed is refused", async (t) => {
  const client = await (await empty(t))();
  await migrate(client, [first], silent);
  await t.throwsAsync(migrate(client, [migration(first.name, "select 2"), second], silent), {
    name: "CannotStart",
    message: /^Migration 0001-first was changed after it was applied/,
  });
  t.deepEqual(await tables(client), ["first"]);
});

test("a newer database is refused before anything is applied", async (t) => {
  const client = await (await empty(t))();
  await migrate(client, [first, migration("0042-x", "select 1")], silent);
  await t.throwsAsync(migrate(client, [first, second], silent), {
    name: "CannotStart",
    message:
      "The database was written by a newer version (migration 0042-x); this version knows up to 0002-second. Start the newer version, or restore a backup.",
  });
  t.deepEqual(await tables(client), ["first"]);
});

test("an owner that is no superuser can migrate and take the hub's roles", async (t) => {
  const { ownerUrl, name } = await testDatabase(t);
  const user = name.replace("test", "owner");
  const server = new Client({ connectionString: ownerUrl });
  await server.connect();
  t.teardown(() => server.end());
  await server.query(`create role ${user} login createrole in role hub_app, hub_view, hub_insight`);
  await server.query(`create database ${user} owner ${user} template template0`);
  t.teardown(async () => {
    await server.query(`drop database ${user} with (force)`);
    await server.query(`drop role ${user}`);
  });
  const url = new URL(otherDatabase(ownerUrl, user));
  url.username = user;
  const owner = new Client({ connectionString: url.href });
  await owner.connect();
  t.teardown(() => owner.end());
  await migrate(owner, readMigrations().slice(0, 2), silent);
  await owner.query("set role hub_app");
  t.is((await owner.query("select hub.next_number('CUS')::int as number")).rows[0].number, 1);
});

test("migration files are named NNNN-name.sql and each number is taken once", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hub-migrations-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "0002-two.sql"), "");
  writeFileSync(join(folder, "0001-one.sql"), "");
  t.deepEqual(
    readMigrations(folder).map(({ name }) => name),
    ["0001-one", "0002-two"],
  );
  writeFileSync(join(folder, "0002-again.sql"), "");
  t.throws(() => readMigrations(folder), { message: /0002 is taken twice/ });
  writeFileSync(join(folder, "late.sql"), "");
  t.throws(() => readMigrations(folder), { message: /named NNNN-name\.sql; got late\.sql/ });
});
