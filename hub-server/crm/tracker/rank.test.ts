/** Ranks keep a strict order, however often and wherever something is put in. */
import test from "ava";
import fc from "fast-check";
import { longestRank, rankAfter, rankBetween } from "./rank.ts";

const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

test("whatever is put between two ranks lies strictly between them, and never ends in the lowest digit", (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (places) => {
      const column: string[] = [];
      for (const place of places) {
        const at = place % (column.length + 1);
        const rank = rankBetween(column[at - 1] ?? null, column[at] ?? null);
        t.truthy(rank);
        t.not(rank!.at(-1), "0");
        column.splice(at, 0, rank!);
      }
      t.deepEqual(
        column,
        column.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      t.is(new Set(column).size, column.length);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("appending a hundred thousand times keeps ranks short", (t) => {
  const random = seeded(1);
  let last: string | null = null;
  for (let count = 0; count < 100_000; count++) {
    const next: string = rankAfter(last, random);
    if (last !== null && !(next > last)) return t.fail(`${next} is not behind ${last}`);
    last = next;
  }
  t.is(last!.length, 8);
});

test("putting things first again and again grows a rank by one digit every five or so, and then it is time to spread", (t) => {
  let first = rankAfter(null, seeded(2));
  let count = 0;
  for (; first.length <= longestRank; count++) {
    const next = rankBetween(null, first)!;
    t.true(next < first);
    first = next;
  }
  t.true(count > 150, `${count}`);
});

test("between equal ranks, or ranks out of order, there is no room", (t) => {
  t.is(rankBetween("V", "V"), null);
  t.is(rankBetween("W", "V"), null);
});

test("the end of all ranks still has room behind it", (t) => {
  const last = "zzzzzzzz";
  t.true(rankAfter(last, seeded(3)) > last);
  t.true(rankBetween(`${last}V`, null)! > `${last}V`);
});
