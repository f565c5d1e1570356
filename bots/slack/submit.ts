/** A form that was sent: one call, and its answer in the place of the form. */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import type { Card } from "@singularity/hub-server/contract";
import { formNamed } from "../commands/forms.ts";
import { written, type Reply } from "../commands/command.ts";
import { withPatience } from "../conversation/converse.ts";
import { endForm } from "../conversation/memory.ts";
import { refused } from "../conversation/refuse.ts";
import { addressOf, type Who } from "./payload.ts";
import { errorsAtFields, readValues, type FieldErrors } from "./modal-values.ts";
import type { People } from "./people.ts";
import { stranger } from "./stranger.ts";
import type { Submission } from "./submission.ts";
import { replyView } from "./views.ts";

/** What became of it: something to tell, or what is wrong at which field. */
export type Outcome = { readonly reply: Reply } | { readonly errors: FieldErrors };

export interface SubmitOptions {
  readonly hub: Hub;
  readonly people: People;
}

/** What can be said without asking anybody: a form that we do not know, and values that cannot be read. */
export function refusedAtOnce({ form, values, ticked }: Submission): Outcome | undefined {
  const known = formNamed(form);
  if (!known) return { reply: { lines: ["I do not know this form any more."], isPrivate: true } };
  const read = readValues(known.form, values, ticked);
  return "errors" in read ? read : undefined;
}

/**
 * Makes the call, once for the same values of the same modal.
 * @throws TryAgain when the hub cannot be reached
 */
export async function submit({ hub, people }: SubmitOptions, sent: Submission): Promise<Outcome> {
  const early = refusedAtOnce(sent);
  if (early) return early;
  const { call, form } = formNamed(sent.form)!;
  const known = await people(sent);
  if (!known) return { reply: stranger };
  const read = readValues(form, sent.values, sent.ticked) as { input: never };
  const { channel, ts } = sent.meta;
  const source = {
    kind: "slack" as const,
    room: addressOf(sent.place, channel ?? sent.user),
    event: ts ?? sent.key.split(":")[1]!,
  };
  try {
    const options = { person: known.userId, key: `slack:${sent.key}`, source };
    return { reply: told(form.title, await withPatience(hub)(call, read.input, options)) };
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    const errors = isAnswer(error) ? {} : errorsAtFields(form, error.problem, error.message);
    return Object.keys(errors).length ? { errors } : { reply: refused(error, "", undefined) };
  }
}

/** Whoever has filled in a form, or closed it, is asked for it no longer: what they say next would be taken for an answer. */
export async function endQuestion({ hub, people }: SubmitOptions, who: Who, form: string): Promise<void> {
  const [call, known] = [formNamed(form)?.call, await people(who)];
  if (call && known) await endForm(withPatience(hub), known.userId, (name) => formNamed(name)?.call === call);
}

/** A refusal that no other value would change, or that asks for a yes, is an answer; the others stand at the fields. */
const isAnswer = ({ status }: HubProblem) => status === 428 || status === 401 || status === 403;

function told(title: string, output: unknown): Reply {
  const { card, room, summary } = output as { card?: Card; room?: string | null; summary?: string };
  if (card) return { ...written({ card, room: room ?? null }), posted: null };
  return { lines: [summary ?? `${title}: done.`], isPrivate: true };
}

/** The outcome as Slack takes it in the acknowledgement of a modal. */
export function ackOf(outcome: Outcome): object {
  if ("errors" in outcome) return { response_action: "errors", errors: outcome.errors };
  return { response_action: "update", view: replyView(outcome.reply) };
}
