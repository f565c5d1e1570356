import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Client } from "pg";
import { Sequelize } from "sequelize";
import { testDatabase } from "../testing/database.ts";
import { asRole, otherDatabase, sequelizeOptions } from "./connection.ts";
import { readMigrations } from "./migrations.ts";
import { openDatabase } from "./open.ts";

const config = (databaseUrl: string, databaseAppUrl = "") => ({
  data: "/unused",
  databaseUrl,
  databaseAppUrl,
});

async function opened(t: ExecutionContext, databaseUrl: string, databaseAppUrl = "") {
  const database = await openDatabase({ config: config(databaseUrl, databaseAppUrl) });
  t.teardown(database.stop);
  return database;
}

async function refusal(t: ExecutionContext, databaseUrl: string, databaseAppUrl = ""): Promise<string> {
  const error = await t.throwsAsync(openDatabase({ config: config(databaseUrl, databaseAppUrl) }), {
    name: "CannotStart",
  });
  t.notRegex(`${error?.message}${error?.stack}`, /secret/);
  return error?.message ?? "";
}

/** A server that answers the first message with the first of these, and so on. */
async function answering(t: ExecutionContext, ...answers: Buffer[]): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.write(answers.shift() ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const refused = (code: string, text: string) => message("E", Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`));

async function asOwner<R>(url: string, work: (client: Client) => Promise<R>): Promise<R> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test("with DATABASE_URL alone the hub acts as hub_app, in UTC, and Sequelize does too", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  const { pool, app, insightUrl } = await opened(t, ownerUrl);
  const { rows } = await pool.query("select current_user as name, current_setting('timezone') as zone");
  t.deepEqual(rows, [{ name: "hub_app", zone: "UTC" }]);
  const sequelize = new Sequelize({ ...sequelizeOptions(app), logging: false });
  t.teardown(() => sequelize.close());
  const [found] = await sequelize.query("select current_user as name");
  t.deepEqual(found, [{ name: "hub_app" }]);
  t.is(
    await asOwner(
      insightUrl,
      async (client) => (await client.query("select current_user")).rows[0].current_user,
    ),
    "hub_insight",
  );
});

test("with DATABASE_APP_URL the hub logs in as that user", async (t) => {
  const { ownerUrl, name } = await testDatabase(t);
  const user = name.replace("test", "user");
  await asOwner(ownerUrl, (client) => client.query(`create role ${user} login in role hub_app`));
  t.teardown(() => asOwner(ownerUrl, (client) => client.query(`drop role ${user}`)));
  const { pool } = await opened(t, ownerUrl, asRole(ownerUrl, user));
  t.is((await pool.query("select current_user as name, count(*) from hub.setting")).rows[0].name, user);
});

test("a user that row-level security does not bind is refused", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  t.regex(
    await refusal(t, ownerUrl, ownerUrl),
    /^DATABASE_APP_URL must name a user that row-level security binds; ".+" is a superuser or has BYPASSRLS\.$/,
  );
});

test("a user that is no member of hub_app is refused", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  t.is(
    await refusal(t, ownerUrl, asRole(ownerUrl, "hub_insight")),
    `DATABASE_APP_URL must name a member of the role hub_app: run grant hub_app to "hub_insight".`,
  );
});

test("a server that cannot be reached is named with its port", async (t) => {
  t.is(
    await refusal(t, "postgres://me:secret@127.0.0.1:1/hub"),
    "DATABASE_URL: the database server at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check the URL and that the server runs.",
  );
});

test("an unknown host is named", async (t) => {
  t.regex(
    await refusal(t, "postgres://me:secret@no-such-host.invalid/hub"),
    /^DATABASE_URL: the database server at no-such-host\.invalid:5432 cannot be reached \(E[A-Z_]+\)/,
  );
});

test("a wrong password names the user", async (t) => {
  const port = await answering(t, refused("28P01", 'password authentication failed for user "me"'));
  t.is(
    await refusal(t, `postgres://me:secret@127.0.0.1:${port}/hub`),
    `DATABASE_URL: the database server at 127.0.0.1:${port} refuses the password of user "me".`,
  );
});

test("an unknown user names the server's reason", async (t) => {
  const port = await answering(t, refused("28000", 'role "me" does not exist'));
  t.is(
    await refusal(t, `postgres://me:secret@127.0.0.1:${port}/hub`),
    `DATABASE_URL: the database server at 127.0.0.1:${port} refuses user "me": role "me" does not exist.`,
  );
});

test("an unknown database is named", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  t.regex(
    await refusal(t, otherDatabase(ownerUrl, "no_such_database")),
    /^DATABASE_URL: the database server at .+ has no database "no_such_database"\. Create it first\.$/,
  );
});

test("something that is no PostgreSQL URL is refused without being printed", async (t) => {
  for (const url of ["mysql://me:secret@host/hub", "secret", "postgres://me:secret@host:port/hub"])
    t.is(await refusal(t, url), "DATABASE_URL must look like postgres://user:password@host:5432/database.");
});

test("a server older than PostgreSQL 15 is refused", async (t) => {
  const integer = (value: number) => Buffer.from([value >> 8, value & 255]);
  const column = (name: string) =>
    Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(6), Buffer.from([0, 0, 0, 25]), Buffer.alloc(8)]);
  const value = (text: string) => Buffer.concat([Buffer.alloc(2), integer(text.length), Buffer.from(text)]);
  const ready = message("Z", Buffer.from("I"));
  const port = await answering(
    t,
    Buffer.concat([message("R", Buffer.alloc(4)), ready]),
    Buffer.concat([
      message("T", Buffer.concat([integer(2), column("number"), column("text")])),
      message("D", Buffer.concat([integer(2), value("140011"), value("14.11")])),
      message("C", Buffer.from("SELECT 1\0")),
      ready,
    ]),
  );
  t.is(
    await refusal(t, `postgres://me:secret@127.0.0.1:${port}/hub`),
    "DATABASE_URL must name a PostgreSQL 15 or newer; it is 14.11.",
  );
});

test("a database that a newer version wrote is refused untouched", async (t) => {
  const { ownerUrl } = await testDatabase(t);
  const known = readMigrations().at(-1)!.name;
  await asOwner(ownerUrl, (client) =>
    client.query("insert into hub.migration (name, sha256) values ('9042-future', 'x')"),
  );
  t.is(
    await refusal(t, ownerUrl),
    `The database was written by a newer version (migration 9042-future); this version knows up to ${known}. Start the newer version, or restore a backup.`,
  );
});

test("a pool outlives the loss of its connections", async (t) => {
  const { ownerUrl, name } = await testDatabase(t);
  const { pool } = await opened(t, ownerUrl);
  await pool.query("select 1");
  await asOwner(otherDatabase(ownerUrl, "postgres"), (client) =>
    client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]),
  );
  await t.throwsAsync(
    async () => {
      while (true) await pool.query("select 1").then(() => Promise.reject(new Error("answered again")));
    },
    { message: /answered again|terminat/ },
  );
  t.is((await pool.query("select 1")).rowCount, 1);
});
