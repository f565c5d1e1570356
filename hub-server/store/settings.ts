/** Decisions that live in the database, not in the environment. */
import { CannotStart } from "../errors.ts";
import type { Query } from "./query.ts";

/** @returns undefined when it was never set */
export async function readSetting<Value>(query: Query, key: string): Promise<Value | undefined> {
  const [row] = await query<{ value: Value }>("select value from hub.setting where key = $1", [key]);
  return row?.value;
}

/** Sets or replaces a setting. */
export async function writeSetting(query: Query, key: string, value: unknown): Promise<void> {
  await query(
    `insert into hub.setting (key, value) values ($1, $2::jsonb)
     on conflict (key) do update set value = excluded.value returning key`,
    [key, JSON.stringify(value)],
  );
}

/**
 * Decides a setting once: the first value stays, also when several processes start together.
 * @returns the value that stands
 */
export async function settleSetting<Value>(query: Query, key: string, value: Value): Promise<Value> {
  await query(
    `insert into hub.setting (key, value) values ($1, $2::jsonb) on conflict do nothing returning key`,
    [key, JSON.stringify(value)],
  );
  return (await readSetting<Value>(query, key)) ?? value;
}

/**
 * Fixes the right half of every Matrix id at the first start.
 * @throws CannotStart when the configuration later says another
 */
export async function settleServerName(query: Query, wanted: string): Promise<void> {
  const settled = await settleSetting(query, "server_name", wanted);
  if (settled !== wanted)
    throw new CannotStart(
      `HUB_SERVER_NAME is fixed at the first start: this database belongs to "${settled}"; the setting says "${wanted}".`,
    );
}
