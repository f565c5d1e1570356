/** What visitors download, in gzipped kilobytes, and the most that we allow it to be. */
import type { Metafile } from "esbuild";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

export interface Size {
  readonly what: string;
  /** Gzipped, in KB of 1000 bytes. */
  readonly kb: number;
  /** The most that is allowed, in the same unit; none for parts that load later. */
  readonly budget?: number;
}

const gz = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length / 1000;

/** Files that an entry needs before it runs: itself and what it imports statically. */
function statics(outputs: Metafile["outputs"], entry: string, seen = new Set<string>()): Set<string> {
  seen.add(entry);
  for (const { path, kind } of outputs[entry]?.imports ?? [])
    if (kind === "import-statement" && !seen.has(path)) statics(outputs, path, seen);
  return seen;
}

/** Size of an entry with all that loads before it runs. Paths of the metafile are relative to the working directory. */
export function sizeOf(what: string, { outputs }: Metafile, entry: string, budget: number): Size {
  const kb = [...statics(outputs, entry)].reduce((sum, file) => sum + gz(file), 0);
  return { what, kb, budget };
}

/** Size of the chunks that load only when needed. */
export function lazySize(what: string, { outputs }: Metafile, entry: string): Size {
  const first = statics(outputs, entry);
  const later = Object.keys(outputs).filter((file) => file.endsWith(".js") && !first.has(file));
  return { what, kb: later.reduce((sum, file) => sum + gz(file), 0) };
}

export const overBudget = ({ kb, budget }: Size): boolean => budget !== undefined && kb > budget;

/** One line per size, e.g. `hub.js  41.2 KB gz of 60 allowed`. */
export function sizeLine(size: Size): string {
  const limit = size.budget === undefined ? "" : ` of ${size.budget} allowed`;
  return `${size.what.padEnd(28)}${size.kb.toFixed(1).padStart(7)} KB gz${limit}${overBudget(size) ? "  TOO LARGE" : ""}`;
}
