/** Promises in what people write: found with what and when; and no talk is taken for one. */
import test from "ava";
import { phrasings } from "../commands/phrasings/index.ts";
import type { Here } from "../words/day.ts";
import { promised, talk } from "./phrases.ts";
import { mayPromise, readPromise } from "./read.ts";

const now = Temporal.Instant.from("2026-11-22T12:00:00Z").toZonedDateTimeISO("Europe/Berlin");
const here: Here = { now, language: "en", order: undefined, clock24: true, tense: "future" };

for (const [text, what, when] of promised)
  test(`"${text.replaceAll("\n", "⏎")}" promises`, (t) => {
    t.true(mayPromise(text));
    const found = readPromise(text, here);
    t.is(found?.what, what);
    t.is(found?.plan.text, when);
    t.is(readPromise(text, { ...here, language: "de" })?.plan.text, when);
    t.is(readPromise(text, { ...here, language: "fr" })?.plan.text, when);
  });

for (const text of talk)
  test(`"${text.replaceAll("\n", "⏎")}" is talk`, (t) => {
    for (const language of ["en", "de", "fr"]) t.is(readPromise(text, { ...here, language }), undefined);
  });

test("no command is a promise", (t) => {
  for (const { words } of phrasings) t.is(readPromise(words, here), undefined, words);
});

test("only the first promise of a message is taken, and its sentence is what was said", (t) => {
  const found = readPromise("They agreed. I'll send the quote by Friday. I'll call on Monday.", here);
  t.is(found?.what, "Send the quote");
  t.is(found?.said, "I'll send the quote by Friday.");
});

test("long messages are read to their end", (t) => {
  for (const part of [
    "I'll ",
    "I will send it by ",
    "schicke ich ",
    "3 weeks from ",
    "> ",
    "je ",
    " ",
    "ok, ",
  ])
    t.notThrows(() => readPromise(part.repeat(20_000), here), part);
});
