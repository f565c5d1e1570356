// What `npm run bench` runs: every *.bench.ts of the workspaces, one after another, each in a process of its own.
//   npm run bench                          all of them
//   npm run bench -- chat store            those whose path contains one of the words
//   npm run bench -- --write results.json  also writes the results; nothing is written otherwise
//   npm run bench -- --page FIGURES.md     renews the page of figures
//
// A benchmark is a program. For each figure it prints one line of JSON to standard output:
//   {"name": "send, 8 writers", "value": 4210, "unit": "messages/s", ...}
// `name` says what was measured, `value` is a number, `unit` what it counts; every further member (p99, runs, note)
// is shown as it is. Progress and remarks are free text on standard error. A benchmark measures, it does not judge:
// it ends with exit code 0 unless it could not measure.
import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { moreOf, renewed, show, type Figure, type Measured } from "./figures.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  options: { write: { type: "string" }, page: { type: "string" } },
  allowPositionals: true,
});

const files = globSync("{analytics,bots,hub-server,widgets}/**/*.bench.ts", {
  cwd: root,
  exclude: (path) => path === "node_modules",
})
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
  .toSorted();

/** The figure in a line of output. @throws Error saying what a figure must be */
function readFigure(line: string): Figure {
  const figure = JSON.parse(line) as Partial<Figure> | null;
  if (typeof figure?.name !== "string" || typeof figure.value !== "number" || typeof figure.unit !== "string")
    throw new Error(`a figure must be {"name": text, "value": number, "unit": text, ...}; got ${line}`);
  return figure as Figure;
}

async function measure(file: string): Promise<{ figures: Figure[]; failure?: string }> {
  const figures: Figure[] = [];
  let failure: string | undefined;
  const child = spawn(process.execPath, [file], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.trim() === "") return;
    try {
      figures.push(readFigure(line));
    } catch (error) {
      failure = String(error);
    }
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  const exitCode = await promise;
  if (exitCode !== 0) failure = `it ended with exit code ${exitCode}`;
  else if (!failure && figures.length === 0) failure = "it printed no figure";
  return failure ? { figures, failure } : { figures };
}

const row = (file: string, figure: Figure): string[] => [
  file,
  figure.name,
  show(figure.value),
  figure.unit,
  moreOf(figure),
];

function print(rows: string[][]): void {
  const all = [["benchmark", "figure", "value", "unit", "more"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  for (const cells of all)
    console.log(
      cells
        .map((cell, column) => (column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    );
}

const results: { file: string; figure: Figure }[] = [];
const whole: Measured[] = [];
const failures: string[] = [];
for (const file of files) {
  console.error(`── ${file}`);
  const { figures, failure } = await measure(file);
  results.push(...figures.map((figure) => ({ file, figure })));
  if (failure) failures.push(`${file}: ${failure}`);
  else whole.push({ file, figures });
}

const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
console.log(`\n${machine}\n`);
print(results.map(({ file, figure }) => row(file, figure)));
if (values.write) {
  const figures = results.map(({ file, figure }) => ({ file, ...figure }));
  writeFileSync(
    values.write,
    `${JSON.stringify({ machine, at: new Date().toISOString(), figures }, null, 2)}\n`,
  );
}
if (values.page) {
  const before = existsSync(values.page) ? readFileSync(values.page, "utf8") : "";
  const where = `${machine}; ${new Date().toISOString().slice(0, 10)}`;
  writeFileSync(
    values.page,
    renewed(before, whole, where, (file) => existsSync(join(root, file))),
  );
}
if (files.length === 0) failures.push("there is no benchmark of that name");
for (const failure of failures) console.error(`✘ ${failure}`);
process.exitCode = failures.length ? 1 : 0;
