/** The whole product with the demo company: how long a warm start takes, and what all its processes weigh when idle. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "./client.ts";
import { ask, redeemLink } from "./contract/index.ts";
import { sumOf, weigh, weighTogether } from "./testing/bench/memory.ts";
import { removeData, startHub, type HubProcess } from "./testing/process.ts";
import { treeOf } from "./testing/process-tree.ts";

const starts = 3;
const settle = 10_000; // ms until it counts as idle
const env = { HUB_ANALYTICS: "", HUB_BOTS: "", HUB_LOG: "error" };

const data = mkdtempSync(join(tmpdir(), "hub-bench-"));
const teardowns: (() => unknown)[] = [];
const t = { teardown: (work: () => unknown) => void teardowns.unshift(work) };
try {
  await measure();
} finally {
  for (const work of teardowns) await work();
  await removeData(data);
}

async function measure(): Promise<void> {
  const first = await startHub(t, data, { env, args: ["--demo"] });
  const { access_token: token } = await connect(first.url)(redeemLink, { link: first.link! });
  await allParts(first, token, performance.now());
  report("memory 10 s after the first start, with the demo loaded", await memory(first));
  await first.kill("SIGTERM");
  const ready: number[] = [];
  const whole: number[] = [];
  for (let start = 1; start <= starts; start++) {
    const from = performance.now();
    const hub = await startHub(t, data, { env });
    ready.push(performance.now() - from);
    whole.push(await allParts(hub, token, from));
    if (start === starts) report("idle memory of all processes", await memory(hub));
    await hub.kill("SIGTERM");
  }
  say("warm start until the hub is ready", middle(ready), "ms", { target: 3000, runs: rounded(ready) });
  say("warm start until hub, bots and analytics answer", middle(whole), "ms", {
    target: 3000,
    runs: rounded(whole),
  });
}

/** Waits until the bots have found the hub and the copy answers. @returns ms since `from` */
async function allParts({ pid, url }: HubProcess, token: string, from: number): Promise<number> {
  const bots = () => fetch(`${botsUrl(pid)}/healthz`).then((answer) => answer.ok);
  const analytics = () => connect(url, token)(ask, { question: "interactions by month" }).then(() => true);
  for (const part of [bots, analytics]) while (!(await part().catch(() => false))) await pause(10);
  return performance.now() - from;
}

/** From the settings that the hub gave them. */
function botsUrl(hub: number): string {
  const bots = treeOf(hub).find(({ command }) => command.includes("bots/main.ts"));
  const settings = readFileSync(`/proc/${bots?.pid}/environ`, "utf8").split("\0");
  return `http://127.0.0.1:${settings.find((line) => line.startsWith("BOTS_PORT="))?.slice("BOTS_PORT=".length)}`;
}

async function memory({ pid }: HubProcess) {
  await pause(settle);
  const tree = treeOf(pid);
  return { alone: weighTogether(tree), each: weigh(tree) };
}

function report(name: string, { alone, each }: Awaited<ReturnType<typeof memory>>): void {
  const parts = each.map(({ command, pss, rss }) => `${command} ${Math.round(pss)}/${Math.round(rss)}`);
  const sums = { pss: sumOf(each, "pss"), rss: sumOf(each, "rss") };
  say(name, alone, "MB", { target: 500, ...sums, "pss/rss of each": parts.join(", ") });
}

function say(name: string, value: number, unit: string, more: object): void {
  console.log(JSON.stringify({ name, value, unit, ...more }));
}

function middle(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!);
}

function rounded(values: readonly number[]): string {
  return values.map((value) => Math.round(value)).join(" ");
}
