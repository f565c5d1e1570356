/** What is under way with a person at a place: a question with a hole to fill, choices, a half-filled form. The hub keeps it. */
import type { Hub } from "@singularity/hub-server/client";
import { keepConversation, recallConversation } from "@singularity/hub-server/contract";
import type { Ask } from "./surface.ts";

export interface Waiting {
  /** Matrix room in which it began: words are read as said there. */
  readonly room: string | null;
  /** The words so far, with a hole for the answer. */
  readonly template?: string;
  /** What was said before the question, when its answer is a command of its own: it is offered again. */
  readonly next?: string;
  /** Words that a number takes. */
  readonly choices?: readonly string[];
  /** A form, what stands in it, and the field that is asked for. */
  readonly form?: {
    readonly name: string;
    readonly values: Readonly<Record<string, unknown>>;
    readonly field: string;
  };
}

export interface Memory {
  /** What waits for an answer; of words that are tried again, what waited when they were tried first. */
  readonly recall: (ask: Ask) => Promise<Waiting | undefined>;
  readonly keep: (ask: Ask, next: Next) => Promise<void>;
}

export interface Next {
  /** What was found before these words. */
  readonly before: Waiting | undefined;
  /** What waits after them; undefined: nothing. */
  readonly after: Waiting | undefined;
  /** It was asked in private: the answer will come there, wherever the question began. */
  readonly inPrivate: boolean;
}

/** The words that left it, and what they had found: whoever dies between this and settling tries the same words again. */
interface Kept {
  readonly by: string;
  readonly before: Waiting | null;
  readonly after: Waiting | null;
}

/** Seconds for which an answer is waited for. */
export const patience = 900;

/** All that is said in private with one person is one place, whichever room the chat makes of it. */
const privately = "private";

export function memoryOf(hub: Hub): Memory {
  return {
    recall: async (ask) => {
      const { state } = await hub(recallConversation, whereabouts(ask, ask.room === null));
      if (!isKept(state)) return undefined;
      return (state.by === ask.key ? state.before : state.after) ?? undefined;
    },
    keep: async (ask, { before, after, inPrivate }) => {
      const where = whereabouts(ask, inPrivate || ask.room === null);
      const state: Kept = { by: ask.key, before: before ?? null, after: after ?? null };
      await hub(keepConversation, { ...where, state, seconds: patience });
    },
  };
}

/**
 * Ends the question that asks somebody in private for a form, when the form was filled in or closed elsewhere: what is said next is no
 * answer to it.
 * @param isIt whether this is the name of the form
 */
export async function endForm(hub: Hub, person: string, isIt: (form: string) => boolean): Promise<void> {
  const where = { place: privately, person };
  const { state } = await hub(recallConversation, where);
  const form = isKept(state) ? state.after?.form : undefined;
  if (form && isIt(form.name)) await hub(keepConversation, { ...where, state: null, seconds: patience });
}

function whereabouts({ speaker, room, thread }: Ask, inPrivate: boolean) {
  return {
    place: inPrivate ? privately : room!,
    person: speaker,
    ...(thread && !inPrivate ? { thread } : {}),
  };
}

function isKept(state: unknown): state is Kept {
  return typeof state === "object" && state !== null && "by" in state;
}
