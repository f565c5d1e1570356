/** Lets indexes work under row-level security. */
import type { Client } from "pg";
import type { Log } from "./log.ts";

/**
 * `lower` carries the order of most lists. PostgreSQL lets a condition use an index before the policies of a table have passed a row
 * only when its functions are leakproof, and it ships this one as not: without this a page from the middle of very many deals reads
 * half the table. Parties need it no more (0130-lists.sql), nor does search, which looks in functions of the owner (0131). `like` stays
 * here for what refers to records by a part of a name; what it could tell of a hidden row is an error for a pattern that ends in its
 * escape character, and ours never do.
 * @see https://www.postgresql.org/docs/current/rules-privileges.html
 */
const wanted = ["pg_catalog.lower(text)", "pg_catalog.textlike(text, text)"];

/**
 * Declares them leakproof, in this database. Only a superuser may; the embedded PostgreSQL's owner and that of docker-compose.yml
 * are. At each start, because a dump does not hold it. Elsewhere everything works, and some long lists are slower.
 */
export async function letIndexesWork(owner: Client, log: Log): Promise<void> {
  for (const name of wanted) {
    const { rows } = await owner.query(
      "select from pg_proc where oid = $1::regprocedure and not proleakproof",
      [name],
    );
    if (rows.length === 0) continue;
    await owner
      .query(`alter function ${name} leakproof`)
      .catch((error: Error) =>
        log.info(
          `Long lists of other nouns than parties will be slow: ${name} is not leakproof (${error.message}).`,
        ),
      );
  }
}
