/** How urgent something is: `!high`, `!hoch`, `priority:low`. */
import { WordsUnclear } from "../errors.ts";
import type { Token } from "../words/lex.ts";
import { readChoice } from "./fields.ts";

const priorities = ["low", "normal", "high"] as const;
export type Priority = (typeof priorities)[number];

const also: Readonly<Record<string, Priority>> = {
  urgent: "high",
  hoch: "high",
  dringend: "high",
  haute: "high",
  niedrig: "low",
  basse: "low",
  normale: "normal",
};

export const isPriority = ({ kind, text }: Token): boolean => kind === "word" && /^!\p{L}+$/u.test(text);

/** @param text without its mark. @throws WordsUnclear for any other word */
export function readPriority(text: string, at: number): Priority {
  const word = text.toLowerCase();
  const found = readChoice(priorities, word) ?? (Object.hasOwn(also, word) ? also[word] : undefined);
  if (!found) throw new WordsUnclear(`Priority is !low, !normal or !high, not "!${text}".`, at);
  return found as Priority;
}
