/** A hole in a line: what is missing goes there. The sign is one that nobody types. */
export const hole = "\ufffc";

/** The line with an answer in its hole; quotation marks keep an answer of several words together where they are needed. */
export function fill(template: string, answer: string): string {
  return template.replace(hole, () => answer.trim());
}

/** A line with a hole at a place, with a space on either side that has none. */
export function holeAt(typed: string, at: number, before = "", after = ""): string {
  const [head, tail] = [typed.slice(0, at).trimEnd(), typed.slice(at).trimStart()];
  const body = [head, before + hole + after, tail].filter(Boolean).join(" ");
  return body;
}
