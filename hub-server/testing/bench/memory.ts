/** What processes weigh, from /proc (Linux). */
import { readFileSync } from "node:fs";
import type { ProcessInfo } from "../process-tree.ts";

export interface Weight {
  readonly command: string;
  /** MB; pages that several processes of the machine share are divided among them. */
  readonly pss: number;
  /** MB; shared pages count in full. */
  readonly rss: number;
}

/** @param tree those that still run */
export function weigh(tree: readonly ProcessInfo[]): Weight[] {
  return tree.map(({ pid, command }) => {
    const text = textOf(pid, "smaps_rollup");
    const megabytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024;
    return { command: nameOf(command), pss: megabytes("Pss"), rss: megabytes("Rss") };
  });
}

/** Empty for a process that ended meanwhile, as workers of PostgreSQL do. */
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** `postgres: checkpointer`, `bots/main.ts`. */
function nameOf(command: string): string {
  if (command.startsWith("postgres:")) return command.replace(/ \[.*$/, "");
  if (command.includes("/bin/postgres")) return "postgres";
  return /([\w-]+\/main\.ts)/.exec(command)?.[1] ?? command.slice(0, 40);
}

export const sumOf = (weights: readonly Weight[], what: "pss" | "rss") =>
  Math.round(weights.reduce((sum, one) => sum + one[what], 0));

/**
 * MB of all of them together, each page once, as if no other process of the machine shared any: what they would add to a machine
 * that runs nothing else. PSS is less where other Node processes run.
 */
export function weighTogether(tree: readonly ProcessInfo[]): number {
  const shared = new Map<string, number>();
  let own = 0;
  for (const { pid } of tree)
    for (const mapping of mappingsOf(pid)) {
      own += mapping.own;
      shared.set(mapping.name, Math.max(shared.get(mapping.name) ?? 0, mapping.shared));
    }
  return Math.round((own + [...shared.values()].reduce((sum, one) => sum + one, 0)) / 1024);
}

interface Mapping {
  /** The same for the same pages in every process. */
  readonly name: string;
  /** kB */
  readonly own: number;
  readonly shared: number;
}

/** @see https://docs.kernel.org/filesystems/proc.html */
function mappingsOf(pid: number): Mapping[] {
  const blocks = textOf(pid, "smaps").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return blocks.filter(Boolean).map((block) => {
    const [, address, offset, path] = /^(\S+) \S+ (\S+) \S+ \d+ *(.*)$/m.exec(block)!;
    const sum = (kind: string) =>
      [...block.matchAll(new RegExp(`^${kind}_(?:Clean|Dirty):\\s+(\\d+)`, "gm"))].reduce(
        (all, one) => all + Number(one[1]),
        0,
      );
    const name = path!.startsWith("/") ? `${path} ${offset}` : `${address}`; // what was forked stands at the same address
    return { name, own: sum("Private"), shared: sum("Shared") };
  });
}
