import test from "ava";
import { saysWhy, violations } from "./fences.ts";
import { codeLines, importsOf, listSources } from "./sources.ts";

const found = (path: string, text: string) =>
  violations([{ path, text }]).map(({ line, sentence }) => `${line}: ${sentence}`);

test("a CRM word in chat is found in code, comments, camelCase, snake_case and capitals", (t) => {
  const text = "// the customer\nconst partyId = 1;\nget_invoice();\nCRMRoom;\n";
  const sentences = found("hub-server/chat/send.ts", text);
  t.deepEqual(
    sentences.map((sentence) => sentence.slice(0, sentence.indexOf(": c"))),
    ['1: "customer"', '2: "party"', '3: "invoice"', '4: "crm"'],
  );
  t.is(found("hub-server/identity/x.ts", "const employees = [];").length, 1);
  t.is(found("hub-server/identity/salary.ts", "").length, 1, "the name of the file counts");
});

test("words that only resemble CRM words pass, and so do a README and Matrix's third party", (t) => {
  t.deepEqual(
    found("hub-server/chat/a.ts", "production, ideal, thirdparty, third_party_invite, apartyx"),
    [],
  );
  t.deepEqual(found("hub-server/chat/README.md", "no customer here"), []);
  t.deepEqual(found("hub-server/crm/party/add.ts", "const party = 1;"), []);
});

test("a surface names no noun; its tests, its demo and the commands may", (t) => {
  for (const path of ["bots/matrix/a.ts", "bots/slack/a.ts", "widgets/app/a.ts", "widgets/elements/a/a.ts"])
    t.is(found(path, "show(product)").length, 1, path);
  for (const path of ["bots/matrix/a.test.ts", "widgets/app/demo.html", "bots/commands/log.ts"])
    t.deepEqual(found(path, "show(product)"), [], path);
});

test("the contract imports typebox, its own files and types of node only", (t) => {
  const good =
    'import Type from "typebox";\nimport { call } from "./call.ts";\nimport type { Readable } from "node:stream";\n';
  t.deepEqual(found("hub-server/contract/party.ts", good), []);
  const bad = [
    'import fs from "node:fs";',
    'import {\n  a,\n} from "../errors.ts";',
    'import pg from "pg";',
    "fetch(x);",
  ];
  for (const text of bad) t.is(found("hub-server/contract/party.ts", text).length, 1, text);
});

test("imports run one way", (t) => {
  const bad: [string, string][] = [
    ["analytics/a.ts", 'import "@singularity/hub-server/contract";'],
    ["analytics/a.test.ts", 'import { b } from "../hub-server/clock.ts";'],
    ["hub-server/a.ts", 'const b = await import("../bots/main.ts");'],
    ["hub-server/a.ts", 'export { b } from "@singularity/widgets";'],
    ["bots/a.ts", 'import { b } from "@singularity/hub-server/testing";'],
    ["widgets/a.ts", 'import { b } from "../hub-server/client.ts";'],
  ];
  for (const [path, text] of bad) t.is(found(path, text).length, 1, text);
  const good: [string, string][] = [
    ["hub-server/a.ts", 'import { ask } from "@singularity/analytics";'],
    ["bots/a/b.ts", 'import { b } from "@singularity/hub-server/client";\nimport { c } from "../c.ts";'],
    ["widgets/a.test.ts", 'import { b } from "@singularity/hub-server/testing";'],
  ];
  for (const [path, text] of good) t.deepEqual(found(path, text), [], text);
});

test("only main.ts and its like end the process or print", (t) => {
  t.is(found("hub-server/api/a.ts", "process.exit(1);\nconsole.log(2);\n// console.log\n").length, 2);
  for (const path of ["hub-server/main.ts", "widgets/build.ts", "bots/a.bench.ts", "hub-server/testing/a.ts"])
    t.deepEqual(found(path, "process.exit(1);"), [], path);
});

test("a file has at most 260 lines of code; comments and blank lines do not count", (t) => {
  const comments = "/*\n a\n*/\n\n// b\n".repeat(200);
  t.deepEqual(found("bots/a.ts", "a();\n".repeat(260) + comments), []);
  t.is(found("bots/a.ts", "a();\n".repeat(261)).length, 1);
});

test("a fifth top-level folder is refused; dot folders are not", (t) => {
  t.deepEqual(found("tools/a.txt", ""), [
    '1: "tools": the top-level folders are analytics, bots, hub-server, widgets',
  ]);
  t.deepEqual(found(".ci/a.txt", ""), []);
});

test("a skipped test says why", (t) => {
  const skip = (title: string) => `${["test", "skip"].join(".")}("${title}", run);`;
  t.is(found("bots/a.test.ts", skip("sends")).length, 1);
  t.deepEqual(found("bots/a.test.ts", skip("sends (needs ../shared)")), []);
  t.true(saysWhy("sends: the recorded payloads are not here"));
  t.false(saysWhy("sends"));
});

test("a test that does nothing is skipped, not passed", (t) => {
  const pass = (said: string) => ["t", `pass(${said});`].join(".");
  for (const text of [`if (!there) return ${pass("")}`, pass('"skipped: run it with ALL=1"')])
    t.is(found("bots/a.test.ts", text).length, 1, text);
  t.deepEqual(found("bots/a.test.ts", pass("")), []);
});

test("imports are found over several lines, with their line", (t) => {
  const text = 'import type {\n  A,\n} from "./a.ts";\nimport "b";\nconst c = "d";\n';
  t.deepEqual(
    importsOf({ path: "x/y.ts", text }).map(({ line, from, target, typeOnly }) => [
      line,
      from,
      target,
      typeOnly,
    ]),
    [
      [3, "./a.ts", "x/a.ts", true],
      [4, "b", "", false],
    ],
  );
});

test("an address in a string is not taken for a comment", (t) => {
  t.deepEqual(codeLines({ path: "a.ts", text: 'get("https://a.example"); // b' }), [
    'get("https://a.example");     ',
  ]);
});

test("the repository's own files are listed", (t) => {
  const paths = listSources(process.cwd()).map(({ path }) => path);
  t.true(paths.includes(".ci/sources.ts"));
  t.false(paths.some((path) => path.startsWith("node_modules/")));
});
