// Counts what AVA reports. Its --tap output would be the obvious source, but that reporter of AVA 8 dies itself
// (dumpError assigns to an error that is not there) when a test times out or a worker calls process.exit(), and
// takes the rest of the run with it. The default reporter survives both, names pending tests and shows differences;
// it marks each outcome at the start of a line, and what tests print goes to the other stream.
import { stripVTControlCharacters } from "node:util";
import { saysWhy } from "./fences.ts";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What was wrong besides failing tests, in sentences. */
  readonly complaints: readonly string[];
}

/** The marks of the reporter, in both of its character sets; the first group is the title where it is needed. */
const marks = {
  passed: /^ {2}[✔√] /,
  // A failed test or hook, a crashed or empty test file, tests that remained, a timeout.
  failed: /^ {2}(?:[✘✖×] |Uncaught exception in |Unhandled rejection in |◌ )/,
  skipped: /^ {2}- \[skip\] (.*)/,
  todo: /^ {2}- \[todo\] /,
  // Everything after this rule repeats: details of failures, then the summary.
  rule: /^ {2}[─-]$/,
  summary: /^ {2}(\d+) (?:tests? passed|known failures?)/,
};

export class AvaTally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #claimed: number | undefined;
  #atSummary = false;
  readonly #complaints: string[] = [];

  /** Takes one line of AVA's standard output. */
  line(coloured: string): void {
    const text = stripVTControlCharacters(coloured);
    if (marks.rule.test(text)) this.#atSummary = true;
    if (this.#atSummary) {
      const count = marks.summary.exec(text)?.[1];
      if (count) this.#claimed = (this.#claimed ?? 0) + Number(count);
      return;
    }
    const skipped = marks.skipped.exec(text);
    if (marks.passed.test(text)) this.#passed++;
    else if (marks.failed.test(text)) this.#failed++;
    else if (skipped) this.#skip(skipped[1] ?? "");
    else if (marks.todo.test(text)) this.#skipped++;
  }

  /** Closes the count, given how AVA ended: its exit code, or null when a signal ended it. */
  end(exitCode: number | null): Tally {
    if (!this.#atSummary) this.#complain("AVA ended before its summary.");
    if (this.#passed + this.#failed === 0) this.#complain("Not one test was executed.");
    if (exitCode !== 0 && this.#failed === 0)
      this.#complain(`AVA ended with exit code ${exitCode} although no test failed.`);
    if (this.#failed === 0 && this.#claimed !== this.#passed)
      this.#complain(`AVA says that ${this.#claimed ?? 0} tests passed; ${this.#passed} were counted.`);
    return {
      passed: this.#passed,
      failed: this.#failed,
      skipped: this.#skipped,
      complaints: this.#complaints,
    };
  }

  #skip(title: string): void {
    this.#skipped++;
    if (!saysWhy(title))
      this.#complain(`The title of a skipped test says why it is skipped; "${title}" does not.`);
  }

  #complain(sentence: string): void {
    this.#failed++;
    this.#complaints.push(sentence);
  }
}
