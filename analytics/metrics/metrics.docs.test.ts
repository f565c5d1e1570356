/** The table of metrics in README.md is what the declarations say: `npm run docs` writes it. */
import { readFile, writeFile } from "node:fs/promises";
import test from "ava";
import { metrics } from "./index.ts";
import { isTime } from "./metric.ts";

const file = new URL("../README.md", import.meta.url);
const [open, close] = ["<!-- metrics -->\n", "<!-- /metrics -->"];

test("README.md lists every metric as it is declared", async (t) => {
  const lines = metrics.map(({ name, also = [], measures, dimensions, nouns }) => {
    const cells = [
      [name, ...also.map(({ word }) => word)].join(", "),
      measures.map(({ label }) => label).join(", "),
      dimensions.flatMap((dimension) => (isTime(dimension) ? [] : dimension.name)).join(", "),
      nouns.map((noun) => `\`${noun}:view\``).join(", "),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const head = "| Metric | Measures | By, besides times | Needs |\n| --- | --- | --- | --- |";
  const text = await readFile(file, "utf8");
  const [before, rest] = text.split(open);
  const [, after] = rest!.split(close);
  const wanted = `${before}${open}\n${head}\n${lines.join("\n")}\n\n${close}${after}`;
  if (process.env["UPDATE_DOCS"]) await writeFile(file, wanted);
  t.is(await readFile(file, "utf8"), wanted, "the table is out of date: run `npm run docs`");
});
