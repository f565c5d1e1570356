/** How to reach a database, in one shape that pg and Sequelize both understand. */
import { Client, Pool } from "pg";
import type { ClientBase, ClientConfig } from "pg";
import { CannotStart } from "../errors.ts";
import { keepPlans } from "./plans.ts";

export interface Connection {
  /** Host name, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  readonly ssl?: ClientConfig["ssl"];
  /** Settings of the session, e.g. `-c role=hub_app`. */
  readonly options?: string;
}

/**
 * Reads a PostgreSQL URL.
 * @param variable the setting it came from, for the sentence
 * @throws CannotStart when it is not one; the sentence never holds the URL, which holds a password
 */
export function readUrl(url: string, variable: string): Connection {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw notUrl(variable);
  const { host, port, user = "", password, database = "", ssl } = new Client({ connectionString: url });
  const options = new URL(url).searchParams.get("options");
  return {
    host,
    port,
    user,
    database,
    ...(typeof password === "string" && { password }),
    ...(ssl && { ssl }),
    ...(options && { options }),
  };
}

function notUrl(variable: string): CannotStart {
  return new CannotStart(`${variable} must look like postgres://user:password@host:5432/database.`);
}

/** The same connection, acting as another role from its first statement on. */
export function asRole(url: string, role: string): string {
  const copy = new URL(url);
  const options = [copy.searchParams.get("options"), `-c role=${role}`].filter(Boolean).join(" ");
  copy.searchParams.set("options", options);
  // URL writes spaces as "+", which PostgreSQL's own parser of URLs does not read.
  return copy.href.replace(/\+/g, "%20");
}

/** URL of a database behind the socket folder of an embedded PostgreSQL. */
export function socketUrl(sockets: string, user: string, database: string): string {
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(sockets)}`;
}

/** The same server and user, another database. */
export function otherDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}

/** What `new Sequelize()` needs to use this connection. */
export function sequelizeOptions({ user, options, ssl, ...rest }: Connection) {
  const dialectOptions = { ...(ssl && { ssl }), ...(options && { options }) };
  return {
    ...rest,
    username: user,
    dialect: "postgres" as const,
    dialectOptions,
    hooks: { afterConnect: keepPlans },
  };
}

const poolSize = 10;

// The pool awaits it, which its types do not say.
const onConnect = (async (client: ClientBase) => {
  await client.query("set timezone to 'UTC'");
}) as (client: ClientBase) => void;

/**
 * A pool whose idle connections may break without ending the process.
 * Each session keeps UTC and gives up a transaction that its owner forgot for a minute.
 */
export function makePool(connection: Connection, onError: (error: Error) => void, max = poolSize): Pool {
  const pool = new Pool({
    ...connection,
    max,
    application_name: "hub",
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    onConnect,
  });
  pool.on("error", onError);
  // Between checkout and release the pool does not listen itself.
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}
