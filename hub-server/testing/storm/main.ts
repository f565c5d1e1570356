/** The long storm: `npm run test:crash -- [kills] [seed]`. Prints what it found; exit code 1 when something does not hold. */
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeData } from "../process.ts";
import { storm } from "./storm.ts";

const kills = Number(process.argv[2] ?? 30);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const data = realpathSync(mkdtempSync(join(tmpdir(), "hub-storm-")));
const teardowns: (() => unknown)[] = [];
const many = { kills, messages: 400 * kills, interactions: 30 * kills };
console.log(`${kills} kills, ${many.messages} messages, ${many.interactions} interactions, seed ${seed}`);
try {
  const report = await storm({ data, seed, ...many, teardown: (work) => teardowns.unshift(work) });
  const slowest = Math.max(...report.restarts);
  console.log(`${report.retries} retries; ready again after at most ${slowest} ms`);
  for (const complaint of report.complaints) console.error(`✘ ${complaint}`);
  console.log(report.complaints.length ? `seed ${seed} failed` : "Everything acknowledged is there, once.");
  process.exitCode = report.complaints.length ? 1 : 0;
} finally {
  for (const work of teardowns) await work();
  await removeData(data);
}
