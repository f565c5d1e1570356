/** Overlaps of thousands of spans: the same as by comparing each with each, and without doing so. */
import test from "ava";
import { meets } from "../meeting/clash.ts";
import { overlapping } from "./busy.ts";

const span = (from: number, length: number) => ({
  person: "p",
  meeting: `${from}+${length}`,
  starts: new Date(from),
  ends: new Date(from + length),
});
type Span = ReturnType<typeof span>;
const inOrder = (spans: Span[]) => spans.toSorted((a, b) => a.starts.getTime() - b.starts.getTime());

test("what overlaps is the same as by comparing each with each", (t) => {
  let seed = 7;
  const upTo = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
  for (let round = 0; round < 300; round++) {
    const list = inOrder(Array.from({ length: upTo(12) }, () => span(upTo(60), upTo(9))));
    const slowly = list.filter((one, index) =>
      list.slice(0, index).some((earlier) => earlier.ends > one.starts),
    );
    t.deepEqual(overlapping([list]), slowly);
    const series = Array.from({ length: upTo(8) }, (_, n) => span(n * 7, 5));
    const one = span(upTo(60), upTo(30));
    t.is(
      meets(series, one),
      series.some((other) => other.starts < one.ends && one.starts < other.ends),
    );
  }
});

test("each of ten thousand spans is looked at a few times, not each with each", (t) => {
  let looked = 0;
  const counted = Array.from({ length: 10_000 }, (_, n) => {
    const one = span(n * 10, 5);
    return Object.defineProperty({ ...one }, "ends", { get: () => (looked++, one.ends) });
  });
  overlapping([counted]);
  t.true(looked <= counted.length);
  looked = 0;
  t.false(meets(counted, span(50_005, 3)));
  t.true(looked < 20);
});
