/** Tables in our documents that a command makes: `npm run docs` writes them, and a test holds them to the truth. */
import { readFile, writeFile } from "node:fs/promises";
import type { ExecutionContext } from "ava";

/** Compares a document with what it should say now; writes it instead when UPDATE_DOCS is set. */
export async function holds(t: ExecutionContext, file: URL, text: string): Promise<void> {
  if (process.env["UPDATE_DOCS"]) await writeFile(file, text);
  t.is(await readFile(file, "utf8"), text, "the document is out of date: run `npm run docs`");
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
