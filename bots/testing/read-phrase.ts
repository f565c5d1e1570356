/** A phrase read to its end by the commands alone: no hub, no chat. */
import type { AnyCall } from "@singularity/hub-server/contract";
import type { Circumstances, Step } from "../commands/command.ts";
import { commands } from "../commands/index.ts";
import type { Outcome, Phrase } from "../commands/phrasings/index.ts";
import { WordsUnclear } from "../errors.ts";
import { readLine } from "../words/line.ts";
import { nearest } from "../words/near.ts";

/** As the phrases are said, unless they tell otherwise. */
export const said: Circumstances = {
  at: new Date("2026-11-22T12:00:00Z"),
  room: "!here:hub.localhost",
  speaker: "@jane:hub.localhost",
  zone: "Europe/Berlin",
};
export const names = commands.flatMap(({ verb, aliases }) => [verb, ...aliases]);

export const commandOf = (verb: string) =>
  commands.find((command) => command.verb === verb || command.aliases.includes(verb));

/** Reads words to the end, with a record of this noun wherever one is looked up, and what is found by reads before. */
export function read(
  words: string,
  { noun = "party", found = {}, in: where = {} }: Partial<Phrase> = {},
): { call: AnyCall; input: Record<string, unknown> } | string {
  const line = readLine(words);
  let step: Step = commandOf(line.verb)!.read(line, { ...said, ...where });
  while (step.kind === "about" || step.kind === "here" || step.kind === "look") {
    if (step.kind === "look") step = step.next(found[step.call.name] as never);
    else if (step.kind === "here") step = step.next(undefined);
    else {
      const ref: string = step.ref ?? "this";
      step = step.next({ id: ref, noun, number: ref, title: ref });
    }
  }
  if (step.kind === "fill") return `form ${step.form}`;
  return step.kind === "say" ? step.reply.lines.join("\n") : { call: step.call, input: defined(step.input) };
}

const defined = (input: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(input)) as Record<string, unknown>;

/** What a phrase comes to; the error too, when it is asked back. */
export function outcomeOf({
  words,
  ...more
}: Partial<Phrase> & { words: string }): Outcome & { error?: WordsUnclear } {
  const { verb } = readLine(words);
  if (!commandOf(verb))
    return { unknown: nearest(verb, names).map((name) => words.replace(/^\s*\S+/, name)) };
  try {
    const step = read(words, more);
    return typeof step === "string"
      ? { said: new RegExp(step) }
      : { call: step.call.name, input: step.input };
  } catch (error) {
    if (!(error instanceof WordsUnclear)) throw error;
    return { unclear: /x/, instead: error.instead, error };
  }
}
