// What `npm test` runs: format, lint, fences, types, widgets, tests. A failing step does not stop the
// next one, so that one run shows every problem. The last line reads `N passed, N failed[, N skipped]`; each step
// counts as one, and so does each test.
// `npm test -- hub-server/api/*.test.ts` runs only those tests. `npm run test:coverage` measures what they cover, too: that takes
// half as long again, and forbids the cache of compiled code that every test process otherwise shares.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AvaTally } from "./ava-tally.ts";
import type { Tally } from "./ava-tally.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const covers = process.argv[2] === "--coverage";
const patterns = process.argv.slice(covers ? 3 : 2);
const compiled = join(root, "node_modules/.cache/singularity-compiled");
const covered = mkdtempSync(join(tmpdir(), "singularity-coverage-"));

interface Step {
  readonly name: string;
  readonly run: () => Promise<Tally>;
}

const steps: Step[] = [
  { name: "format", run: () => tool("oxfmt", "--check") },
  { name: "lint", run: () => tool("oxlint", "--type-aware") },
  { name: "fences", run: () => script(".ci/fences.ts") },
  { name: "types", run: () => tool("typescript", "--noEmit") },
  ...(existsSync(join(root, "widgets/build.ts"))
    ? [{ name: "widgets", run: () => script("widgets/build.ts") }]
    : []),
  { name: "tests", run: tests },
  ...(covers ? [{ name: "coverage", run: coverage }] : []),
];

/** The JavaScript that a package runs as its command: started with this Node, whatever PATH and platform say. */
function commandOf(name: string): string {
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === "string" ? bin : (Object.values(bin)[0] ?? ""));
}

/** Runs Node in the root, our tools first in PATH; `read` takes its standard output, which otherwise goes to ours. */
async function node(args: string[], env: NodeJS.ProcessEnv = {}, read?: (line: string) => void) {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, PATH: path, ...env },
    stdio: ["ignore", read ? "pipe" : "inherit", "inherit"],
  });
  const output = child.stdout;
  const ended = read && output ? lines(output, read) : undefined;
  const [exitCode] = (await once(child, "exit")) as [number | null];
  // A process that the child left behind may hold its output open for ever; what the child wrote is read by then.
  await Promise.race([ended, setTimeout(2000, undefined, { ref: false })]);
  output?.destroy();
  return exitCode;
}

async function lines(output: Readable, read: (line: string) => void): Promise<void> {
  await once(createInterface({ input: output }).on("line", read), "close");
}

async function script(...args: string[]): Promise<Tally> {
  const passed = (await node(args)) === 0;
  return { passed: Number(passed), failed: Number(!passed), skipped: 0, complaints: [] };
}

const tool = async (name: string, ...args: string[]) => script(commandOf(name), ...args);

async function tests(): Promise<Tally> {
  const tally = new AvaTally();
  const speed = covers ? { NODE_V8_COVERAGE: covered } : { NODE_COMPILE_CACHE: compiled };
  const env = { ...speed, FORCE_COLOR: "0", NO_COLOR: undefined };
  const exitCode = await node([commandOf("ava"), ...patterns], env, (line) => {
    tally.line(line);
    console.log(line);
  });
  return tally.end(exitCode);
}

/** Modest on purpose: it catches a forgotten suite, not a forgotten line. What runs in a browser is not measured. */
const thresholds = ["--check-coverage", "--lines", "70", "--branches", "60"];

function coverage(): Promise<Tally> {
  const files = ["--include", "{analytics,bots,hub-server,widgets}/**/*.ts"];
  const others = ["**/*.test.ts", "**/*.bench.ts", "**/testing/**"].flatMap((glob) => ["--exclude", glob]);
  const report = ["report", "--temp-directory", covered, "--merge-async", "--reporter", "text-summary"];
  return tool("c8", ...report, ...files, ...others, ...thresholds);
}

async function run({ name, run: work }: Step): Promise<Tally> {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const tally = await work().catch((error: unknown) => ({
    passed: 0,
    failed: 1,
    skipped: 0,
    complaints: [`The step could not run: ${String(error)}`],
  }));
  for (const complaint of tally.complaints) console.log(`✘ ${complaint}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`── ${name}: ${tally.failed ? `${tally.failed} failed` : "good"}, ${seconds} s`);
  return tally;
}

const tallies: Tally[] = [];
try {
  for (const step of steps) tallies.push(await run(step));
} finally {
  rmSync(covered, { recursive: true, force: true });
}

const sum = (key: "passed" | "failed" | "skipped") => tallies.reduce((total, tally) => total + tally[key], 0);
const bad = steps.filter((_, index) => tallies[index]?.failed).map(({ name }) => name);
if (bad.length) console.log(`\nFailed: ${bad.join(", ")}.`);
console.log(
  `\n${sum("passed")} passed, ${sum("failed")} failed${sum("skipped") ? `, ${sum("skipped")} skipped` : ""}`,
);
process.exitCode = sum("failed") ? 1 : 0;
