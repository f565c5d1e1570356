/**
 * `npm run sytest -- <path of a SyTest checkout> [test files]`: lets SyTest judge a hub, and compares with passing.txt.
 * Ends with 1 when a test that passed before fails now. SyTest needs Perl and the modules of its cpanfile; it is not
 * part of this repository.
 *
 * --oracle  every answer is held against the specification's own schemas as well
 * --update  writes passing.txt anew
 * --show    prints what SyTest says
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { countByKind } from "./counts.ts";
import { judge } from "./judge.ts";
import type { Outcome } from "./tap.ts";

const list = join(import.meta.dirname, "passing.txt");

/** Operations of the Client-Server API. */
const operations = 166;

/** SyTest keeps plain texts in its backups where clients keep objects; they come back word for word. */
const echoed = /^getRoomKey/;

const say = (line: string) => void process.stdout.write(`${line}\n`);

const words = process.argv.slice(2);
const flags = new Set(words.filter((word) => word.startsWith("--")));
const [given = process.env["SYTEST"], ...files] = words.filter((word) => !word.startsWith("--"));
if (!given || !existsSync(join(given, "run-tests.pl"))) {
  say("Say where SyTest is: npm run sytest -- /path/to/sytest (or SYTEST=/path/to/sytest).");
  process.exit(2);
}

const { outcomes, hub } = await judge(resolve(given), files, flags.has("--show"));
const passing = new Set([...outcomes].filter(([, outcome]) => outcome === "pass").map(([name]) => name));
const before = existsSync(list) ? readFileSync(list, "utf8").split("\n").filter(Boolean) : [];
const fresh = [...passing].filter((name) => !before.includes(name)).toSorted(byCode);
const broken = before.filter((name) =>
  outcomes.has(name) ? !passing.has(name) : !files.length || files.includes(name.split("\t")[0]!),
);
tell("newly passing", fresh);
tell("newly failing", broken);
report();
if (flags.has("--update") && !files.length)
  writeFileSync(list, `${[...passing].toSorted(byCode).join("\n")}\n`);
process.exit(broken.length ? 1 : 0);

function byCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function tell(what: string, names: readonly string[]): void {
  if (!names.length) return;
  say(`${names.length} ${what}:`);
  for (const name of names) say(`  ${name}`);
}

function report(): void {
  const count = (wanted: Outcome) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  say(`${count("pass")} pass, ${count("fail")} fail, ${count("skip")} skipped (they need a second server).`);
  if (!files.length) countByKind(passing).forEach(say);
  if (!flags.has("--oracle")) return;
  const seen = new Set([...(hub?.oracle?.seen ?? [])].map((answer) => answer.split(" ")[0]));
  say(`${seen.size} of ${operations} operations were judged by the specification's schemas.`);
  const complaints = (hub?.oracle?.complaints ?? []).filter((line) => !echoed.test(line));
  tell("answers that do not fit", [...new Set(complaints.map((line) => line.slice(0, 400)))]);
}
