import test from "ava";
import type { Answer } from "./answer.ts";
import { table } from "./table.ts";

const columns = [
  { key: "channel", label: "Channel", type: "text" },
  { key: "interactions", label: "Interactions", type: "count" },
  { key: "duration", label: "Duration", type: "duration" },
] as const;

const answer = (rows: Answer["rows"], more = 0): Answer => ({
  title: "",
  fact: "",
  computed: "",
  asOf: "",
  lagMs: 0,
  chart: false,
  columns,
  rows,
  more,
});

test("columns line up, numbers to the right, with a bar for the first measure", (t) => {
  const rows = [
    { channel: "call", interactions: 1200, duration: 3660 },
    { channel: "e\nmail", interactions: 100, duration: null },
    { channel: null, interactions: 0, duration: null },
  ];
  t.is(
    table(answer(rows)),
    [
      "Channel  Interactions  Duration",
      "call            1,200    1:01 h  ████████████",
      "e mail            100         –  █",
      "–                   0         –",
    ].join("\n"),
  );
});

test("after twenty rows it says how many more there are", (t) => {
  const rows = Array.from({ length: 25 }, (_, n) => ({
    channel: "x".repeat(50),
    interactions: n,
    duration: null,
  }));
  const lines = table(answer(rows, 5)).split("\n");
  t.is(lines.length, 22);
  t.is(lines.at(-1), "… 10 more");
  t.true(lines[1]!.startsWith(`${"x".repeat(31)}… `));
});
