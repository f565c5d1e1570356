/** What the conversation knows of a chat: something was heard there, and it can be answered. Matrix and Slack are two of these. */
import type { CallOptions } from "@singularity/hub-server/client";
import type { Reply } from "../commands/command.ts";

/** Something that a person asked. */
export interface Ask {
  /** Matrix id of the person who asked, and for whom calls are made. */
  readonly speaker: string;
  /** The words, without the prefix that made them a command. */
  readonly words: string;
  /** When they were said. */
  readonly at: Date;
  /** Matrix room in which they were said and where others listen; null in private and in other chats. */
  readonly room: string | null;
  /** Idempotency key of the one write that may follow. */
  readonly key: string;
  readonly source: NonNullable<CallOptions["source"]>;
  /** It was tried before: by this process, or by one that died. */
  readonly again: boolean;
}

/** An item of the inbox: what was heard, as the other side sent it. */
export interface Heard {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
}

/**
 * A chat. Everything that it does may be done twice: a process may die between any two steps.
 * Both methods throw TryAgain when the other side cannot be reached.
 */
export interface Surface {
  /** What a person asked with it; undefined when it is nothing to answer. It may answer by itself, e.g. to a stranger. */
  readonly hear: (heard: Heard) => Promise<Ask | undefined>;
  readonly answer: (heard: Heard, reply: Reply) => Promise<void>;
  /** Shows that work goes on; returns the way to stop showing it. */
  readonly working: (heard: Heard) => () => void;
}

/** A surface for tests: hears what is in the body, remembers what it answered. */
export function fakeSurface(): Surface & { readonly answers: { id: string; reply: Reply }[] } {
  const answers: { id: string; reply: Reply }[] = [];
  return {
    answers,
    hear: async ({ id, body, attempts }) => {
      const said = body as { words?: string; speaker?: string; room?: string };
      if (!said.words) return undefined;
      return {
        speaker: said.speaker ?? "@jane:hub.localhost",
        words: said.words,
        at: new Date("2026-11-22T12:00:00Z"),
        room: said.room ?? null,
        key: `fake:${id}`,
        source: { kind: "chat" },
        again: attempts > 1,
      };
    },
    answer: async ({ id }, reply) => {
      answers.push({ id, reply });
    },
    working: () => () => {},
  };
}
