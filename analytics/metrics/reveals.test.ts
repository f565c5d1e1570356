/** What declarations reveal: nobody may learn by one part of a metric what another part keeps from them. */
import test from "ava";
import { metrics } from "./index.ts";
import { isMoney, isTime, type ColumnDimension, type Metric } from "./metric.ts";
import { currencyOf } from "./money.ts";

const partsOf = ({ reveals, measures, dimensions }: Metric) => [
  { reveals },
  ...measures,
  ...dimensions.filter((dimension): dimension is ColumnDimension => !isTime(dimension)),
];

test("where rows of several nouns count together, what one of them tells is asked of all", (t) => {
  const together = metrics.filter(({ nouns }) => nouns.length > 1);
  t.deepEqual(
    together.map(({ name }) => name),
    ["revenue", "sales"],
  );
  for (const metric of together)
    for (const { reveals = [] } of partsOf(metric))
      for (const path of reveals) {
        const [noun, field] = path.split(".");
        if (!metric.nouns.includes(noun!)) continue;
        for (const other of metric.nouns)
          t.true(reveals.includes(`${other}.${field}`), `${metric.name}: ${path}`);
      }
});

test("an amount tells its currency", (t) => {
  for (const metric of metrics) {
    const { reveals: told = [] } =
      currencyOf({ metric, by: [], period: null, filters: [], chart: false }) ?? {};
    for (const { key, reveals = [] } of metric.measures.filter(isMoney))
      for (const field of told) t.true(reveals.includes(field), `${metric.name} ${key} reveals ${field}`);
  }
});
