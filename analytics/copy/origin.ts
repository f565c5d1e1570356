/** Which database this is, so that a copy of another one is never continued. */
import type { Client } from "pg";

/**
 * System identifier and timeline tell clusters, restores and failovers apart; the oid tells databases of one cluster
 * apart. Where the server keeps the first two to itself, the oid and the shape of the views must do.
 */
export async function readOrigin(client: Client, shape: string): Promise<string> {
  const database = await one(client, "select oid::text from pg_database where datname = current_database()");
  const cluster = await one(
    client,
    "select system_identifier || '/' || timeline_id from pg_control_system(), pg_control_checkpoint()",
  ).catch(() => "unknown");
  return [cluster, database, shape].join(":");
}

async function one(client: Client, text: string): Promise<string> {
  const { rows } = await client.query<[string]>({ text, rowMode: "array" });
  return rows[0]?.[0] ?? "unknown";
}
