/** What a reminder says when it fires. */
import { Op, type WhereOptions } from "sequelize";
import type { Card } from "../../contract/index.ts";
import { predicate } from "../access/gate.ts";
import { standingsOf } from "../access/standing.ts";
import { agoText, whenText } from "../calendar/when.ts";
import type { LinkValue, Parts } from "../context.ts";
import { attendeesOf } from "../meeting/attendees.ts";
import { endOf } from "../meeting/meeting.ts";
import { linkOf } from "../record/links.ts";
import type { Row } from "../record/table.ts";
import type { Tx } from "../tx.ts";
import type { Waking } from "./fire.ts";

export interface Firing {
  /** What it is the firing of; no two are the same. */
  readonly occurrence: Date;
  readonly due: Date;
  /** The occurrence of the subject; another time when it was snoozed. */
  readonly of: Date | null;
}

/** What is told of a firing, and to whom, by id. */
export interface Notice {
  readonly to: readonly string[];
  readonly record: LinkValue;
  readonly card: Card;
  readonly channel: string;
  readonly room: string | null;
}

/** From this on, seconds, it says that it is late. */
const late = 60;

/** @returns undefined when the person may not see what it is about any more */
export async function noticeOf(
  parts: Pick<Parts, "tables">,
  tx: Tx,
  row: Waking,
  firing: Firing,
): Promise<Notice | undefined> {
  const noun = row["todo_id"] ? "todo" : row["meeting_id"] ? "meeting" : "reminder";
  const subject = await seen(parts, tx, row, noun, String(row["todo_id"] ?? row["meeting_id"] ?? row.id));
  if (!subject) return undefined;
  const table = parts.tables.find((candidate) => candidate.noun.key === noun)!;
  const record = linkOf(table, subject);
  const to =
    noun === "meeting" && row["everybody"] === true ? await takingPart(tx, subject) : [row.owner_id!];
  const card = cardOf(row, firing, record, subject);
  return { to, record, card, channel: String(row["channel"]), room: (row["room"] as string | null) ?? null };
}

async function seen(
  parts: Pick<Parts, "tables">,
  tx: Tx,
  row: Waking,
  noun: string,
  id: string,
): Promise<Row | undefined> {
  const table = parts.tables.find((candidate) => candidate.noun.key === noun)!;
  const [who] = await standingsOf(tx, [row.user_id!]);
  if (!who?.grants.some((grant) => grant.noun === noun && grant.verb === "view")) return undefined;
  const where = { [Op.and]: [{ id, removed_at: null }, predicate(table, [who], "view")] } as WhereOptions;
  const found = await table.model.findOne({ where, transaction: tx.transaction, raw: true });
  return (found as unknown as Row | null) ?? undefined;
}

async function takingPart(tx: Tx, meeting: Row): Promise<string[]> {
  const people = (await attendeesOf({ tx }, [meeting.id])).filter((one) => one.answer !== "declined");
  return [...new Set([meeting.owner_id, ...people.map((one) => one.person_id)])].filter((id) => id !== null);
}

function cardOf(row: Waking, { due, of }: Firing, record: LinkValue, subject: Row): Card {
  const seconds = (row.now.getTime() - due.getTime()) / 1000;
  const text = row["text"] && record.noun !== "reminder" ? [String(row["text"])] : [];
  const words = seconds >= late ? [...text, `Was due ${agoText(seconds)} ago.`] : text;
  const when = whenOf(subject, record, of);
  return {
    record,
    call: "reminder.fire",
    change: null,
    title: `Reminder: ${record.noun === "reminder" ? String(row["text"] ?? "you wanted to be reminded") : record.title}`,
    ...(words.length ? { text: words.join(" ") } : {}),
    by: null,
    facts: when ? [{ label: record.noun === "todo" ? "Due" : "When", value: when }] : [],
    actions: [
      { label: "Snooze", words: `snooze ${row.number} 10m` },
      ...(record.noun === "todo" ? [{ label: "Done", words: `done ${record.number}` }] : []),
    ],
    state: "current",
  };
}

function whenOf(subject: Row, { noun }: LinkValue, of: Date | null): string {
  const zone = String(subject["time_zone"] ?? "UTC");
  if (noun === "reminder" || !of) return "";
  return whenText(of, noun === "meeting" ? endOf(subject, of) : null, zone, subject["all_day"] === true);
}
