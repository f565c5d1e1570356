/** Charts: what is drawn of an answer, and that whoever draws it may die. */
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import sharp from "sharp";
import type { Answer, AnswerColumn, ValueType } from "../metrics/answer.ts";
import { draw, svgOf } from "./draw.ts";
import { numbersOf } from "./numbers.ts";
import { openPainter, painterLimits } from "./painter.ts";

const column = (key: string, label: string, type: ValueType, currency?: string): AnswerColumn => ({
  key,
  label,
  type,
  ...(currency ? { currency } : {}),
});

const answer = (columns: Answer["columns"], rows: Answer["rows"], more = 0): Answer => ({
  title: "Revenue by month",
  fact: "",
  computed: "",
  asOf: "2026-01-01T00:00:00.000Z",
  lagMs: 0,
  chart: true,
  columns,
  rows,
  more,
});

const months = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(2024, index)).toISOString().slice(0, 10));

const revenue = answer(
  [column("month", "Month", "month"), column("revenue", "Revenue (EUR)", "money", "EUR")],
  months(14).map((month, index) => ({ month, revenue: 1000 * index })),
);
const byOwner = answer(
  [column("owner", "Owner", "text"), column("deals", "Deals", "count")],
  [
    { owner: "<b>Ann & Co", deals: 1200 },
    { owner: "datum.value]['x", deals: 3 },
    { owner: null, deals: null },
  ],
  4,
);

/** The texts of a picture, and its marks of one kind. */
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) => text);
const marks = (svg: string, role: string) => svg.split(`aria-roledescription="${role}"`).length - 1;

test("a series runs to the right and says its unit; not every time is written", async (t) => {
  const svg = (await svgOf(revenue))!;
  const texts = textsOf(svg);
  t.is(marks(svg, "bar"), 14);
  t.true(texts.includes("Revenue by month") && texts.includes("Revenue (EUR)") && texts.includes("10k"));
  t.true(texts.includes("Jan 2024") && !texts.includes("Feb 2024"));
  const long = { ...revenue, rows: months(60).map((month) => ({ month, revenue: 1 })) };
  t.is(marks((await svgOf(long))!, "line mark"), 1);
  t.notRegex(svg, /NaN|undefined|Infinity/);
});

test("anything else is bars with their values; names are text, whatever stands in them", async (t) => {
  const svg = (await svgOf(byOwner))!;
  const texts = textsOf(svg);
  t.is(marks(svg, "bar"), 3);
  t.true(texts.includes("1,200") && texts.includes("–") && texts.includes("4 more are not shown"));
  t.true(texts.includes("&lt;b&gt;Ann &amp; Co"), texts.join("|"));
  t.true(texts.includes("datum.value]['x"));
  t.notRegex(svg, /<b |<script|<image|href/);
});

test("a second cut has colours, the rare ones together; shares are not piled up", async (t) => {
  const kinds = Array.from({ length: 12 }, (_, index) => `Kind ${index}`);
  const rows = months(2).flatMap((month) => kinds.map((kind, index) => ({ month, kind, n: 20 - index })));
  const columns = [
    column("month", "Month", "month"),
    column("kind", "Kind", "text"),
    column("n", "Calls", "count"),
  ];
  const texts = textsOf((await svgOf(answer(columns, rows)))!);
  t.true(texts.includes("Kind 6") && texts.includes("Others") && !texts.includes("Kind 7"));
  t.true(texts.includes("150") || texts.includes("200"), "they are piled up");
  const shares = [columns[0]!, columns[1]!, column("n", "Rate", "percent")];
  t.false(textsOf((await svgOf(answer(shares, rows)))!).includes("100"), "they are not");
});

test("amounts of two currencies never share a scale", async (t) => {
  const columns = [
    column("month", "Month", "month"),
    column("currency", "Currency", "text"),
    column("revenue", "Revenue", "money"),
  ];
  const rows = months(3).flatMap((month, index) => [
    { month, currency: "EUR", revenue: 10 * index },
    { month, currency: "JPY", revenue: 100_000 * index },
  ]);
  const texts = textsOf((await svgOf(answer(columns, rows)))!);
  t.true(texts.includes("Revenue (EUR)") && texts.includes("Revenue (JPY)"));
  t.true(texts.includes("20") && texts.includes("200k"));
});

test("its numbers are told for others to draw, where all have one scale", (t) => {
  t.like(numbersOf(byOwner), {
    shape: "bars",
    unit: "Deals",
    categories: ["<b>Ann & Co", "datum.value]['x", "–"],
  });
  t.deepEqual(numbersOf(byOwner)!.series, [{ name: "Deals", values: [1200, 3, null] }]);
  const columns = [
    column("month", "Month", "month"),
    column("team", "Team", "text"),
    column("d", "Time", "duration"),
  ];
  const rows = months(2).flatMap((month) => [
    { month, team: "Sales", d: 7200 },
    ...(month === "2024-01-01" ? [{ month, team: "Support", d: 3600 }] : []),
  ]);
  t.deepEqual(numbersOf(answer(columns, rows)), {
    shape: "line",
    unit: "Time, hours",
    categories: ["Jan 2024", "Feb 2024"],
    series: [
      { name: "Sales", values: [2, 2] },
      { name: "Support", values: [1, null] },
    ],
  });
});

test("where a picture would tell nothing there is none", async (t) => {
  t.is(await svgOf(answer([column("n", "Calls", "count")], [{ n: 3 }])), undefined);
  t.is(await svgOf(answer(revenue.columns, [])), undefined);
  t.is(await svgOf(answer(revenue.columns, [revenue.rows[0]!])), undefined);
  t.is(await svgOf(answer([column("a", "A", "text")], [{ a: "x" }, { a: "y" }])), undefined);
});

test("the picture has twice the pixels of its size, ink on white, and few bytes", async (t) => {
  const { png, width, height } = (await draw(revenue))!;
  const picture = sharp(png);
  const { width: wide, height: high, format } = await picture.metadata();
  t.deepEqual([format, wide, high], ["png", width * 2, height * 2]);
  const { channels, isOpaque } = await picture.stats();
  t.true(isOpaque && channels[0]!.min < 80 && channels[0]!.max === 255);
  t.true(png.length < 40_000, `${png.length} bytes`);
});

test("the process that draws is there while it is needed, and its death costs one chart", async (t) => {
  const painter = openPainter({ ...painterLimits, rest: 300, most: 2 });
  t.teardown(() => painter.stop());
  t.is(painter.pid(), undefined);
  const [first, second, third] = await Promise.allSettled([1, 2, 3].map(() => painter.draw(revenue)));
  t.true(first!.status === "fulfilled" && second!.status === "fulfilled");
  t.is(third!.status, "rejected", "only so many wait");
  const dies = t.throwsAsync(painter.draw(revenue), { message: /has ended/ });
  await sleep(0);
  process.kill(painter.pid()!, "SIGKILL");
  await dies;
  t.truthy(await painter.draw(byOwner));
  for (let round = 0; round < 200 && painter.pid(); round++) await sleep(20);
  t.is(painter.pid(), undefined);
});

test("a chart that takes too long ends", async (t) => {
  const painter = openPainter({ ...painterLimits, deadline: 1 });
  t.teardown(() => painter.stop());
  await t.throwsAsync(painter.draw(revenue), { message: "A chart took longer than 1 ms." });
});
