import test from "ava";
import { mostRows } from "./compile.ts";
import { fillGaps } from "./gaps.ts";
import { readQuestion } from "./read.ts";

const today = Temporal.PlainDate.from("2024-05-15");

/** @returns how many rows were filled in for a question over one row of today */
function madeBy(question: string) {
  const { metric, ...asking } = readQuestion(question, today);
  let made = 0;
  const counted = {
    ...metric,
    get measures() {
      made++;
      return metric.measures;
    },
  };
  const rows = fillGaps({ ...asking, metric: counted }, [{ day: "2024-05-15", interactions: 1 }], today);
  return { made, rows: rows.length };
}

test("a series that is longer than an answer is not made, however long it is", (t) => {
  t.deepEqual(madeBy("interactions by day since 1000"), { made: 0, rows: 1 });
  t.deepEqual(madeBy(`interactions by day last ${mostRows + 1} days`), { made: 0, rows: 1 });
  t.deepEqual(madeBy(`interactions by day last ${mostRows} days`), { made: mostRows - 1, rows: mostRows });
});
