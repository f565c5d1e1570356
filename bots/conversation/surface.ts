/** What the conversation knows of a chat: something was heard there, and it can be answered. Matrix and Slack are two of these. */
import type { CallOptions } from "@singularity/hub-server/client";
import type { Circumstances, Reply } from "../commands/command.ts";

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
  /** Id of the channel or room in which it was said, private ones too; a question that is open is open there. */
  readonly place?: string;
  /** Thread of the place, when it was said in one. */
  readonly thread?: string;
  /** Nobody but the person reads the words and the answer. Left out: so it is when there is no room. */
  readonly direct?: boolean;
  /** What the chat knows of the person, for those who have told the hub nothing: IANA name, and a language tag such as en-GB. */
  readonly zone?: string;
  readonly locale?: string;
  /** Number of the record on whose card it was said: by a reply, a button or a reaction. */
  readonly record?: string;
  /** The message that it was said about, e.g. by a reply or a shortcut. */
  readonly quoted?: { readonly text: string; readonly at: string };
  /** It was said to a question or a card of ours without any prefix: if it is no command and no answer, it is not for us. */
  readonly casual?: boolean;
  /** It was said to others: only what it promises them concerns us. */
  readonly overheard?: boolean;
  /** A file that was posted instead of words. */
  readonly file?: Circumstances["file"];
  /** The words that it replaces, by their place in the inbox. */
  readonly edits?: { readonly source: string; readonly id: string };
}

/** An item of the inbox: what was heard, as the other side sent it. */
export interface Heard {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
  /** Another process, or an earlier life of this one, has claimed it before: how far it came is not known. */
  readonly inherited: boolean;
}

/**
 * A chat. Everything that it does may be done twice: a process may die between any two steps.
 * Both methods throw TryAgain when the other side cannot be reached.
 */
export interface Surface {
  /** What a person asked with it; undefined when it is nothing to answer. It may answer by itself, e.g. to a stranger. */
  readonly hear: (heard: Heard) => Promise<Ask | undefined>;
  /** @returns the chat's id of what was said, if it can be edited later */
  readonly answer: (heard: Heard, reply: Reply) => Promise<string | void>;
  /** Shows that work goes on; returns the way to stop showing it. */
  readonly working: (heard: Heard) => () => void;
}

/** A surface for tests: hears what is in the body, remembers what it answered. */
export function fakeSurface(): Surface & { readonly answers: { id: string; reply: Reply }[] } {
  const answers: { id: string; reply: Reply }[] = [];
  return {
    answers,
    hear: async ({ id, body, attempts }) => {
      const said = body as { words?: string; speaker?: string; room?: string; edits?: string };
      if (!said.words) return undefined;
      return {
        speaker: said.speaker ?? "@jane:hub.localhost",
        words: said.words,
        at: new Date("2026-11-22T12:00:00Z"),
        room: said.room ?? null,
        key: `fake:${id}`,
        source: { kind: "chat" },
        again: attempts > 1,
        ...(said.edits ? { edits: { source: "fake", id: said.edits } } : {}),
      };
    },
    answer: async ({ id }, reply) => {
      answers.push({ id, reply });
      return reply.replaces ?? `answer to ${id}`;
    },
    working: () => () => {},
  };
}
