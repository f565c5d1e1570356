/** Feedback: the generic slice, resolve and reopen, the summary, and the audit of confidential authors. */
import {
  auditFeedback,
  feedbacks,
  reopenFeedback,
  resolveFeedback,
  summariseFeedback,
  type AnyCall,
} from "../../contract/index.ts";
import { Conflict, NotAllowed } from "../../errors.ts";
import { hiddenFromAny } from "../access/gate.ts";
import { putBackBy } from "../change/undo.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import type { Aspect } from "../record/present.ts";
import { resolveIn } from "../record/resolve.ts";
import { slice } from "../record/slice.ts";
import type { Row, Table } from "../record/table.ts";
import { granters, rowFor, updateRow, written, type Extras } from "../record/write.ts";
import { classOf, type FeedbackKind } from "./classes.ts";
import { prepare } from "./give.ts";
import { summary } from "./summary.ts";

const tableOf = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === "feedback")!;

/** Fields from which the class follows. */
const classed = new Set(["kind", "score", "scale"]);
const classFor = (row: Row) =>
  classOf(row["kind"] as FeedbackKind, row["score"] as number | null, row["scale"] as number | null);

/** The derived class, and whether it is the asker's own; in a room nobody's confidential feedback is. */
const aspect: Aspect = async (ctx, rows) => {
  const authored = await ctx.tx.query<{ id: string }>(
    `select feedback_id as id from crm.feedback_author where person_id = $1 and feedback_id = any ($2)`,
    [ctx.who.id, rows.map((row) => row.id)],
  );
  const alone = ctx.viewers.length === 1;
  const mine = new Set(alone ? authored.map((row) => row.id) : []);
  return (row) => ({
    class: hiddenFromAny(ctx.viewers, "feedback", row).isDisjointFrom(classed) ? classFor(row) : null,
    mine: row.owner_id === ctx.who.id || mine.has(row.id),
  });
};

/** The author of confidential feedback is kept where only they and an audit can read it. */
async function added(ctx: Ctx, row: Row): Promise<void> {
  if (!row["confidential"]) return;
  await ctx.tx.query(
    `insert into crm.feedback_author (feedback_id, person_id, subject_id) values ($1, $2, $3)`,
    [row.id, ctx.who.id, row["about_id"]],
  );
}

export const feedbackExtras: Extras = { aspect, prepare, added };

/** Sets the status. Whoever resolves does not write as the author: their name stays in the history. */
function settles(call: AnyCall, status: "open" | "resolved", done: string): Handler {
  const run = async (ctx: Ctx, input: Readonly<Record<string, unknown>>) => {
    const table = tableOf(ctx);
    const before = await rowFor(ctx, table, String(input["ref"]), "resolve");
    if (before["status"] === status) throw new Conflict(`${before.number} is ${status} already.`);
    const columns = { status, resolution: status === "open" ? null : (input["resolution"] ?? null) };
    const row = await updateRow(ctx, table, before, columns, { op: "change", hiddenFrom: undefined });
    return written(ctx, table, row, call.name, done, ["resolution"], aspect);
  };
  return { call, run, undo: putBackBy("resolve") };
}

const audit = does(auditFeedback, async (ctx, { ref, reason }) => {
  const table = tableOf(ctx);
  const row = await resolveIn(ctx, table, ref, "any");
  const [author] = await ctx.tx.query<{ id: string }>(
    `select person_id as id from crm.feedback_author where feedback_id = $1`,
    [row.id],
  );
  const id = author?.id ?? (row["confidential"] ? null : row.owner_id);
  const link = id && (await peopleLinks(ctx, [id])).get(id);
  if (!link) throw new NotAllowed("feedback:audit for this record", granters);
  ctx.record({
    entity: "feedback",
    entityId: row.id,
    op: "change",
    patch: { audited: [null, reason] },
    reversible: false,
  });
  return { author: link, change: ctx.change };
});

export const feedbackHandlers: readonly Handler[] = [
  ...slice(feedbacks, "feedback", feedbackExtras),
  settles(resolveFeedback, "resolved", "resolved"),
  settles(reopenFeedback, "open", "opened again"),
  does(summariseFeedback, (ctx, input) => summary(ctx, tableOf(ctx), input)),
  audit,
];
