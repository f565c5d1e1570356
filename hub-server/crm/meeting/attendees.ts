/** Who takes part: colleagues by their id, others by their e-mail address; what they answered, and how they hear of changes. */
import { randomUUIDv7 } from "node:crypto";
import type { Card } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { colleagues } from "../record/colleague.ts";
import type { Row } from "../record/table.ts";
import { findPerson } from "../record/take.ts";
import { meetingText } from "./meeting.ts";

export interface AttendeeRow {
  readonly meeting_id: string;
  readonly person_id: string | null;
  readonly number: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly answer: "needs-action" | "accepted" | "declined" | "tentative";
  readonly answered_at: Date | null;
}

/** Those who take part in meetings. An answer counts for the start that was answered. One statement. */
export async function attendeesOf(ctx: Pick<Ctx, "tx">, ids: readonly string[]): Promise<AttendeeRow[]> {
  if (!ids.length) return [];
  return ctx.tx.query<AttendeeRow>(
    `select a.meeting_id, a.person_id, p.number, coalesce(p.name, a.name, a.email) as name, a.email,
       case when a.answered_for = m.starts then a.answer else 'needs-action' end as answer,
       case when a.answered_for = m.starts then a.answered_at end as answered_at
     from crm.meeting_attendee a join crm.meeting m on m.id = a.meeting_id left join access.person p on p.id = a.person_id
     where a.meeting_id = any ($1) order by name, a.id`,
    [ids],
  );
}

export function personOf(row: AttendeeRow): LinkValue | null {
  return (
    (row.person_id && { id: row.person_id, noun: "person", number: row.number!, title: row.name }) || null
  );
}

/** Invites people. @returns what the history keeps: who was added */
export async function invite(ctx: Ctx, meetingId: string, references: readonly string[]): Promise<string[]> {
  const added: string[] = [];
  for (const reference of references) {
    const { person, email } = await attendee(ctx, reference);
    const rows = await ctx.tx.query<{ id: string }>(
      `insert into crm.meeting_attendee (id, meeting_id, person_id, email) values ($1, $2, $3, $4)
       on conflict do nothing returning id`,
      [randomUUIDv7(), meetingId, person, email],
    );
    if (rows.length) added.push((person ?? email)!);
  }
  return added;
}

/** Takes invitations back. @returns who was removed */
export async function uninvite(
  ctx: Ctx,
  meetingId: string,
  references: readonly string[],
): Promise<string[]> {
  const removed: string[] = [];
  for (const reference of references) {
    const { person, email } = await attendee(ctx, reference);
    const rows = await ctx.tx.query<{ id: string }>(
      `delete from crm.meeting_attendee where meeting_id = $1 and (person_id = $2 or lower(email) = lower($3)) returning id`,
      [meetingId, person, email],
    );
    if (rows.length) removed.push((person ?? email)!);
  }
  return removed;
}

/** The same people take part in another meeting; it has another start, so their answers do not count for it. */
export async function copyAttendees(ctx: Ctx, from: string, to: string): Promise<void> {
  await ctx.tx.query(
    `insert into crm.meeting_attendee (id, meeting_id, person_id, email, name)
     select gen_random_uuid(), $2, person_id, email, name from crm.meeting_attendee where meeting_id = $1`,
    [from, to],
  );
}

async function attendee(
  ctx: Ctx,
  reference: string,
): Promise<{ person: string | null; email: string | null }> {
  const isAddress = /^[^\s@]+@[^\s@:]+\.[^\s@:]+$/.test(reference);
  if (!isAddress) return { person: (await findPerson(ctx, reference)).id, email: null };
  const known = (await colleagues(ctx, reference)).find((person) => person.exact);
  if (reference.length > 254)
    throw new InputInvalid([{ field: "/attendees", allowed: "an e-mail address", got: `"${reference}"` }]);
  return known ? { person: known.id, email: null } : { person: null, email: reference };
}

/** Tells all who take part, but the asker, each in private. */
export async function tellAttendees(ctx: Ctx, row: Row, title: string, words = ""): Promise<void> {
  const people = await attendeesOf(ctx, [row.id]);
  const ids = [
    row.owner_id,
    ...people.filter((one) => one.answer !== "declined").map((one) => one.person_id),
  ];
  const to = [...new Set(ids)].filter((id): id is string => id !== null && id !== ctx.who.id);
  if (to.length) ctx.tell({ kind: "direct", to, record: linkTo(row), card: cardFor(ctx, row, title, words) });
}

export function linkTo(row: Row): LinkValue {
  return { id: row.id, noun: "meeting", number: row.number, title: String(row["title"]) };
}

/** Only what everybody who takes part may see: what it is about has rights of its own. */
function cardFor(ctx: Ctx, row: Row, title: string, words: string): Card {
  const where = row["location"] ? [{ label: "Where", value: String(row["location"]) }] : [];
  return {
    record: linkTo(row),
    call: "meeting.answer",
    change: ctx.change,
    title,
    by: ctx.who.name,
    facts: [{ label: "When", value: meetingText(row) }, ...where, { label: "From", value: ctx.who.name }],
    actions: words
      ? [
          { label: "Accept", words: `${words} yes` },
          { label: "Decline", words: `${words} no` },
        ]
      : [],
    state: "current",
  };
}
