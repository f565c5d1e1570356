/** Processes below a process, from /proc (Linux). */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Tells about a process; undefined when it is gone or a zombie. */
function look(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return state === "Z" ? undefined : { pid, parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

/** A process and everything below it; empty where there is no /proc. */
export function treeOf(root: number): ProcessInfo[] {
  if (process.platform !== "linux") return [];
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (look(Number(name)) ?? []) : []));
  const below = Map.groupBy(all, ({ parent }) => parent);
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...(below.get(one.pid) ?? [])); // grows while it is walked
  return tree;
}

export const isAlive = (pid: number): boolean => look(pid) !== undefined;

/** Waits until none of them runs. @returns those that still do after `milliseconds` */
export async function untilGone(tree: readonly ProcessInfo[], milliseconds: number): Promise<ProcessInfo[]> {
  for (const deadline = Date.now() + milliseconds; ; await pause(25)) {
    const left = tree.filter(({ pid, command }) => look(pid)?.command === command);
    if (left.length === 0 || Date.now() > deadline) return left;
  }
}
