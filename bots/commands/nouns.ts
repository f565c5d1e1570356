/** Which calls a noun has: the map by which a verb that fits every noun finds its call. */
import {
  contactPoint,
  contactPoints,
  interaction,
  interactions,
  parties,
  party,
  product,
  products,
  type AnyCall,
  type Card,
  type Noun,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { about, make, written, type Make, type Step } from "./command.ts";

interface NounCalls {
  readonly noun: Noun;
  readonly change: AnyCall;
  readonly remove: AnyCall;
  readonly restore: AnyCall;
}

export const nounCalls: Readonly<Record<string, NounCalls>> = {
  party: { noun: party, ...parties },
  contact_point: { noun: contactPoint, ...contactPoints },
  product: { noun: product, ...products },
  interaction: { noun: interaction, ...interactions },
};

export type Verb = "change" | "remove" | "restore";

export const callsFor = (verb: Verb): AnyCall[] => Object.values(nounCalls).map((calls) => calls[verb]);

/** A call of the record's noun whose output tells of a write. */
export function makeFor(
  record: { noun: string; title: string },
  verb: Verb,
  input: Record<string, unknown>,
): Make {
  const calls = nounCalls[record.noun];
  if (!calls) throw new WordsUnclear(`I cannot ${verb} a ${record.noun}; ${record.title} is one.`, 0);
  return make(calls[verb], input as never, (output) =>
    written(output as { card: Card; room: string | null }),
  );
}

/**
 * The same verb for whatever noun the reference turns out to be. The reference is sent on as it was typed: should the process die
 * after the write, the same words make the same request again, although the name may no longer lead there.
 */
export function forEachNoun(ref: string | undefined, verb: Verb, input: Record<string, unknown> = {}): Step {
  return about(ref, Object.keys(nounCalls), (record) =>
    makeFor(record, verb, { ref: ref ?? record.id, ...input }),
  );
}
