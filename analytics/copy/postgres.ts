/**
 * PostgreSQL as a source, by snapshot delta: what is visible now and was not visible in the last snapshot. A watermark
 * on a sequence would lose rows whose transaction commits late; this loses none and waits for nobody.
 */
import { Client, type QueryConfig } from "pg";
import { MarkForeign } from "../errors.ts";
import { fingerprint, readViews } from "./catalogue.ts";
import { copyOut } from "./csv.ts";
import { readOrigin } from "./origin.ts";
import type { ChangeSource, Delta, Mark, Picture, View } from "./source.ts";
import { changesFor, readKeys } from "./touched.ts";
import { quoted } from "./types.ts";

interface Session {
  readonly client: Client;
  readonly views: readonly View[];
  readonly origin: string;
}

/** Every value is printed the one way that DuckDB reads. Said in SQL, because the URL may carry options of its own. */
const speech = `
  set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'iso_8601'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set application_name = 'hub-analytics'`;

async function open(databaseUrl: string): Promise<Session> {
  const client = new Client({
    connectionString: databaseUrl,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
  });
  client.on("error", () => {}); // the next query on it fails with the same reason
  try {
    await client.connect();
    await client.query(speech);
    const views = await readViews(client);
    return { client, views, origin: await readOrigin(client, fingerprint(views)) };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** @param databaseUrl of a user that may read schema insight and nothing else */
export function postgresSource(databaseUrl: string): ChangeSource {
  let session: Promise<Session> | null = null;

  /** After any error the session is dropped: the next one reads the views again, which may be what changed. */
  async function lend<T>(use: (session: Session) => Promise<T>): Promise<T> {
    const mine = (session ??= open(databaseUrl));
    try {
      return await use(await mine);
    } catch (error) {
      session = null;
      await mine.then(({ client }) => client.end()).catch(() => {});
      throw error;
    }
  }

  return {
    snapshot: (use) => lend((session) => snapshot(session, use)),
    delta: (since, use) => lend((session) => delta(session, since, use)),
    async close() {
      const mine = session;
      session = null;
      await mine?.then(({ client }) => client.end()).catch(() => {});
    },
  };
}

async function oneMoment<T>(client: Client, use: (snapshot: string) => Promise<T>): Promise<T> {
  await client.query("begin isolation level repeatable read read only");
  const { rows } = await client.query<{ now: string }>("select pg_current_snapshot()::text as now");
  const result = await use(rows[0]!.now);
  await client.query("commit");
  return result;
}

function snapshot<T>({ client, views, origin }: Session, use: (picture: Picture) => Promise<T>): Promise<T> {
  const rows = (view: View) => copyOut(client, readAll(view));
  return oneMoment(client, (now) => use({ mark: { origin, snapshot: now }, views, rows }));
}

const readAll = (view: View): string =>
  `select ${view.columns.map(({ read }) => read).join(", ")} from insight.${quoted(view.name)}`;

/** One cheap statement decides; only when something is new a transaction is opened for it. */
const poll = `
  select pg_current_snapshot()::text as now,
         pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as ahead,
         exists (select from insight.change
                  where xid >= pg_snapshot_xmin($1::pg_snapshot)
                    and not pg_visible_in_snapshot(xid, $1::pg_snapshot)) as changed`;

interface Polled {
  readonly now: string;
  readonly ahead: boolean;
  readonly changed: boolean;
}

/** Its time limit drops a connection that died without a word. */
const pollSince = ({ snapshot }: Mark): QueryConfig & { query_timeout: number } => ({
  name: "poll",
  text: poll,
  values: [snapshot],
  query_timeout: 10_000,
});

async function delta<T>(session: Session, since: Mark, use: (delta: Delta) => Promise<T>): Promise<T> {
  const { client, origin } = session;
  if (since.origin !== origin) throw new MarkForeign("the database or the shape of its views is another one");
  const { rows } = await client.query<Polled>(pollSince(since));
  const { now, ahead, changed } = rows[0]!;
  if (ahead) throw new MarkForeign("the database was set back to an earlier state");
  if (!changed) return use({ mark: { origin, snapshot: now }, changes: [] });
  return oneMoment(client, async (then) => {
    const keys = await readKeys(client, since.snapshot);
    return use({ mark: { origin, snapshot: then }, changes: changesFor(session, keys, readAll) });
  });
}
