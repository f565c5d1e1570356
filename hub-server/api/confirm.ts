/** Confirm: what is too harmful to be done at one word is held back, and done later in the name of whoever asked. */
import type { Confirmation } from "../contract/index.ts";
import { mustHold } from "../crm/access/gate.ts";
import { enterAs } from "../crm/access/standing.ts";
import { hold, waitsFor } from "../crm/confirmation/hold.ts";
import type { Held } from "../crm/confirmation/held.ts";
import type { ChangeDraft, Ctx, Handler, Tell } from "../crm/context.ts";
import { readCompany } from "../crm/money/company.ts";
import { granters } from "../crm/record/write.ts";
import { Conflict } from "../errors.ts";
import { withinAudience } from "./audience.ts";
import { insertChanges } from "./changes.ts";

/** In place of an answer: the call was not made, it waits. */
export class Waiting {
  readonly confirmation: Confirmation;
  constructor(confirmation: Confirmation) {
    this.confirmation = confirmation;
  }
}

/** Holds the call back when it needs a yes first; undefined: it may be made now. */
export async function heldBack(
  ctx: Ctx,
  handler: Handler,
  input: Readonly<Record<string, unknown>>,
): Promise<Waiting | undefined> {
  const approvals = await approvalsFor(ctx, handler, input);
  const kind = waitsFor(handler.call, ctx.source, approvals);
  if (!kind) return undefined;
  const confirmation = await withinAudience(ctx, (seen) => hold(seen, handler, input, kind, approvals));
  return new Waiting(confirmation as Confirmation);
}

async function approvalsFor(
  ctx: Ctx,
  { call, approvals }: Handler,
  input: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (approvals) return approvals(ctx, input);
  return call.effect === "four-eyes" ? ((await readCompany(ctx)).approvals ?? 1) : 0;
}

/**
 * Makes a call that waited, in the transaction of the last yes: whoever asked is the person again, with the rights of now.
 * @param approvers ids of those who said yes, kept with the change when they are others
 * @throws NotAllowed, and whatever the call throws; then nothing was done and it still waits
 */
export async function performHeld(
  ctx: Ctx,
  held: Held,
  approvers: readonly string[],
  tell: (by: string, what: Tell) => void,
): Promise<unknown> {
  const handler = ctx.parts.handlers.find((candidate) => candidate.call.name === held.call);
  const asker = await enterAs(ctx.tx, held.asker);
  if (!handler || !asker)
    throw new Conflict(`${held.title}: ${held.asker_name} is no longer here, so it is not done.`);
  mustHold(asker, held.noun, held.verb, granters);
  const changes: ChangeDraft[] = [];
  const asked: Ctx = {
    ...ctx,
    who: asker,
    // The answer is for whoever asked; said in a room, for everybody there.
    viewers: asker.id === ctx.who.id ? ctx.viewers : [asker],
    source: { kind: held.source, ref: { ...held.source_ref, ...approvedBy(held, approvers) } },
    version: held.version ?? undefined,
    record: (draft) => changes.push(draft),
    tell: (what) => tell(asker.userId, what),
  };
  const answer = await handler.run(asked, held.input);
  await insertChanges(asked, held.call, changes);
  await enterAs(ctx.tx, ctx.who.userId);
  return answer;
}

const approvedBy = (held: Held, approvers: readonly string[]): Record<string, string> =>
  held.kind === "approve" ? { approved_by: approvers.join(" ") } : {};
