/** Looking for people ("User Directory" of the specification). */
import type { Core } from "../core.ts";
import { endpoint } from "../http/endpoint.ts";
import { text } from "../http/read.ts";

const usual = 10;
const most = 50;

export const userDirectoryEndpoints = [
  endpoint("POST /user_directory/search", async ({ core, person, body }) => {
    const words = text(body, "search_term");
    const limit = typeof body.limit === "number" && body.limit > 0 ? Math.floor(body.limit) : usual;
    const wanted = Math.min(limit, most);
    const found = await find(core, person.userId, words, wanted + 1);
    const results = found.slice(0, wanted).map((row) => ({
      user_id: row.user_id,
      ...(row.display_name !== null && { display_name: row.display_name }),
      ...(row.avatar_url !== null && { avatar_url: row.avatar_url }),
    }));
    return { results, limited: found.length > wanted };
  }),
];

interface Row {
  user_id: string;
  display_name: string | null;
  avatar_url: string | null;
}

const columns = "a.user_id, a.display_name, a.avatar_url";
const named = `a.deactivated_at is null and not a.guest and (a.display_name ilike $1 or a.localpart ilike $1)`;
const order = "order by coalesce(a.display_name, a.localpart), a.user_id limit $2";

/** JSON text holds the character NUL, which PostgreSQL's own texts do not. */
const field = (name: string) =>
  `case when e.content not like '%\\u0000%' then e.content::json->>'${name}' end`;

/** Whom the asker shares a room with, and who is in a room that is open to everybody. */
const acquainted = `with open as materialized (
    select c.room from chat.current_state c join chat.event e on e.seq = c.seq
    where c.state_key = '' and (c.type, ${field("join_rule")}) = ('m.room.join_rules', 'public')
      or c.state_key = '' and (c.type, ${field("history_visibility")}) = ('m.room.history_visibility', 'world_readable')
  ), own as materialized (
    select room from chat.membership where user_id = $3 and membership = 'join'
  )
  select ${columns} from identity.account a where ${named} and exists (
    select from chat.membership m where m.user_id = a.user_id and m.membership = 'join'
      and (m.room in (select room from open) or (a.user_id <> $3 and m.room in (select room from own))))
  ${order}`;

async function find({ pool, directory }: Core, asker: string, words: string, limit: number): Promise<Row[]> {
  const pattern = `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await pool.query<Row>(
    directory === "everyone"
      ? {
          name: "chat-find-people",
          text: `select ${columns} from identity.account a where ${named} ${order}`,
          values: [pattern, limit],
        }
      : { name: "chat-find-acquainted", text: acquainted, values: [pattern, limit, asker] },
  );
  return rows;
}
