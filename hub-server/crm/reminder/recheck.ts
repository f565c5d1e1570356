/** Reminders follow what they hang on. They belong to many people, so the firing loop, which serves all, computes them anew. */
import type { Tx } from "../tx.ts";

/** Lets the firing loop look at the reminders of a to-do or meeting anew, before it fires any of them. */
export async function recheckReminders(tx: Tx, id: string): Promise<void> {
  await asJob(tx, () =>
    tx.query(
      `update crm.reminder set stale = true, retry_at = null, attempts = 0
       where (todo_id = $1 or meeting_id = $1) and removed_at is null`,
      [id],
    ),
  );
}

/** Runs statements about everybody's reminders; row-level security admits them only inside. */
export async function asJob<R>(tx: Tx, work: () => Promise<R>): Promise<R> {
  await tx.query(`select set_config('hub.job', 'reminders', true)`);
  const result = await work();
  await tx.query(`select set_config('hub.job', '', true)`);
  return result;
}

/** The reminders of a series go on in the series that takes over the rest of it, for everybody who set one. */
export async function copyReminders(tx: Tx, from: string, to: string): Promise<void> {
  await asJob(tx, () =>
    tx.query(
      `insert into crm.reminder (id, number, text, meeting_id, before_s, channel, everybody, room, owner_id, group_id)
       select gen_random_uuid(), 'RM-' || hub.next_number('RM'), text, $2, before_s, channel, everybody, room, owner_id, group_id
       from crm.reminder where meeting_id = $1 and removed_at is null`,
      [from, to],
    ),
  );
}
