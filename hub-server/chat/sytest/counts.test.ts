import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { countByKind } from "./counts.ts";

const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");

test("the page says how many names pass that are listed as passing", (t) => {
  const passing = new Set(read("passing.txt").split("\n").filter(Boolean));
  const counts = countByKind(passing).map((sentence) => /this server (\d+)/.exec(sentence)![1]);
  const page = /\| this server \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \|/.exec(read("../README.md"))!;
  t.deepEqual(counts, page.slice(1));
});
