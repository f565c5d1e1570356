/** A command: how people say a call. Words in, one call, one answer out; it decides nothing and holds nothing. */
import type { Answer, AnyCall, Card, Form, Input, Output } from "@singularity/hub-server/contract";
import type { Posted } from "../conversation/posted.ts";
import type { Line } from "../words/line.ts";

/** What a command may know besides the words. */
export interface Circumstances {
  /** When the words were said; not when they are read, so that reading again gives the same. */
  readonly at: Date;
  /** Matrix room in which they were said; null elsewhere and in private. */
  readonly room: string | null;
  /** Matrix id of the person who said them. */
  readonly speaker?: string;
  /** Nobody but the person reads the words and the answer. */
  readonly direct?: boolean;
  /** The person's time zone and language, as far as they are known. */
  readonly zone?: string;
  readonly locale?: string;
  /** Number of the record on whose card they were said. */
  readonly record?: string;
  /** The message that they were said about. */
  readonly quoted?: { readonly text: string; readonly at: string };
  /** The file that was posted. */
  readonly file?: Posted;
}

/** A choice that can be taken as it is: what to show, and the words that do it. */
export interface Choice {
  readonly label: string;
  readonly words: string;
  /** Sign that takes it as a reaction, besides its number, e.g. ✅. */
  readonly reaction?: string;
  /** How a button of it looks. */
  readonly style?: "primary" | "danger";
}

/** A picture as the hub drew it. */
export type Picture = NonNullable<Answer["chart"]>;

/** An answer. The first line is the fact. */
export interface Reply {
  readonly lines: readonly string[];
  /** A table in fixed width, shown below the lines. */
  readonly table?: string;
  /** Shown in place of the table where pictures can be shown. */
  readonly picture?: Picture;
  readonly link?: { readonly label: string; readonly url: string };
  readonly card?: Card;
  /** Room to which the hub itself posts the card: there nothing more is said. */
  readonly posted?: string | null;
  readonly choices?: readonly Choice[];
  /** For the eyes of the person who asked only. */
  readonly isPrivate?: boolean;
  /** A question: what the person says next, there, is its answer. */
  readonly waits?: boolean;
  /** What was said before to the same words, which were edited: it is replaced, if it still can be. */
  readonly replaces?: string;
  /** The words are an edit that changed nothing: what the old ones did, and where that was told, stands. */
  readonly stands?: boolean;
  /** It tells that we have stopped trying. The answer itself, if it comes after all, stands beside it. */
  readonly apology?: boolean;
  /** What is noted once it has been told: told again after a crash, it is noted again. */
  readonly afterwards?: () => Promise<void>;
  /** To be filled in, where forms can be drawn; elsewhere the lines ask for its first field. */
  readonly form?: Form;
}

/** A record named in an answer of the hub. */
export interface Named {
  readonly id: string;
  readonly noun: string;
  readonly number: string;
  readonly title: string;
}

/** What words come to: a call, or first a look at the record that decides which call. */
export type Step = Make | About | Here | Look | Fill | { readonly kind: "say"; readonly reply: Reply };

export interface Make {
  readonly kind: "make";
  readonly call: AnyCall;
  readonly input: Record<string, unknown>;
  readonly present: (output: never, circumstances: Circumstances) => Reply;
  /** Made so many times, each with a key of its own; 1 unless given. */
  readonly times?: number;
}

export interface About {
  readonly kind: "about";
  /** Undefined: the record to which this room belongs. */
  readonly ref: string | undefined;
  readonly next: (record: Named) => Step;
  /** The nouns for which `next` has an answer. */
  readonly nouns: readonly string[];
}

/** A glance at the record of this room, if it has one. */
export interface Here {
  readonly kind: "here";
  readonly next: (record: Named | undefined) => Step;
}

/** A read that decides the input of the call, e.g. whose invoice is paid. */
export interface Look {
  readonly kind: "look";
  readonly call: AnyCall;
  readonly input: Record<string, unknown>;
  readonly next: (output: never) => Step;
}

/** A form to fill in: its name, and what stands in it already. */
export interface Fill {
  readonly kind: "fill";
  readonly form: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A phrase that must come to exactly this call; the tests walk them. */
export interface Example {
  readonly words: string;
  readonly call?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Noun of the record that the words name, or of the room's record when they name none. */
  readonly noun?: string;
  /** What a read before it finds, by its call. */
  readonly found?: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly group: "Record" | "Work" | "Money" | "Find" | "Team" | "Help";
  readonly usage: string;
  readonly help: string;
  readonly examples: readonly Example[];
  /** The calls that it may come to; it is offered to those who may make one of them. */
  readonly calls: readonly AnyCall[];
  /** It reads times: the person's zone and language are looked up before. A pattern: only when the words fit it. */
  readonly timed?: boolean | RegExp;
  /** What is read or written must not be said where others listen. */
  readonly secret?: boolean;
  /** Its words say what no form of its call can hold. */
  readonly wordsOnly?: boolean;
  /** It reads the file that is dropped into the chat. */
  readonly takesFile?: boolean;
  /** Pure. @throws WordsUnclear */
  readonly read: (line: Line, circumstances: Circumstances) => Step;
}

/** Declares a command. */
export function command(declaration: Command): Command {
  return declaration;
}

/** One call with its input, and how its output is told; the types follow the contract. */
export function make<C extends AnyCall>(
  call: C,
  input: Input<C>,
  present: (output: Output<C>, circumstances: Circumstances) => Reply,
): Make {
  return { kind: "make", call, input, present };
}

/** A look at a record first; `ref` undefined means the record of this room. */
export function about(
  ref: string | undefined,
  nouns: readonly string[],
  next: (record: Named) => Step,
): About {
  return { kind: "about", ref, nouns, next };
}

/** A glance at the room's record. */
export const here = (next: (record: Named | undefined) => Step): Here => ({ kind: "here", next });

/** A read first; the types follow the contract. */
export function look<C extends AnyCall>(call: C, input: Input<C>, next: (output: Output<C>) => Step): Look {
  return { kind: "look", call, input, next };
}

/** The answer to any call that writes a record: its card. */
export function written(output: { card: Card; room: string | null }): Reply {
  return { lines: [], card: output.card, posted: output.room };
}

/** An answer without a call. */
export function say(...lines: string[]): Step {
  return { kind: "say", reply: { lines } };
}

/** A card, and in full what was understood of a time. */
export const understood =
  (text: string | undefined) =>
  (output: { card: Card; room: string | null }): Reply => ({
    ...written(output),
    lines: text ? [`Understood: ${text}`] : [],
  });
