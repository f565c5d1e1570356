/** Answering an invitation, and inviting. What each wrote is not the meeting's own, so each says how it is taken back. */
import { answerMeeting, inviteToMeeting } from "../../contract/index.ts";
import { Conflict, NotAllowed } from "../../errors.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolveIn } from "../record/resolve.ts";
import type { Row } from "../record/table.ts";
import { granters, lockRow, rowFor, updateRow, written } from "../record/write.ts";
import { withAttendees } from "./aspect.ts";
import { invite, tellAttendees, uninvite } from "./attendees.ts";
import { recheckReminders } from "../reminder/recheck.ts";
import { meetingTable } from "./occurrence.ts";

type Answer = readonly [answer: string, answeredFor: string | null];

export const answer = does(
  answerMeeting,
  async (ctx, { ref, answer: given }) => {
    const row = await resolveIn(ctx, meetingTable(ctx), ref);
    const before = await setAnswer(ctx, row, [given, (row["starts"] as Date).toISOString()]);
    if (!before) throw new NotAllowed("to answer: you are not invited to this meeting", granters);
    const patch = { answer: [before, [given, (row["starts"] as Date).toISOString()]] as [Answer, Answer] };
    ctx.record({ entity: "meeting", entityId: row.id, op: "change", patch });
    await tellOrganiser(ctx, row, given);
    return written(ctx, meetingTable(ctx), row, answerMeeting.name, given, [], withAttendees);
  },
  async (ctx, events) => {
    const event = events[0]!;
    const row = await resolveIn(ctx, meetingTable(ctx), event.entity_id, "any");
    const [before, after] = event.patch["answer"] as unknown as [Answer, Answer];
    const stood = await setAnswer(ctx, row, before);
    if (!stood || stood[0] !== after[0])
      throw new Conflict(`Your answer to ${row.number} was changed since.`);
    ctx.record({
      entity: "meeting",
      entityId: row.id,
      op: "change",
      undoOf: event.id,
      patch: { answer: [after, before] },
    });
    return {
      summary: `Undone: answer to ${String(row["title"])} (${row.number}).`,
      records: [linkOf(meetingTable(ctx), row)],
    };
  },
);

/** @returns what stood before; undefined when the asker is not invited */
async function setAnswer(ctx: Ctx, row: Row, [given, answeredFor]: Answer): Promise<Answer | undefined> {
  const [found] = await ctx.tx.query<{ answer: string; answered_for: Date | null }>(
    `select answer, answered_for from crm.meeting_attendee where meeting_id = $1 and person_id = $2 for update`,
    [row.id, ctx.who.id],
  );
  if (!found) return undefined;
  await ctx.tx.query(
    `update crm.meeting_attendee set answer = $3, answered_for = $4, answered_at = $5 where meeting_id = $1 and person_id = $2`,
    [row.id, ctx.who.id, given, answeredFor, given === "needs-action" ? null : ctx.now.toISOString()],
  );
  return [found.answer, found.answered_for?.toISOString() ?? null];
}

async function tellOrganiser(ctx: Ctx, row: Row, given: string): Promise<void> {
  if (!row.owner_id || row.owner_id === ctx.who.id) return;
  const record = linkOf(meetingTable(ctx), row);
  const title = `${ctx.who.name} ${given === "tentative" ? "may come" : given}: ${record.title}`;
  const card = {
    record,
    call: answerMeeting.name,
    change: ctx.change,
    title,
    by: ctx.who.name,
    facts: [],
    actions: [],
    state: "current" as const,
  };
  ctx.tell({ kind: "direct", to: [row.owner_id], record, card });
  await recheckReminders(ctx.tx, row.id);
}

export const inviting = does(
  inviteToMeeting,
  async (ctx, { ref, attendees = [], without = [] }) => {
    const table = meetingTable(ctx);
    const before = await rowFor(ctx, table, ref, "change");
    const added = await invite(ctx, before.id, attendees);
    const removed = await uninvite(ctx, before.id, without);
    const patch = { invited: [removed, added] as [unknown, unknown] };
    const row =
      added.length || removed.length
        ? await updateRow(ctx, table, before, {}, { op: "change", patch })
        : before;
    if (added.length)
      await tellAttendees(ctx, row, `Invitation: ${String(row["title"])}`, `meet ${row.number}`);
    return written(
      ctx,
      table,
      row,
      inviteToMeeting.name,
      added.length ? "invited to" : "kept",
      [],
      withAttendees,
    );
  },
  undoInviting,
);

async function undoInviting(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const event = events[0]!;
  const table = meetingTable(ctx);
  const before = await lockRow({ ...ctx, version: undefined }, table, event.entity_id, "change");
  const [removed, added] = event.patch["invited"] as unknown as [string[], string[]];
  await uninvite(ctx, before.id, added);
  await invite(ctx, before.id, removed);
  const patch = { invited: [added, removed] as [unknown, unknown] };
  const row = await updateRow(ctx, table, before, {}, { op: "change", undoOf: event.id, patch });
  return {
    summary: `Undone: invitations to ${String(row["title"])} (${row.number}).`,
    records: [linkOf(table, row)],
  };
}
