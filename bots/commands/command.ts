/** A command: how people say a call. Words in, one call, one answer out; it decides nothing and holds nothing. */
import type { AnyCall, Card, Form, Input, Output } from "@singularity/hub-server/contract";
import type { Line } from "../words/line.ts";

/** What a command may know besides the words. */
export interface Circumstances {
  /** When the words were said; not when they are read, so that reading again gives the same. */
  readonly at: Date;
  /** Matrix room in which they were said; null elsewhere and in private. */
  readonly room: string | null;
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

/** An answer. The first line is the fact. */
export interface Reply {
  readonly lines: readonly string[];
  /** A table in fixed width, shown below the lines. */
  readonly table?: string;
  readonly link?: { readonly label: string; readonly url: string };
  readonly card?: Card;
  /** Room to which the hub itself posts the card: there nothing more is said. */
  readonly posted?: string | null;
  readonly choices?: readonly Choice[];
  /** For the eyes of the person who asked only. */
  readonly isPrivate?: boolean;
  /** A question: what the person says next, there, is its answer. */
  readonly waits?: boolean;
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
export type Step = Make | About | { readonly kind: "say"; readonly reply: Reply };

export interface Make {
  readonly kind: "make";
  readonly call: AnyCall;
  readonly input: Record<string, unknown>;
  readonly present: (output: never, circumstances: Circumstances) => Reply;
}

export interface About {
  readonly kind: "about";
  /** Undefined: the record to which this room belongs. */
  readonly ref: string | undefined;
  readonly next: (record: Named) => Step;
  /** The nouns for which `next` has an answer. */
  readonly nouns: readonly string[];
}

/** A phrase that must come to exactly this call; the tests walk them. */
export interface Example {
  readonly words: string;
  readonly call?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Noun of the record that the words name, or of the room's record when they name none. */
  readonly noun?: string;
}

export interface Command {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly group: "Record" | "Find" | "Take back" | "Help";
  readonly usage: string;
  readonly help: string;
  readonly examples: readonly Example[];
  /** The calls that it may come to; it is offered to those who may make one of them. */
  readonly calls: readonly AnyCall[];
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

/** The answer to any call that writes a record: its card. */
export function written(output: { card: Card; room: string | null }): Reply {
  return { lines: [], card: output.card, posted: output.room };
}

/** An answer without a call. */
export function say(...lines: string[]): Step {
  return { kind: "say", reply: { lines } };
}
