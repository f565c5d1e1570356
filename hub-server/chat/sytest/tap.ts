/**
 * SyTest's two outputs, read together: results come on stdout as TAP, files and the numbers of tests on stderr. Both are
 * joined by the number, since one name may stand in several files.
 */
export type Outcome = "pass" | "fail" | "skip";

export interface Readings {
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** By `<file>\t<name>`. A name that stands for several tests of a file passes when all of them do. */
  readonly outcomes: () => Map<string, Outcome>;
}

interface Result {
  readonly number: string;
  readonly name: string;
  readonly outcome: Outcome;
}

const worst: readonly Outcome[] = ["fail", "skip", "pass"];

export function readTap(): Readings {
  const results: Result[] = [];
  const files = new Map<string, string>();
  let file = "";
  return {
    stdout: (line) => {
      const result = resultOf(line);
      if (result) results.push(result);
    },
    stderr: (line) => {
      const begun = /^(?:.*\s)?(tests\/\S+\.pl):$/.exec(line);
      if (begun) file = begun[1]!;
      const test = /^ {4}Test (\d+) /.exec(line);
      if (test) files.set(test[1]!, file);
    },
    outcomes: () => {
      const found = new Map<string, Outcome>();
      for (const { number, name, outcome } of results) {
        const key = `${files.get(number) ?? ""}\t${name}`;
        const before = found.get(key) ?? "pass";
        found.set(
          key,
          worst.find((one) => one === before || one === outcome)!,
        );
      }
      return found;
    },
  };
}

/** Steps of a test stand indented below it and are no results. */
function resultOf(line: string): Result | undefined {
  const parts = /^(not ok|ok) (\d+) (.*?)( # (?:skip|TODO).*)?$/i.exec(line);
  if (!parts) return undefined;
  const [, result, number = "", title = "", directive] = parts;
  const name = title.replace(/ \(\d+ subtests?\)$/, "");
  if (directive !== undefined) return { number, name, outcome: "skip" };
  return { number, name, outcome: result === "ok" ? "pass" : "fail" };
}
