/** Giving feedback: what is checked and completed before it is stored. */
import { InputInvalid } from "../../errors.ts";
import { grantsFor } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import type { Row } from "../record/table.ts";
import type { Extras } from "../record/write.ts";
import { scoredKinds, usualScale, type FeedbackKind } from "./classes.ts";

type Columns = Partial<Row>;

export const prepare: NonNullable<Extras["prepare"]> = async (ctx, columns, before, input) => {
  if (before) return changed(columns, before);
  const kind = columns["kind"] as FeedbackKind;
  const scale = scaleOf(kind, columns);
  checkScore(kind, columns["score"], scale);
  const personal = columns["about_noun"] === "person";
  const confidential = personal && (await isConfidential(ctx, String(columns["about_id"]), input));
  if (input["confidential"] === true && !personal)
    refuse("/confidential", "given only for feedback on a person", "true");
  if (confidential && columns.owner_id !== ctx.who.id)
    refuse("/owner", "left out: confidential feedback is given by oneself", String(input["owner"]));
  return {
    ...columns,
    scale: columns["score"] === undefined ? null : scale,
    answered_at: columns["answered_at"] ?? ctx.now,
    status: "open",
    personal,
    confidential,
    owner_id: confidential ? null : columns.owner_id!,
  };
};

function changed(columns: Columns, before: Row): Columns {
  const kind = before["kind"] as FeedbackKind;
  const scale = Number(before["scale"] ?? usualScale[kind]);
  if (columns["score"] !== undefined) checkScore(kind, columns["score"], scale);
  if (columns["answered_at"] === null) refuse("/answered_at", "a time", "null");
  if (before["confidential"] && columns.owner_id)
    refuse("/owner", "left out: confidential feedback names nobody", "an owner");
  return columns["score"] === undefined
    ? columns
    : { ...columns, scale: columns["score"] === null ? null : scale };
}

function scaleOf(kind: FeedbackKind, columns: Columns): number {
  const scale = Number(columns["scale"] ?? usualScale[kind]);
  if (kind === "nps" && scale !== 10) refuse("/scale", "10 for nps", String(scale));
  if (scale < 2) refuse("/scale", "2 to 100", String(scale));
  return scale;
}

function checkScore(kind: FeedbackKind, score: unknown, scale: number): void {
  const least = kind === "nps" ? 0 : 1;
  if (score === undefined || score === null) {
    if (scoredKinds.includes(kind)) refuse("/score", `${least} to ${scale} for ${kind}`, "nothing");
    return;
  }
  if (Number(score) < least || Number(score) > scale)
    refuse("/score", `${least} to ${scale} for ${kind}`, String(score));
}

/**
 * Wanted, or due: feedback on somebody above oneself, or on somebody who may read everybody's feedback while oneself may not.
 * Nobody has to ask for the protection that they need most.
 */
async function isConfidential(
  ctx: Ctx,
  subject: string,
  input: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  if (subject === ctx.who.id) refuse("/about", "somebody else", "yourself");
  if (input["confidential"] === true) return true;
  const [row] = await ctx.tx.query<{ above: boolean; reads_all: boolean }>(
    `select $1::uuid = any (access.superiors($2)) as above, access.holds_right($1, 'feedback', 'personal') as reads_all`,
    [subject, ctx.who.id],
  );
  return row!.above || (row!.reads_all && !grantsFor(ctx.who, "feedback", "personal").length);
}

function refuse(field: string, allowed: string, got: string): never {
  throw new InputInvalid([{ field, allowed, got }]);
}
