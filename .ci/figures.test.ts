import test from "ava";
import { renewed } from "./figures.ts";

const one = { name: "lists | fast", value: 1234.5, unit: "ms", p99: 2 };

const isThere = () => true;

test("a run renews the sections of its benchmarks and leaves the others", (t) => {
  const first = renewed(
    "",
    [
      { file: "b.bench.ts", figures: [one] },
      { file: "a.bench.ts", figures: [{ name: "x", value: 1, unit: "s" }] },
    ],
    "2 × Old, 2026-01-01",
    isThere,
  );
  t.true(first.indexOf("## a.bench.ts") < first.indexOf("## b.bench.ts"));
  t.true(first.includes("| lists \\| fast | 1,235 | ms | p99 2 |"));
  const again = renewed(
    first,
    [{ file: "a.bench.ts", figures: [{ name: "x", value: 2, unit: "s" }] }],
    "New, 2027-01-01",
    isThere,
  );
  t.true(again.includes("| x | 2 | s |  |") && again.includes("New, 2027-01-01."));
  t.true(again.includes("| lists \\| fast | 1,235 |") && again.includes("2 × Old, 2026-01-01."));
  t.is(again.match(/^## /gm)?.length, 2);
  t.is(renewed(again, [], "", isThere), again);
  const less = renewed(again, [], "", (file) => file !== "a.bench.ts");
  t.true(less.includes("## b.bench.ts") && !less.includes("a.bench.ts"));
});
