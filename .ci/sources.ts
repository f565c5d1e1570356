// The files of the repository as the fences see them: text, lines and imports.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** One file; `path` is relative to the root and has forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** One import or re-export; `from` is as written, `target` its path from the root when it is relative. */
export interface Import {
  readonly line: number;
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly sentence: string;
}

const readable = /\.(ts|mts|js|mjs|sql|css|html|json)$/;

/** Every file that git knows or would add, so that a new file is checked before its first commit. */
export function listSources(root: string): Source[] {
  // A checkout may belong to another user than the one who runs the check (root in a container).
  const flags = ["-c", "safe.directory=*", "-c", "core.quotePath=false"];
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const paths = execFileSync("git", [...flags, ...list], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  return paths
    .split("\0")
    .filter((path) => path !== "" && existsSync(`${root}/${path}`))
    .map((path) => ({ path, text: readable.test(path) ? readFileSync(`${root}/${path}`, "utf8") : "" }));
}

const importing =
  /^\s*(?:import|export)\s+(type\s)?[^"'`;]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** The imports of a file, static, for their side effect, and dynamic. */
export function importsOf(source: Source): Import[] {
  return [...source.text.matchAll(importing)].map((match) => {
    const from = match[2] ?? match[3] ?? match[4] ?? "";
    return {
      line: lineAt(source.text, match.index + match[0].length),
      from,
      target: from.startsWith(".") ? posix.join(posix.dirname(source.path), from) : "",
      typeOnly: match[1] !== undefined,
    };
  });
}

/** Numbered lines with what stands in comments blanked out. Comment marks inside strings are rare enough to live with. */
export function codeLines(source: Source): string[] {
  const blank = (comment: string) => comment.replaceAll(/[^\n]/g, " ");
  return source.text
    .replaceAll(/(?<=^|\s|[;{}(),])\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/(?<=^|[\s;{}(),])\/\/[^\n]*/g, blank)
    .split("\n");
}

/** Number, from 1, of the line in which the character at `index` stands. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
