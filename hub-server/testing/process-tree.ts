/** Processes below a process, from /proc (Linux). */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

export interface ProcessInfo {
  readonly pid: number;
  readonly command: string;
}

/** Tells about a process; undefined when it is gone or a zombie. */
function look(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const state = stat.at(stat.lastIndexOf(")") + 2);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return state === "Z" ? undefined : { pid, command };
  } catch {
    return undefined;
  }
}

/** Ids of the processes that the threads of one started; their zombies too. Reading all of /proc instead takes milliseconds. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return []; // it ended while we looked
  }
}

/** A process and everything below it; empty where there is no /proc. */
export function treeOf(root: number): ProcessInfo[] {
  const first = look(root);
  const tree = first ? [first] : [];
  for (const { pid } of tree) tree.push(...childrenOf(pid).flatMap((child) => look(child) ?? [])); // grows while it is walked
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
