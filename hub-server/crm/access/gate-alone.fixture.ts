/** The gate without the wall behind it: its predicate, asked as the owner of the tables, whom no policy binds. */
import pg from "pg";
import { Op, type WhereOptions } from "sequelize";
import type { TestHub } from "../../testing/hub.ts";
import { selectSql } from "../record/sql.ts";
import type { Tx } from "../tx.ts";
import { grantsFor, predicate } from "./gate.ts";
import { standingsOf } from "./standing.ts";

/**
 * Numbers of the rows of each noun that the gate alone shows to all of these people; the first of them asks.
 * @param users Matrix ids
 */
export async function gateAlone(hub: TestHub, users: readonly string[]): Promise<Map<string, string[]>> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  try {
    const query = async (sql: string, values: readonly unknown[] = []) =>
      (await client.query(sql, [...values])).rows as never[];
    const viewers = await standingsOf({ query } as unknown as Tx, users);
    await query(
      `select set_config('hub.person', (select id::text from access.person where user_id = $1), false)`,
      [users[0]],
    );
    const nouns = hub.inside.parts.tables.filter(({ noun }) =>
      viewers.every((viewer) => grantsFor(viewer, noun.key, "view").length),
    );
    const shown = new Map<string, string[]>();
    for (const table of nouns) {
      const where = { [Op.and]: [{ removed_at: null }, predicate(table, viewers, "view")] } as WhereOptions;
      const rows: { number: string }[] = await query(selectSql(table, { attributes: ["number"], where }));
      shown.set(table.noun.key, rows.map(({ number }) => number).toSorted());
    }
    return shown;
  } finally {
    await client.end();
  }
}
