/** The first connections: what an administrator got wrong becomes one sentence, without the password. */
import { Client } from "pg";
import { CannotStart } from "../errors.ts";
import { readUrl } from "./connection.ts";

const oldest = 150_000; // server_version_num of PostgreSQL 15
const patience = 10_000; // ms

/**
 * Connects as the owner of the tables.
 * @throws CannotStart when the server cannot be reached, refuses, or is older than PostgreSQL 15
 */
export async function connectOwner(url: string): Promise<Client> {
  const { client, version } = await connect(url, "DATABASE_URL");
  if (version.number >= oldest) return client;
  await client.end();
  throw new CannotStart(`DATABASE_URL must name a PostgreSQL 15 or newer; it is ${version.text}.`);
}

/**
 * Proves that row-level security binds the role that the hub connects as, and that it may use the tables.
 * @throws CannotStart when it does not
 */
export async function proveBound(url: string, variable: string): Promise<void> {
  const { client } = await connect(url, variable);
  try {
    const { rows } = await client.query<{ name: string; free: boolean; member: boolean }>(
      `select rolname as name, rolsuper or rolbypassrls as free, pg_has_role(oid, 'hub_app', 'usage') as member
       from pg_roles where rolname = current_user`,
    );
    const { name, free, member } = rows[0]!;
    if (free)
      throw new CannotStart(
        `${variable} must name a user that row-level security binds; "${name}" is a superuser or has BYPASSRLS.`,
      );
    if (!member)
      throw new CannotStart(
        `${variable} must name a member of the role hub_app: run grant hub_app to "${name}".`,
      );
  } finally {
    await client.end();
  }
}

interface Version {
  readonly number: number;
  readonly text: string;
}

const askVersion =
  "select current_setting('server_version_num')::int as number, current_setting('server_version') as text";

async function connect(url: string, variable: string): Promise<{ client: Client; version: Version }> {
  readUrl(url, variable);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patience });
  client.on("error", () => {}); // the query that runs at that moment rejects with it
  try {
    await client.connect();
    const { rows } = await client.query<Version>(askVersion);
    return { client, version: rows[0]! };
  } catch (error) {
    await client.end().catch(() => {});
    throw new CannotStart(sentence(error as NodeJS.ErrnoException, client, variable));
  }
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function sentence({ code = "", message }: NodeJS.ErrnoException, client: Client, variable: string) {
  const { host, port, user, database } = client;
  const server = `the database server at ${host}:${port}`;
  if (code === "28P01") return `${variable}: ${server} refuses the password of user "${user}".`;
  if (code.startsWith("28")) return `${variable}: ${server} refuses user "${user}": ${message}.`;
  if (code === "3D000") return `${variable}: ${server} has no database "${database}". Create it first.`;
  if (/^[0-9A-Z]{5}$/.test(code)) return `${variable}: ${server} refuses the connection: ${message}.`;
  return `${variable}: ${server} cannot be reached (${code || message}). Check the URL and that the server runs.`;
}
