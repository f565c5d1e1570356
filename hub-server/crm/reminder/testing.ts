/** What the tests of reminders share: the database's view, and time that passes at once. */
import pg from "pg";
import type { HubProblem } from "../../client.ts";
import { reminders } from "../../contract/index.ts";
import type { TestHub, TestPerson } from "../../testing/hub.ts";
import { until } from "../calendar/testing.ts";

export interface Fired {
  readonly occurrence: Date;
  readonly due_at: Date;
  readonly fired_at: Date;
  readonly told: number;
}

/** A statement as the owner of the tables, who sees everything. */
export async function asOwner<Row extends pg.QueryResultRow>(
  hub: TestHub,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: hub.database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<Row>(sql, values);
  await client.end();
  return rows;
}

export function firings(hub: TestHub, id: string): Promise<Fired[]> {
  return asOwner<Fired & pg.QueryResultRow>(
    hub,
    `select * from crm.reminder_firing where reminder_id = $1 order by occurrence`,
    [id],
  );
}

export function fired(hub: TestHub, id: string, count = 1): Promise<Fired[]> {
  return until(async () => {
    const rows = await firings(hub, id);
    return rows.length >= count && rows;
  });
}

/** As if the hub had been down since then. */
export function wasDue(hub: TestHub, id: string, ago: string) {
  return asOwner(
    hub,
    `update crm.reminder set at = now() - $2::interval, occurrence = now() - $2::interval, due_at = now() - $2::interval
     where id = $1`,
    [id, ago],
  );
}

/** As if it had been set for now. */
export function dueNow(hub: TestHub, id: string) {
  return asOwner(
    hub,
    `update crm.reminder set occurrence = now(), due_at = now(), stale = false, retry_at = null where id = $1`,
    [id],
  );
}

export async function nextOf(person: TestPerson, id: string): Promise<string | null> {
  return (await person.hub(reminders.details, { ref: id })).next_at;
}

export const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error as HubProblem).code,
  );
