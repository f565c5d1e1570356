/**
 * Firing reminders. In one transaction: the firing (its key is why an occurrence cannot fire twice), what is to be told, and the next
 * occurrence. So whoever dies in between has done nothing, and several hubs may do it at once. The database's clock decides.
 */
import type { Sequelize } from "sequelize";
import { enterAs } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import type { Row } from "../record/table.ts";
import { enqueue } from "../../store/outbox.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { noticeOf, type Firing } from "./notice.ts";
import { lead, nextArm, stands, subjectOf, type Arm, type Subject } from "./reminder.ts";

export interface Waking extends Row {
  readonly user_id: string | null;
  readonly stale: boolean;
  readonly due_at: Date | null;
  readonly occurrence: Date | null;
  readonly snoozed_until: Date | null;
  readonly attempts: number;
  /** The database's present. */
  readonly now: Date;
}

const batch = 50;
const day = 86_400_000;
/** How many days a reminder waits for a right to come back. */
const patience = 30;

/** Looks at the reminders whose time has come. @returns how many; fewer than there may be, so ask again while it is not 0 */
export async function fireDue(parts: Pick<Parts, "tables">, sequelize: Sequelize): Promise<number> {
  return inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'reminders', true)`);
    const rows = await tx.query<Waking>(
      `select r.*, p.user_id, clock_timestamp() as now from crm.reminder r left join access.person p on p.id = r.owner_id
       where r.removed_at is null and r.wake_at <= clock_timestamp()
       order by r.wake_at, r.id limit ${batch} for update of r skip locked`,
    );
    for (const row of rows) await guarded(tx, row, () => wake(parts, tx, row));
    return rows.length;
  });
}

/** ms until the next one is due, by the database's clock; undefined when there is none. */
export async function untilNext(sequelize: Sequelize): Promise<number | undefined> {
  return inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'reminders', true)`);
    const [row] = await tx.query<{ ms: string | null }>(
      `select extract(epoch from wake_at - clock_timestamp()) * 1000 as ms from crm.reminder
       where removed_at is null and wake_at is not null and wake_at > '-infinity' order by wake_at limit 1 for update skip locked`, // another hub has it
    );
    return row?.ms == null ? undefined : Math.max(0, Number(row.ms));
  });
}

/** One that fails waits, longer each time, and keeps no other waiting. */
async function guarded(tx: Tx, row: Waking, work: () => Promise<void>): Promise<void> {
  await tx.query("savepoint reminder");
  try {
    await work();
    await tx.query("release savepoint reminder");
  } catch (error) {
    await tx.query("rollback to savepoint reminder");
    const pause = Math.min(1000 * 2 ** Math.min(row.attempts, 20), 3_600_000);
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    await tx.query(
      `update crm.reminder set attempts = attempts + 1, retry_at = $2, last_error = $3 where id = $1`,
      [row.id, new Date(row.now.getTime() + pause).toISOString(), reason],
    );
  }
}

async function wake(parts: Pick<Parts, "tables">, tx: Tx, row: Waking): Promise<void> {
  const who = row.user_id ? await enterAs(tx, row.user_id) : undefined;
  const subject = who ? await subjectOf(tx, row) : "hidden";
  if (subject === "hidden" && row.stale) return wait(tx, row);
  const arm = row.stale ? rearmed(row, subject) : armOf(row);
  const snoozed = row.snoozed_until && row.snoozed_until <= row.now ? row.snoozed_until : null;
  const firing: Firing | null = snoozed
    ? { occurrence: snoozed, due: snoozed, of: row.occurrence }
    : arm && arm.due <= row.now
      ? { ...arm, of: arm.occurrence }
      : null;
  if (firing) await fire(parts, tx, row, firing, who && subject !== "over" ? [who.id] : []);
  if (firing && subject === "hidden") return wait(tx, row);
  const next = firing && !snoozed ? nextArm(subject, lead(row), firing.due) : arm;
  await settle(tx, row, next, snoozed ? null : row.snoozed_until);
}

const armOf = ({ occurrence, due_at }: Waking): Arm | null =>
  occurrence && due_at && { occurrence, due: due_at };

/** What is due already, and still an occurrence, stays due: an edit must not swallow it. */
function rearmed(row: Waking, subject: Subject): Arm | null {
  const arm = armOf(row);
  const kept =
    arm &&
    arm.due <= row.now &&
    stands(subject, arm.occurrence) &&
    arm.due.getTime() === arm.occurrence.getTime() - lead(row);
  return kept ? arm : nextArm(subject, lead(row), row.now);
}

async function fire(
  parts: Pick<Parts, "tables">,
  tx: Tx,
  row: Waking,
  firing: Firing,
  to: readonly string[],
): Promise<void> {
  const notice = to.length ? await noticeOf(parts, tx, row, firing) : undefined;
  const fired = await tx.query(
    `insert into crm.reminder_firing (reminder_id, occurrence, due_at, told) values ($1, $2, $3, $4)
     on conflict do nothing returning reminder_id`,
    [row.id, firing.occurrence.toISOString(), firing.due.toISOString(), notice?.to.length ?? 0],
  );
  if (!fired.length || !notice) return;
  const key = `reminder-${row.id}-${firing.occurrence.getTime()}`;
  await enqueue(tx.query, {
    kind: "reminder",
    key,
    payload: { kind: "reminder", by: row.user_id, ...notice },
  });
}

async function settle(tx: Tx, row: Waking, next: Arm | null, snoozed: Date | null): Promise<void> {
  await tx.query(
    `update crm.reminder set occurrence = $2, due_at = $3, snoozed_until = $4, stale = false, attempts = 0, retry_at = null, last_error = null
     where id = $1`,
    [
      row.id,
      next?.occurrence.toISOString() ?? row.occurrence?.toISOString() ?? null,
      next?.due.toISOString() ?? null,
      snoozed?.toISOString() ?? null,
    ],
  );
}

/** Nobody is told of what they may not see. Rights may come back: it is looked at again, for a month. */
async function wait(tx: Tx, row: Waking): Promise<void> {
  const again = row.attempts < patience ? new Date(row.now.getTime() + day).toISOString() : null;
  await tx.query(
    `update crm.reminder set stale = $3, due_at = null, snoozed_until = null, attempts = attempts + 1, retry_at = $2 where id = $1`,
    [row.id, again, again !== null],
  );
}
