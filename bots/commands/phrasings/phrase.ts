/**
 * Phrases as people type them, on phones and in a hurry, and what they come to. Whatever is not clear must come to a question, never
 * to a write. Said on Sunday, 22 November 2026 at 12:00 UTC in the room `!here:hub.localhost` by Jane, who lives in Berlin.
 */
import type { Circumstances } from "../command.ts";

export type Outcome =
  | { readonly call: string; readonly input: Readonly<Record<string, unknown>> }
  /** Asked back; `instead` are the words that are offered. */
  | { readonly unclear: RegExp; readonly instead?: readonly string[] }
  /** The verb does not exist; `meant` are the lines that are offered. */
  | { readonly unknown: readonly string[] }
  | { readonly said: RegExp };

/** The noun of the record that a name leads to, when the verb fits several. */
export interface Phrase {
  readonly words: string;
  readonly noun?: string;
  /** What a read before the call finds, by its name. */
  readonly found?: Readonly<Record<string, unknown>>;
  /** Where and by whom it is said, when it is not as above: a language, a card. */
  readonly in?: Partial<Circumstances>;
  readonly outcome: Outcome;
}

export const logged = (words: string, input: Record<string, unknown>): Phrase => ({
  words,
  noun: "party",
  outcome: { call: "interaction.add", input },
});
export const does = (
  words: string,
  call: string,
  input: Record<string, unknown>,
  noun = "party",
): Phrase => ({
  words,
  noun,
  outcome: { call, input },
});
export const asksBack = (words: string, unclear: RegExp, instead?: string[]): Phrase => ({
  words,
  noun: "party",
  outcome: { unclear, ...(instead ? { instead } : {}) },
});
export const unknown = (words: string, ...meant: string[]): Phrase => ({
  words,
  outcome: { unknown: meant },
});

/** The same words by somebody who writes in that language. */
export const by = (locale: string, phrases: readonly Phrase[], zone = "Europe/Berlin"): Phrase[] =>
  phrases.map((phrase) => ({ ...phrase, in: { locale, zone, ...phrase.in } }));
