import { randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";

/** Writes one change event of an entity; for tests. */
export async function recordChange(
  client: Pick<Pool, "query">,
  entity: string,
  { source = "api" } = {},
): Promise<void> {
  await client.query(
    `insert into hub.change_event (id, change, entity, entity_id, op, patch, call, source)
     values ($1, $1, $2, $3, 'add', '{"name": [null, "Acme"]}', 'record.add', $4)`,
    [randomUUIDv7(), entity, randomUUIDv7(), source],
  );
}
