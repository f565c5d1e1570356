/** Charts that Slack draws: within its limits, and only where they say what the answer says. */
import test from "ava";
import { chartBlock } from "./chart.ts";

const picture = (numbers: object) =>
  chartBlock({
    name: "a.png",
    title: "Revenue by month",
    png: "",
    width: 1,
    height: 1,
    numbers: {
      shape: "line",
      unit: "Revenue (EUR)",
      categories: ["Jan 2026", "Feb 2026"],
      series: [{ name: "Revenue", values: [3, 4.5] }],
      ...numbers,
    } as never,
  });

test("categories and series are told as Slack asks for them", (t) => {
  t.deepEqual(picture({}), {
    type: "data_visualization",
    title: "Revenue by month",
    chart: {
      type: "bar",
      series: [
        {
          name: "Revenue",
          data: [
            { label: "Jan 2026", value: 3 },
            { label: "Feb 2026", value: 4.5 },
          ],
        },
      ],
      axis_config: { categories: ["Jan 2026", "Feb 2026"], y_label: "Revenue (EUR)" },
    },
  });
});

test("of a long series the newest are shown, as a line; of bars the largest", (t) => {
  const categories = Array.from({ length: 30 }, (_, index) => `${index + 1} May`);
  const series = [{ name: "Calls", values: categories.map((_, index) => index) }];
  const line = picture({ categories, series })!.chart;
  t.is(line.type, "line");
  t.deepEqual(line.series[0]!.data.at(-1), { label: "30 May", value: 29 });
  t.is(line.axis_config.categories.length, 20);
  const bars = picture({ shape: "bars", categories, series })!.chart;
  t.deepEqual([bars.type, bars.axis_config.categories[0]], ["bar", "1 May"]);
});

test("what it would show wrongly it does not show", (t) => {
  t.is(picture({ series: [{ name: "Rate", values: [3, null] }] }), undefined);
  t.is(
    picture({ series: Array.from({ length: 7 }, (_, index) => ({ name: `${index}`, values: [1, 2] })) }),
    undefined,
  );
  const alike = ["A customer with a long name, Berlin", "A customer with a long name, Paris"];
  t.is(picture({ categories: alike }), undefined);
  t.is(picture({ categories: [] }), undefined);
  t.is(chartBlock({ name: "", title: "", png: "", width: 1, height: 1 }), undefined);
});
