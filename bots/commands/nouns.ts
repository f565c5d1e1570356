/** Which calls a noun has: by it a verb that fits every noun finds its call. It follows from the contract's own lists. */
import { calls, nouns, type AnyCall, type Card, type Noun } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { about, make, written, type Make, type Step } from "./command.ts";

export type Verb = "add" | "change" | "remove" | "restore";

interface NounCalls extends Partial<Readonly<Record<Verb | "details", AnyCall>>> {
  readonly noun: Noun;
}

const named = new Map(calls.map((call) => [call.name, call]));

/** A noun that lacks one of these calls, because its records are never changed, has none to find. */
export const nounCalls: Readonly<Record<string, NounCalls>> = Object.fromEntries(
  nouns.map((noun) => [noun.key, { noun, ...verbsOf(noun.key) }]),
);

function verbsOf(key: string): Partial<Record<Verb | "details", AnyCall>> {
  const verbs = ["add", "change", "remove", "restore", "details"] as const;
  const found = verbs.map((verb) => [verb, named.get(`${key}.${verb}`)] as const);
  return Object.fromEntries(found.filter(([, call]) => call));
}

export const callsFor = (verb: Verb): AnyCall[] =>
  Object.values(nounCalls).flatMap((noun) => noun[verb] ?? []);

/** A call of the record's noun whose output tells of a write. @throws WordsUnclear when the noun has no such call */
export function makeFor(
  record: { noun: string; title: string },
  verb: Verb,
  input: Record<string, unknown>,
): Make {
  const call = nounCalls[record.noun]?.[verb];
  if (!call) throw new WordsUnclear(`${record.title} cannot be ${past[verb]} by words.`, 0);
  return make(call, input as never, (output) => written(output as { card: Card; room: string | null }));
}

const past: Readonly<Record<Verb, string>> = {
  add: "added",
  change: "changed",
  remove: "removed",
  restore: "restored",
};

/**
 * The same verb for whatever noun the reference turns out to be. The reference is sent on as it was typed: should the process die
 * after the write, the same words make the same request again, although the name may no longer lead there.
 */
export function forEachNoun(ref: string | undefined, verb: Verb, input: Record<string, unknown> = {}): Step {
  return about(ref, Object.keys(nounCalls), (record) =>
    makeFor(record, verb, { ref: ref ?? record.id, ...input }),
  );
}
