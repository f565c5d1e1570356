/**
 * Words that were edited: what they did is taken back, what they say now is done, and the answer is replaced. A chat's edits all name
 * the words as they were first said; what the latest edit did stands there, so that each edit finds what is in force.
 */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import {
  confirmationDetails,
  inboxOutcome,
  undoChange,
  withdrawConfirmation,
} from "@singularity/hub-server/contract";
import type { Reply } from "../commands/command.ts";
import type { Ask } from "./surface.ts";
import { as } from "./turn.ts";

/** What words came to, as it is kept with them. */
export interface Outcome {
  /** What they changed, if that can be undone. */
  readonly change?: string | null;
  /** What waits for a yes since they were said. */
  readonly confirmation?: string | null;
  /** The chat's id of the answer, if that can be edited. */
  readonly said?: string | null;
}

/** @param said the chat's id of the answer */
export const outcomeOf = ({ card }: Reply, said: string | undefined): Outcome => ({
  said: said ?? null,
  change: card?.state === "current" ? card.change : null,
  ...(card?.confirmation ? { confirmation: card.confirmation } : {}),
});

export interface Editing {
  readonly hub: Hub;
  readonly answer: (ask: Ask) => Promise<Reply | undefined>;
  /** Whether the words can be read to their end. Nothing is done. */
  readonly isReadable: (ask: Ask) => Promise<boolean>;
  readonly unread: (ask: Ask) => Promise<Reply>;
}

/** @throws TryAgain when the hub is at fault; tried again it does what it did first */
export async function edited(
  editing: Editing,
  ask: Ask,
  edits: NonNullable<Ask["edits"]>,
): Promise<Reply | undefined> {
  const { hub, answer } = editing;
  const before = ((await hub(inboxOutcome, edits)).outcome ?? {}) as Outcome;
  const { change, confirmation, said } = before;
  if ((change || confirmation) && !(await editing.isReadable(ask)))
    return { ...(await editing.unread(ask)), stands: true };
  const refusal =
    (confirmation && (await withdraw(hub, ask, confirmation))) ||
    (change && (await takeBack(hub, ask, change)));
  if (refusal) return { ...refusal, stands: true };
  const reply = await answer(ask);
  const told = change ? withLoss(reply) : reply;
  return told && said ? { ...told, replaces: said } : told;
}

/** Whoever edits sees a card, and believes that nothing is lost, or is told. */
function withLoss(reply: Reply | undefined): Reply {
  const lost = "What the old words did was taken back.";
  if (!reply) return { lines: [lost], isPrivate: true };
  return reply.card?.change ? reply : { ...reply, lines: [lost, ...reply.lines] };
}

/** What was undone by hand meanwhile need not be taken back. */
async function takeBack(hub: Hub, ask: Ask, change: string): Promise<Reply | undefined> {
  try {
    await hub(undoChange, { change }, { ...as(ask), key: `${ask.key}:undo` });
    return undefined;
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    if (error.problem["undone"] === true) return undefined;
    return { lines: ["What the old words did cannot be taken back.", error.message], isPrivate: true };
  }
}

/** What still waits for a yes waits no longer. What was confirmed meanwhile is not taken back in passing: it may be money. */
async function withdraw(hub: Hub, ask: Ask, id: string): Promise<Reply | undefined> {
  try {
    const { state, title } = await hub(confirmationDetails, { id }, as(ask));
    if (state === "waiting")
      await hub(withdrawConfirmation, { id }, { ...as(ask), key: `${ask.key}:withdraw` });
    if (state !== "done") return undefined;
    const advice = "It stands. Undo it, or say the new words as a new message.";
    return { lines: [`${title}: that was confirmed meanwhile.`, advice], isPrivate: true };
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    if (error.status === 404) return undefined;
    return { lines: ["What the old words asked for cannot be withdrawn.", error.message], isPrivate: true };
  }
}
