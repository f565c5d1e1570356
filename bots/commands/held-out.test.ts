import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import test from "ava";
import { calls } from "@singularity/hub-server/contract";
import { again } from "../testing/held-out/again.ts";
import { heldOut } from "../testing/held-out/index.ts";
import { commandOf, outcomeOf } from "../testing/read-phrase.ts";
import { verdictOf } from "../testing/score.ts";
import { readLine } from "../words/line.ts";
import { phrasings } from "./phrasings/index.ts";

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);

test("no held-out phrase is read wrongly, and at least 95 of 100 are read as they are meant", (t) => {
  const verdicts = heldOut.map((phrase) => ({ phrase, ...verdictOf(phrase) }));
  const wrong = verdicts.filter(({ verdict }) => verdict === "wrong");
  t.deepEqual(
    wrong.map(({ phrase: { words }, found }) => [words, found]),
    [],
  );
  const right = verdicts.filter(({ verdict }) => verdict === "right").length;
  t.true(right / heldOut.length >= 0.95, `${right} of ${heldOut.length}`);
});

test("there are at least 200 held-out phrases, and none of them is among those that were known before", (t) => {
  t.true(heldOut.length - again.length >= 200);
  const key = (phrase: (typeof phrasings)[number]) => JSON.stringify([phrase.words, phrase.in]);
  const known = new Set(phrasings.map(key));
  t.deepEqual(heldOut.filter((phrase) => known.has(key(phrase))).map(key), []);
});

test("every held-out phrase that is understood has an input that the contract accepts", (t) => {
  for (const phrase of heldOut) {
    const found = outcomeOf(phrase);
    if (!("call" in found)) continue;
    const declared = calls.find(({ name }) => name === found.call)!;
    const valid = ajv.validate(JSON.parse(JSON.stringify(declared.input)), found.input);
    t.true(valid, `${phrase.words}: ${ajv.errorsText()} ${JSON.stringify(found.input)}`);
  }
});

test("where somebody lives and which language they speak is looked up whenever the reading depends on it", (t) => {
  for (const phrase of [...phrasings, ...heldOut]) {
    const line = readLine(phrase.words);
    const { timed } = commandOf(line.verb) ?? {};
    if (timed === true || (timed && timed.test(line.rest))) continue;
    const { zone: _, locale: __, ...where } = phrase.in ?? {};
    const { error, ...blind } = outcomeOf({ ...phrase, in: { ...where, zone: undefined as never } });
    const { error: other, ...seeing } = outcomeOf(phrase);
    t.deepEqual([blind, error?.message], [seeing, other?.message], phrase.words);
  }
});
