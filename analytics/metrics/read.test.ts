import test from "ava";
import { metrics } from "./index.ts";
import { nearest } from "./nearest.ts";
import type { Period } from "./period.ts";
import { readQuestion } from "./read.ts";
import { split } from "./split.ts";

const today = Temporal.PlainDate.from("2024-05-15"); // a Wednesday
const read = (question: string) => readQuestion(question, today);
const ends = (period: Period | null) =>
  [period?.from, period?.until].map((date) => date?.toString() ?? "-").join(" ");

test("metric, dimensions, period and filters are read in any order", (t) => {
  for (const question of [
    "interactions by month, channel last 12 months for channel:call,email owner:Anna",
    "Interactions for channel:call , email and owner:Anna last 12 months by month and channel",
  ]) {
    const { metric, by, period, filters } = read(question);
    t.is(metric.name, "interactions");
    t.deepEqual(
      by.map(({ name }) => name),
      ["month", "channel"],
    );
    t.is(period?.said, "last 12 months");
    t.is(ends(period), "2023-06-01 2024-06-01");
    t.deepEqual(
      filters.map(({ dimension, values }) => [dimension.name, values]),
      [
        ["channel", ["call", "email"]],
        ["owner", ["Anna"]],
      ],
    );
  }
});

test("a chart is wished for at any place, in several words", (t) => {
  t.false(read("interactions by month").chart);
  for (const question of [
    "interactions by month chart",
    "interactions as a chart by month",
    "interactions by month for channel:call,email as graph",
    "Interactions Chart last 12 months by month",
  ])
    t.true(read(question).chart, question);
  t.throws(() => read("interactions as by month"), { message: /"as" does not fit here/ });
});

test("periods are whole days, weeks, months, quarters and years", (t) => {
  const spans: Record<string, string> = {
    today: "2024-05-15 2024-05-16",
    yesterday: "2024-05-14 2024-05-15",
    "this week": "2024-05-13 2024-05-20",
    "last week": "2024-05-06 2024-05-13",
    "last 7 days": "2024-05-09 2024-05-16",
    "last 1 month": "2024-05-01 2024-06-01",
    "last month": "2024-04-01 2024-05-01",
    "this quarter": "2024-04-01 2024-07-01",
    "last quarter": "2024-01-01 2024-04-01",
    "last 2 quarters": "2024-01-01 2024-07-01",
    "this year": "2024-01-01 2025-01-01",
    "in 2023": "2023-01-01 2024-01-01",
    "in 2024-02": "2024-02-01 2024-03-01",
    "since 2024-02-29": "2024-02-29 -",
    "from 2023 to 2024-02": "2023-01-01 2024-03-01",
  };
  for (const [said, span] of Object.entries(spans)) {
    const { period } = read(`interactions ${said}`);
    t.is(ends(period), span, said);
  }
});

test("a period reaches no further back, and no further on, than years are written with four digits", (t) => {
  t.is(ends(read("interactions since 1000").period), "1000-01-01 -");
  t.is(ends(read("interactions in 9998").period), "9998-01-01 9999-01-01");
  t.is(ends(read("interactions last 9999 days").period), "1996-12-30 2024-05-16");
  for (const said of ["last 9999 years", "since 0999", "in 9999", "from 2024 to 9999"])
    t.throws(() => read(`interactions ${said}`), {
      code: "word-unknown",
      message: `"${said}" does not fit here. Allowed: periods between the years 1000 and 9999.`,
    });
});

test("quotes, also typographic ones, keep words together", (t) => {
  t.deepEqual(split('a  for party:"Big, blue  Co" “x y”,z'), [
    "a",
    "for",
    "party:Big, blue Co",
    "x y",
    ",",
    "z",
  ]);
  t.deepEqual(split('party:"open end'), ["party:open end"]);
});

test("unknown words are named with what is allowed and what was probably meant", (t) => {
  t.throws(() => read("intractions by month"), {
    code: "metric-unknown",
    message:
      /^There is no metric "intractions"\. Did you mean "interactions"\? Metrics: revenue, sales, .*products\.$/,
  });
  t.throws(() => read("interactions by moth"), {
    code: "dimension-unknown",
    message:
      'interactions has no "moth". Did you mean "month"? Allowed here: month, week, day, quarter, year, channel, direction, owner, party.',
  });
  t.throws(() => read("interactions for month:2024"), {
    code: "dimension-unknown",
    message: /Allowed here: channel, direction, owner, party\.$/,
  });
  t.throws(() => read("interactions buy month"), {
    code: "word-unknown",
    message: /^"buy" does not fit here\. Did you mean "by"\?/,
  });
  t.throws(() => read("interactions last 3 moons"), {
    code: "word-unknown",
    message: /^"moons" does not fit here/,
  });
  t.throws(() => read("interactions in 2024-13"), { code: "word-unknown" });
  t.throws(() => read("interactions by"), { code: "dimension-unknown" });
  t.throws(() => read("interactions for channel:"), { code: "word-unknown", message: /channel:<value>/ });
  t.throws(() => read("interactions by month, week, day"), { code: "word-unknown", message: /at most 2/ });
  t.throws(() => read(""), { code: "metric-unknown" });
});

test("a metric goes by several names, of several words, and a name may bring a filter", (t) => {
  const asked = (question: string) => {
    const { metric, by, filters } = read(question);
    const through = filters.map(({ dimension, values }) => `${dimension.name}:${values.join()}`);
    return [metric.name, ...by.map(({ name }) => name), ...through].join(" ");
  };
  t.is(asked("turnover by quarter"), "revenue quarter");
  t.is(asked("Win Rate by owner"), "won owner");
  t.is(asked("credit notes by party"), "credit notes party");
  t.is(asked("won deals by year"), "won year");
  t.is(asked("leads by country for industry:Retail"), "parties country role:prospect industry:Retail");
  t.is(asked("nps"), "feedback kind:nps");
  t.throws(() => read("turnovr by month"), { code: "metric-unknown", message: /Did you mean "turnover"\?/ });
  t.throws(() => read(""), { code: "metric-unknown" });
});

test("every name leads to one metric, every example can be read, and synonyms bring filters that exist", (t) => {
  const names = metrics.flatMap(({ name, one, many, also = [] }) => [
    ...new Set([name, one, ...(many ? [many] : []), ...also.map(({ word }) => word)]),
  ]);
  t.deepEqual(names, [...new Set(names)]);
  for (const metric of metrics) {
    for (const example of metric.examples) t.is(read(example).metric, metric, example);
    for (const { word } of metric.also ?? []) t.is(read(`${word} by month`).metric, metric, word);
    const keys = [...metric.measures.map(({ key }) => key), ...metric.dimensions.map(({ name }) => name)];
    t.deepEqual(keys, [...new Set(keys)], metric.name);
  }
});

test("the nearest word is the one within two slips or the only one that starts alike", (t) => {
  const words = ["month", "week", "day", "channel", "owner", "party"];
  t.is(nearest("chanel", words), "channel");
  t.is(nearest("onwer", words), "owner");
  t.is(nearest("part", words), "party");
  t.is(nearest("chan", words), "channel");
  t.is(nearest("revenue", words), null);
});
