import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import test from "ava";
import { calls } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { dearLines } from "../testing/dear.ts";
import { commandOf, names, outcomeOf, read, said } from "../testing/read-phrase.ts";
import { readLine } from "../words/line.ts";
import { commands, verbs } from "./index.ts";
import { phrasings, type Phrase } from "./phrasings/index.ts";

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);

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
