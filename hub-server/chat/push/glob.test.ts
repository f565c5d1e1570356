import test from "ava";
import fc from "fast-check";
import { glob } from "./glob.ts";
import { walk } from "./walk.ts";

test("patterns match by words in a body, and as a whole elsewhere, however many stars they have", (t) => {
  const words: [string, string, boolean][] = [
    ["ann", "Ann, hello", true],
    ["ann", "annual", false],
    ["l?nch", "time for LUNCH!", true],
    ["pl*s", "say please", false],
    ["pl*e", "say please", true],
    ["*", "", true],
    ["тест", "это тест", true],
    ["a.b", "axb", false],
  ];
  for (const [pattern, body, holds] of words) t.is(glob(pattern, "words")(body), holds, `${pattern} ${body}`);
  t.true(glob("m.*", "whole")("m.room.message"));
  t.false(glob("m.room", "whole")("m.room.message"));
  t.true(glob(`${"?".repeat(42)}x`, "words")(`${"ab ".repeat(100)}x`));
  t.false(glob(`${"?".repeat(42)}x`, "words")(`${"ab ".repeat(100)}xy`));
});

test("patterns and texts made to be slow are answered like any other", (t) => {
  const pairs: [string, string, boolean][] = [
    [`${"a*".repeat(120)}b`, "a".repeat(60_000), false],
    [`${"?".repeat(254)}b`, "a".repeat(60_000), false],
    [`${"?".repeat(254)}b`, `${"a".repeat(60_000)} ${"a".repeat(253)} b`, true],
    [`${"a?".repeat(127)}b`, "a".repeat(60_000), false],
    ["a".repeat(255), "a".repeat(60_000), false],
    ["a-".repeat(127), `-${"a-".repeat(30_000)}a`, false],
    ["a-".repeat(127), `-${"a-".repeat(30_000)}`, true],
    [`*${"?".repeat(252)}b*b`, "a".repeat(60_000), false],
  ];
  for (const [pattern, body, holds] of pairs) t.is(glob(pattern, "words")(body), holds, pattern.slice(0, 10));
});

test("a walk finds what trying at each place finds", (t) => {
  const letters = fc.constantFrom("a", "b", " ");
  const part = fc.array(fc.constantFrom("a", "b", " ", "\0"), { minLength: 1, maxLength: 70 });
  const body = fc.array(letters, { maxLength: 200 });
  const fits = (index: number) => index % 3 !== 1;
  const runs = fc.property(part, body, fc.nat(5), (wanted, text, from) => {
    const stands = (index: number) =>
      wanted.every((letter, n) => index + n < text.length && (letter === "\0" || letter === text[index + n]));
    const places = text.map((_letter, index) => index).filter((index) => index >= from && stands(index));
    const found = walk(text.join(""), { part: wanted.join(""), any: "\0" }, from, fits);
    t.is(found, places.find(fits) ?? -1);
  });
  fc.assert(runs, { seed: 20_261_122, numRuns: 300 });
});
