/**
 * `npm run sytest -- <path of a SyTest checkout> [test files]`: starts a hub, lets SyTest judge it, and compares with
 * passing.txt. Ends with 1 when a test that passed before fails now. SyTest needs Perl and the modules of its cpanfile;
 * it is not part of this repository.
 *
 * --oracle  every answer is held against the specification's own schemas as well
 * --update  writes passing.txt anew
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { startHub } from "./hub.ts";
import { outcomeOf, type Outcome } from "./tap.ts";

const list = join(import.meta.dirname, "passing.txt");

/** Names by what they need, as `kind<tab>file<tab>name`; without the file only the names that pass are counted. */
const kindsFile = resolve(import.meta.dirname, "../../../../shared/data/matrix/sytest_client_only.tsv");

/** Names that need one server only, and how many of them others pass, by their own lists (Dendrite 08cac1c, Synapse a58ad44). */
const clientOnly = 556;
const others = { Dendrite: 480, Synapse: 545 };

/** Operations of the Client-Server API. */
const operations = 166;

const say = (line: string) => void process.stdout.write(`${line}\n`);

const words = process.argv.slice(2);
const flags = new Set(words.filter((word) => word.startsWith("--")));
const [given = process.env["SYTEST"], ...files] = words.filter((word) => !word.startsWith("--"));
if (!given || !existsSync(join(given, "run-tests.pl"))) {
  say("Say where SyTest is: npm run sytest -- /path/to/sytest (or SYTEST=/path/to/sytest).");
  process.exit(2);
}
// SyTest's own servers, e.g. its push gateway, have certificates of its own making.
process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";

const checkout = resolve(given);
const hub = await startHub();
const outcomes = await judge();
await hub.stop();

const passing = [...outcomes].filter(([, outcome]) => outcome === "pass").map(([name]) => name);
const before = existsSync(list) ? readFileSync(list, "utf8").split("\n").filter(Boolean) : [];
const fresh = passing.filter((name) => !before.includes(name)).toSorted(byCode);
const broken = before.filter((name) => outcomes.has(name) && outcomes.get(name) !== "pass");
if (!files.length) broken.push(...before.filter((name) => !outcomes.has(name)));
tell("newly passing", fresh);
tell("newly failing", broken);
report();
if (flags.has("--update") && !files.length) writeFileSync(list, `${passing.toSorted(byCode).join("\n")}\n`);
process.exit(broken.length ? 1 : 0);

function byCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

async function judge(): Promise<Map<string, Outcome>> {
  const folder = mkdtempSync(join(tmpdir(), "hub-sytest-work-"));
  const url = `http://localhost:${hub.port}`;
  const server = ["--server-name", `localhost:${hub.port}`];
  const work = ["--work-directory", folder];
  const run = spawn(
    "perl",
    ["run-tests.pl", "-I", "Manual", "-L", url, ...server, ...work, "-O", "tap", ...files],
    {
      cwd: checkout,
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const found = new Map<string, Outcome>();
  for await (const line of createInterface({ input: run.stdout })) {
    const result = outcomeOf(line);
    if (!result) continue;
    // A name that stands for several tests passes when all of them do.
    if (found.get(result.name) !== "fail") found.set(result.name, result.outcome);
  }
  rmSync(folder, { recursive: true, force: true });
  return found;
}

/** Passing names that need neither a second server nor an application service. */
function passingAlone(): number {
  const rows = readFileSync(kindsFile, "utf8")
    .split("\n")
    .map((line) => line.split("\t"));
  return rows.filter(([kind, , name = ""]) => kind === "client" && passing.includes(name)).length;
}

function tell(what: string, names: readonly string[]): void {
  if (!names.length) return;
  say(`${names.length} ${what}:`);
  for (const name of names) say(`  ${name}`);
}

function report(): void {
  const count = (wanted: Outcome) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  say(`${count("pass")} pass, ${count("fail")} fail, ${count("skip")} skipped (they need a second server).`);
  const numbers = Object.entries(others).map(([name, passes]) => `${name} ${passes}`);
  const ours = existsSync(kindsFile) ? `this server ${passingAlone()}` : "this server: not counted apart";
  say(`Of the ${clientOnly} names that need one server only: ${[ours, ...numbers].join(", ")}.`);
  if (!flags.has("--oracle")) return;
  const seen = new Set([...(hub.oracle?.seen ?? [])].map((answer) => answer.split(" ")[0]));
  say(`${seen.size} of ${operations} operations were judged by the specification's schemas.`);
  tell("answers that do not fit", [...new Set(hub.oracle?.complaints.map((line) => line.slice(0, 400)))]);
}
