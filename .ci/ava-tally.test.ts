import test from "ava";
import { AvaTally } from "./ava-tally.ts";

function tally(text: string, exitCode: number | null = 0) {
  const counts = new AvaTally();
  for (const line of text.split("\n")) counts.line(line);
  return counts.end(exitCode);
}

const good = "\n  ✔ a › one (12ms)\n    ℹ ✔ logged\n  ✔ [expected fail] a › two\n";

test("passed, expected to fail, skipped and planned tests are counted", (t) => {
  const skips = "  - [skip] a › three (without ../shared)\n  - [todo] a › four\n";
  const end = "  ─\n\n  1 test passed\n  1 known failure\n  1 test skipped\n  1 test todo";
  t.deepEqual(tally(good + skips + end), { passed: 2, failed: 0, skipped: 2, complaints: [] });
});

test("colours do not matter", (t) => {
  t.is(
    tally("  \u001B[32m✔\u001B[39m a\n  \u001B[90m─\u001B[39m\n  \u001B[32m1 test passed\u001B[39m").passed,
    1,
  );
});

test("failed tests, crashed workers, empty files, stray errors and pending tests fail", (t) => {
  const lines = [
    "✘ [fail]: a › b",
    "✘ c.test.ts exited due to SIGKILL",
    "✘ No tests found in d.test.ts",
    "Uncaught exception in e.test.ts",
    "Unhandled rejection in f.test.ts",
    "✘ Timed out while running tests",
    "◌ g › h",
  ];
  const { failed, complaints } = tally(
    `${lines.map((line) => `  ${line}`).join("\n")}\n  ─\n  1 test failed`,
    1,
  );
  t.is(failed, lines.length);
  t.deepEqual(complaints, []);
});

test("details after the rule are not counted again", (t) => {
  t.is(tally("  ✘ [fail]: a\n  ─\n\n  a\n\n  ✘ shown in a string\n  ─\n\n  1 test failed", 1).failed, 1);
});

test("nothing executed fails", (t) => {
  t.deepEqual(tally("  ─\n", 0).complaints, ["Not one test was executed."]);
  t.is(tally("", 1).complaints[0], "AVA ended before its summary.");
});

test("an exit code that nothing explains fails, and so does a signal", (t) => {
  for (const code of [1, null])
    t.is(tally("  ✔ a\n  ─\n  1 test passed", code).complaints[0]?.includes(`exit code ${code}`), true);
});

test("a count that differs from AVA's own fails", (t) => {
  t.is(tally("  ✔ a\n  ─\n  2 tests passed").failed, 1);
});

test("a skipped test without a reason fails", (t) => {
  t.is(tally("  ✔ a\n  - [skip] b\n  ─\n  1 test passed").failed, 1);
});
