/** Which verbs fit what has been typed so far. */
import type { Verb } from "@singularity/hub-server/contract";

export interface Offer {
  readonly verb: Verb;
  /** The verb stands there in full: usage and examples help now, not a choice. */
  readonly chosen: boolean;
}

const names = (verb: Verb): string[] => [verb.verb, ...verb.aliases];

/** Whole words first, then beginnings, then verbs whose help speaks of it. */
function rank(verb: Verb, word: string): number {
  if (names(verb).includes(word)) return 0;
  if (verb.verb.startsWith(word)) return 1;
  if (verb.aliases.some((alias) => alias.startsWith(word))) return 2;
  return word.length > 2 && verb.help.toLowerCase().includes(word) ? 3 : 9;
}

/** @returns nothing unless the text begins with a slash */
export function offers(text: string, verbs: readonly Verb[]): readonly Offer[] | undefined {
  const match = /^\/(\S*)(\s?)/.exec(text);
  if (!match || text.includes("\n")) return undefined;
  const [, typed = "", space] = match;
  const word = typed.toLowerCase();
  if (space)
    return verbs.filter((verb) => names(verb).includes(word)).map((verb) => ({ verb, chosen: true }));
  const ranked = verbs
    .map((verb, index) => ({ verb, index, rank: rank(verb, word) }))
    .filter((one) => one.rank < 9);
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ verb }) => ({ verb, chosen: false }));
}

/** True when Enter should send rather than complete: the verb is whole. */
export function isWhole(text: string, verbs: readonly Verb[]): boolean {
  const word = /^\/(\S+)$/.exec(text.trim())?.[1]?.toLowerCase();
  return word === undefined || verbs.some((verb) => names(verb).includes(word));
}
