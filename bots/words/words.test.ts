import test from "ava";
import { assert, boolean, constantFrom, property, string } from "fast-check";
import { WordsUnclear } from "../errors.ts";
import { readDuration } from "@singularity/hub-server/contract";
import { lex, mostWords } from "./lex.ts";
import { caret, readLine } from "./line.ts";
import { readMoney } from "./money.ts";
import { distance, nearest } from "./near.ts";
import { readWhen } from "./when.ts";

const now = new Date("2026-11-22T12:00:00Z");

test("a length of time is read in seconds", (t) => {
  const words = ["25m", "1h30", "1h30m", "1:30h", "90min", "1.5h", "1,5h", "45s", "2 hours"];
  t.deepEqual(words.map(readDuration), [1500, 5400, 5400, 5400, 5400, 5400, 5400, 45, 7200]);
});

test("what is no length of time, or too long, is none", (t) => {
  for (const word of ["25", "m", "acme", "0m", "200h", "25x", "-5m"])
    t.is(readDuration(word), undefined, word);
});

test("an amount is read in the currency's minor unit", (t) => {
  t.deepEqual(readMoney("1,200.50 EUR", 0), { amount_minor: 120_050, currency: "EUR" });
  t.deepEqual(readMoney("1.200,50 eur", 0), { amount_minor: 120_050, currency: "EUR" });
  t.deepEqual(readMoney("JPY 1200", 0), { amount_minor: 1200, currency: "JPY" });
  t.deepEqual(readMoney("€1.5k", 0), { amount_minor: 150_000, currency: "EUR" });
  t.deepEqual(readMoney("-9.99 USD", 0), { amount_minor: -999, currency: "USD" });
  t.deepEqual(readMoney("1,234,567 USD", 0), { amount_minor: 123_456_700, currency: "USD" });
});

test("an amount that could be another one is asked back", (t) => {
  for (const text of [
    "1,200 EUR",
    "1.200 EUR",
    "1200",
    "EUR",
    "1.2.3 EUR",
    "0.005 EUR",
    "12,34,5 EUR",
    "EUR 5 USD",
  ])
    t.throws(() => readMoney(text, 3), { instanceOf: WordsUnclear }, text);
});

test("a moment that has passed is read; words that are none are left alone", (t) => {
  t.deepEqual(readWhen(["yesterday"], now, 0), { at: "2026-11-21T12:00:00.000Z", used: 1 });
  t.deepEqual(readWhen(["last", "sunday"], now, 0), { at: "2026-11-15T12:00:00.000Z", used: 2 });
  t.deepEqual(readWhen(["3", "weeks", "ago"], now, 0), { at: "2026-11-01T12:00:00.000Z", used: 3 });
  t.is(readWhen(["acme"], now, 0), undefined);
  t.is(readWhen(["last", "order"], now, 0), undefined);
});

test("distance counts slips: one for a swap, an insertion, a deletion, a replacement", (t) => {
  t.deepEqual(
    ["lgo", "loog", "lg", "lug", "log"].map((word) => distance(word, "log")),
    [1, 1, 1, 1, 0],
  );
});

test("the only word that begins so is meant, else the nearest", (t) => {
  t.deepEqual(nearest("con", ["convert", "log"]), ["convert"]);
  t.deepEqual(nearest("sohw", ["show", "who"]), ["show"]);
  t.deepEqual(nearest("xyzzy", ["show", "who"]), []);
});

test("the caret stands below the place, also in a long line", (t) => {
  const [line, mark] = caret(`${"a".repeat(100)} HERE ${"b".repeat(100)}`, 101);
  t.is(line!.slice(mark!.indexOf("^")).slice(0, 4), "HERE");
});

test("no line makes the lexer fail otherwise than by saying where, and tokens never overlap", (t) => {
  const letters = constantFrom(...Array.from("ab \n\"“”'’–—-:=#@1.\u00a0\u200bé𝒳🙂"));
  assert(
    property(string({ unit: letters, maxLength: 40 }), boolean(), (typed, hyphen) => {
      try {
        const line = readLine(typed);
        let end = 0;
        for (const token of line.tokens({ hyphen })) {
          if (token.at < end || token.end <= token.at || token.end > typed.length) return false;
          end = token.end;
        }
        return true;
      } catch (error) {
        return error instanceof WordsUnclear && error.at >= 0 && error.at <= typed.length;
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
  t.pass();
});

test("a command of more words than anybody types is asked back; notes have no such bound", (t) => {
  const words = (count: number) => "a ".repeat(count);
  t.is(lex(words(mostWords)).length, mostWords);
  t.is(lex(`${words(mostWords)}-- ${words(mostWords)}`).length, mostWords + 1);
  t.throws(() => lex(words(mostWords + 1)), { instanceOf: WordsUnclear, message: /at most 2000 words/ });
});

test("what follows -- is kept as it was typed", (t) => {
  assert(
    property(string({ minLength: 1, maxLength: 60 }), (text) => {
      const last = lex(`log call acme -- ${text}`).at(-1)!;
      return last.kind === "text" && last.text === text.trim();
    }),
    { seed: 2 },
  );
  t.pass();
});
