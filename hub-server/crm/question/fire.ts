/**
 * Asking what is due. In one transaction: the firing (its key is why an occurrence is not asked twice), what is to be said, and the
 * next time. So whoever dies in between has done nothing, and several hubs may do it at once. The database's clock decides.
 */
import type { Sequelize } from "sequelize";
import type { Enter } from "../../api/pipeline.ts";
import { enqueue } from "../../store/outbox.ts";
import { enterAs } from "../access/standing.ts";
import { recurrence } from "../calendar/recurrence.ts";
import { agoText } from "../calendar/when.ts";
import type { Parts } from "../context.ts";
import type { Row } from "../record/table.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { seriesOf } from "./define.ts";
import { answerFor, Postponed, type Outcome } from "./answer.ts";

export interface Due extends Row {
  readonly question: string;
  readonly room: string | null;
  readonly user_id: string | null;
  readonly due_at: Date;
  readonly attempts: number;
  readonly problem: string | null;
  /** The database's present. */
  readonly now: Date;
}

export interface FireOptions {
  readonly parts: Parts;
  readonly sequelize: Sequelize;
  /** Makes a call as a person, with everything that stands before it. */
  readonly enter: Enter;
  readonly onError: (error: Error) => void;
}

/** From this on, seconds, it says that it is late. */
const late = 60;

/** Asks one question that is due. @returns false when none is */
export async function fireNext(options: FireOptions): Promise<boolean> {
  return inTransaction(options.sequelize, async (tx) => {
    const due = await nextDue(tx);
    if (!due) return false;
    await tx.query("savepoint question");
    try {
      await fire(options, tx, due);
      await tx.query("release savepoint question");
    } catch (error) {
      await tx.query("rollback to savepoint question");
      await postpone(tx, due);
      if (!(error instanceof Postponed)) options.onError(error as Error);
    }
    return true;
  });
}

async function nextDue(tx: Tx): Promise<Due | undefined> {
  await tx.query(`select set_config('hub.job', 'questions', true)`);
  const [due] = await tx.query<Due>(
    `select q.*, p.user_id, clock_timestamp() as now
     from crm.question q left join access.person p on p.id = q.owner_id and p.disabled_at is null
     where q.removed_at is null and q.wake_at <= clock_timestamp()
     order by q.wake_at, q.id limit 1 for update of q skip locked`,
  );
  return due;
}

/**
 * ms until the next one is due, by the database's clock; undefined when there is none. One that another hub has at this moment is
 * passed over, or this one would ask for it again and again.
 */
export async function untilNext(sequelize: Sequelize): Promise<number | undefined> {
  return inTransaction(sequelize, async (tx) => {
    await tx.query(`select set_config('hub.job', 'questions', true)`);
    const [row] = await tx.query<{ ms: string | null }>(
      `select extract(epoch from wake_at - clock_timestamp()) * 1000 as ms from crm.question
       where removed_at is null and due_at is not null order by wake_at limit 1 for update skip locked`,
    );
    return row?.ms == null ? undefined : Math.max(0, Number(row.ms));
  });
}

/** Of the times that were missed only the last is asked: the answer would be the same. */
async function fire(options: FireOptions, tx: Tx, due: Due): Promise<void> {
  const series = seriesOf(due);
  const missed = recurrence.between(series, due.due_at, new Date(due.now.getTime() + 1));
  const occurrence = missed.at(-1) ?? due.due_at;
  const owner = due.user_id ? await enterAs(tx, due.user_id) : undefined;
  const outcome = owner
    ? await answerFor(options, tx, due, owner, remarksOf(due, occurrence, missed.length))
    : gone;
  const fired = await tx.query(
    `insert into crm.question_firing (question_id, occurrence, answered) values ($1, $2, $3)
     on conflict do nothing returning question_id`,
    [due.id, occurrence.toISOString(), outcome.problem === null],
  );
  const key = `question-${due.id}-${occurrence.getTime()}`;
  if (fired.length && outcome.letter)
    await enqueue(tx.query, {
      kind: "question",
      key,
      payload: { kind: "question", by: "", ...outcome.letter },
    });
  const next = recurrence.next(series, due.now);
  await tx.query(
    `update crm.question set due_at = $2, problem = $3, attempts = 0, retry_at = null where id = $1 returning 1`,
    [due.id, next?.toISOString() ?? null, outcome.problem],
  );
}

const gone: Outcome = { problem: "Whoever asked is no longer here.", letter: null };

function remarksOf(due: Due, occurrence: Date, missed: number): string[] {
  const seconds = (due.now.getTime() - occurrence.getTime()) / 1000;
  const others = missed - 1;
  return [
    ...(seconds >= late ? [`Was due ${agoText(seconds)} ago.`] : []),
    ...(others > 0 ? [`${others} earlier ${others === 1 ? "time was" : "times were"} missed.`] : []),
  ];
}

/** Waits, longer each time, and keeps no other waiting. */
async function postpone(tx: Tx, due: Due): Promise<void> {
  const pause = Math.min(1000 * 2 ** Math.min(due.attempts, 20), 3_600_000);
  await tx.query(`update crm.question set attempts = attempts + 1, retry_at = $2 where id = $1 returning 1`, [
    due.id,
    new Date(due.now.getTime() + pause).toISOString(),
  ]);
}
