/** Lines of SyTest's TAP output. Progress may stand before the result on the same line. */
export type Outcome = "pass" | "fail" | "skip";

export function outcomeOf(line: string): { name: string; outcome: Outcome } | undefined {
  const parts = /^(?:.*\.\.\. )?(not ok|ok) \d+ (.*?)( # (?:skip|TODO).*)?$/i.exec(line);
  if (!parts) return undefined;
  const [, result, title = "", directive] = parts;
  const name = title.replace(/ \(\d+ subtests?\)$/, "");
  // Below a test stand its steps, indented.
  if (/^\s/.test(line) && !line.includes("... ")) return undefined;
  if (directive !== undefined) return { name, outcome: "skip" };
  return { name, outcome: result === "ok" ? "pass" : "fail" };
}
