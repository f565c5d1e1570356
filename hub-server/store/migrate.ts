/** Brings a database to this version of the code. */
import type { Client } from "pg";
import { MigrationError, Umzug } from "umzug";
import { CannotStart } from "../errors.ts";
import type { Log } from "./log.ts";
import type { Migration } from "./migrations.ts";

/** Any number; the same for every version of the hub, so that hubs which start together wait for one another. */
const lockKey = 7_201_120_626;
const lockTimeout = "10s";

/**
 * Applies the pending migrations, each in a transaction of its own, under an advisory lock: hubs that start together
 * migrate once.
 * @param client connected as the owner of the tables
 * @throws CannotStart when the database is newer than the code, an applied file was changed, or a statement fails;
 *   nothing is half done then
 */
export async function migrate(client: Client, migrations: readonly Migration[], log: Log): Promise<void> {
  await client.query("select pg_advisory_lock($1)", [lockKey]);
  try {
    await client.query(recordTable);
    refuseUnknown(await applied(client), migrations);
    await runner(client, migrations, log)
      .up()
      .catch((error: unknown) => {
        throw error instanceof MigrationError ? error.cause : error;
      });
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lockKey]).catch(() => {}); // the session may be lost
  }
}

const recordTable = `
  do $$ begin
    if to_regclass('hub.migration') is null then
      create schema if not exists hub;
      create table hub.migration (name text primary key, sha256 text not null, at timestamptz not null default now());
    end if;
  end $$`;

interface Applied {
  readonly name: string;
  readonly sha256: string;
}

async function applied(client: Client): Promise<Applied[]> {
  return (await client.query<Applied>("select name, sha256 from hub.migration order by name")).rows;
}

function refuseUnknown(found: readonly Applied[], known: readonly Migration[]): void {
  const latest = known.at(-1)?.name ?? "none";
  const unknown = found.filter(({ name }) => known.every((migration) => migration.name !== name)).at(-1);
  if (unknown)
    throw new CannotStart(
      `The database was written by a newer version (migration ${unknown.name}); this version knows up to ${latest}. Start the newer version, or restore a backup.`,
    );
  const changed = found.find(({ name, sha256 }) =>
    known.some((migration) => migration.name === name && migration.sha256 !== sha256),
  );
  if (changed)
    throw new CannotStart(
      `Migration ${changed.name} was changed after it was applied to this database. Restore the file, and add a new migration instead.`,
    );
}

function runner(client: Client, migrations: readonly Migration[], log: Log): Umzug<Client> {
  return new Umzug({
    context: client,
    logger: undefined,
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () => apply(client, migration, log),
    })),
    // `apply` records itself inside its transaction, so that a migration and its record are one.
    storage: {
      logMigration: async () => {},
      unlogMigration: async () => {},
      executed: async () => (await applied(client)).map(({ name }) => name),
    },
  });
}

async function apply(client: Client, { name, sql, sha256 }: Migration, log: Log): Promise<void> {
  try {
    await client.query("begin");
    // Without "$user": names without a schema must not depend on what the owner is called.
    await client.query(`set local search_path = public; set local lock_timeout = '${lockTimeout}'`);
    await client.query(sql);
    await client.query("insert into hub.migration (name, sha256) values ($1, $2)", [name, sha256]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {}); // the session may be lost
    throw new CannotStart(`Migration ${name} failed and was rolled back: ${(error as Error).message}`);
  }
  log.debug(`migration ${name} applied`);
}
