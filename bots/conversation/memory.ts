/** What is under way with a person at a place: a question with a hole to fill, choices, a half-filled form. The hub keeps it. */
import type { Hub } from "@singularity/hub-server/client";
import { keepConversation, recallConversation } from "@singularity/hub-server/contract";
import type { Ask } from "./surface.ts";

export interface Waiting {
  /** Matrix room in which it began: words are read as said there. */
  readonly room: string | null;
  /** The words so far, with a hole for the answer. */
  readonly template?: string;
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
  readonly recall: (ask: Ask) => Promise<Waiting | undefined>;
  /** @param told in private: the answer will come there, wherever the question began; undefined ends it */
  readonly keep: (ask: Ask, waiting: Waiting | undefined, inPrivate: boolean) => Promise<void>;
}

/** Seconds for which an answer is waited for. */
export const patience = 900;

/** All that is said in private with one person is one place, whichever room the chat makes of it. */
const privately = "private";

export function memoryOf(hub: Hub): Memory {
  return {
    recall: async (ask) => {
      const { state } = await hub(recallConversation, whereabouts(ask, ask.room === null));
      return isWaiting(state) ? state : undefined;
    },
    keep: async (ask, waiting, inPrivate) => {
      const where = whereabouts(ask, inPrivate || ask.room === null);
      await hub(keepConversation, { ...where, state: waiting ?? null, seconds: patience });
    },
  };
}

function whereabouts({ speaker, room, thread }: Ask, inPrivate: boolean) {
  return {
    place: inPrivate ? privately : room!,
    person: speaker,
    ...(thread && !inPrivate ? { thread } : {}),
  };
}

function isWaiting(state: unknown): state is Waiting {
  return typeof state === "object" && state !== null && "room" in state;
}
