import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import test from "ava";
import { calls, type AnyCall } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { dearLines } from "../testing/dear.ts";
import { nearest } from "../words/near.ts";
import { readLine } from "../words/line.ts";
import type { Circumstances, Step } from "./command.ts";
import { commands, verbs } from "./index.ts";
import { phrasings, type Outcome, type Phrase } from "./phrasings/index.ts";

const said: Circumstances = {
  at: new Date("2026-11-22T12:00:00Z"),
  room: "!here:hub.localhost",
  speaker: "@jane:hub.localhost",
  zone: "Europe/Berlin",
};
const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);

const commandOf = (verb: string) =>
  commands.find((command) => command.verb === verb || command.aliases.includes(verb));

/** Reads words to the end, with a record of this noun wherever one is looked up, and what is found by reads before. */
function read(
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

function outcomeOf({
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

const names = commands.flatMap(({ verb, aliases }) => [verb, ...aliases]);

const titleOf = ({ words, in: where, found }: Phrase) =>
  `"${words.replaceAll("\n", "⏎")}" is read as it is meant${where ? ` by ${JSON.stringify(where)}` : ""}${found ? ` of ${Object.keys(found).length}` : ""}`;

for (const phrase of phrasings)
  test(titleOf(phrase), (t) => {
    const { words, outcome } = phrase;
    const found = outcomeOf(phrase);
    if ("unclear" in outcome) {
      t.true("error" in found, `came to ${JSON.stringify(found)}`);
      t.regex(found.error?.message ?? "", outcome.unclear);
      if (outcome.instead) t.deepEqual(found.error?.instead, outcome.instead);
    } else if ("said" in outcome) t.regex(read(words) as string, outcome.said);
    else t.deepEqual(found as object, outcome as object);
  });

test("a long line of what is dear to read is read to its end, or asked back", (t) => {
  for (const line of dearLines(8192)) {
    const { verb } = readLine(line);
    try {
      commandOf(verb)!.read(readLine(line), said);
    } catch (error) {
      t.true(error instanceof WordsUnclear, `${line.slice(0, 60)}: ${String(error)}`);
    }
  }
  t.pass();
});

test("there are at least 400 phrases, each once", (t) => {
  t.true(phrasings.length >= 400, String(phrasings.length));
  t.is(
    new Set(phrasings.map(({ words, in: where }) => JSON.stringify([words, where]))).size,
    phrasings.length,
  );
});

test("every example of a command comes to exactly its call, with an input that the contract accepts", (t) => {
  for (const { verb, examples } of commands)
    for (const { words, call, input, noun, found } of examples) {
      const step = read(words, { ...(noun ? { noun } : {}), ...(found ? { found } : {}) });
      if (call)
        t.true(
          calls.some(({ name }) => name === call),
          `${verb} names no call: ${call}`,
        );
      if (typeof step === "string") {
        t.is(call, undefined, `${verb}: ${words} makes no call`);
        continue;
      }
      t.deepEqual(
        { call: step.call.name, input: step.input },
        { call: call!, input: { ...input } },
        `${verb}: ${words}`,
      );
    }
});

test("every phrase that is understood has an input that the contract accepts", (t) => {
  for (const phrase of phrasings) {
    const { words } = phrase;
    const found = outcomeOf(phrase);
    if (!("call" in found)) continue;
    const declared = calls.find(({ name }) => name === found.call)!;
    const valid = ajv.validate(JSON.parse(JSON.stringify(declared.input)), found.input);
    t.true(valid, `${words}: ${ajv.errorsText()} ${JSON.stringify(found.input)}`);
  }
});

test("a verb or an alias belongs to one command only", (t) => {
  t.deepEqual(names, [...new Set(names)]);
});

test("every command has a usage, a help, an example, and calls of the contract", (t) => {
  for (const command of commands) {
    t.true(command.usage.startsWith(command.verb), command.verb);
    t.true(command.examples.length > 0 && command.help.endsWith("."), command.verb);
    for (const call of command.calls) t.true(calls.includes(call), call.name);
  }
});

test("the published verbs fit the schema of verb.publish", (t) => {
  const publish = calls.find(({ name }) => name === "verb.publish")!;
  t.true(ajv.validate(JSON.parse(JSON.stringify(publish.input)), { verbs: verbs() }), ajv.errorsText());
});
