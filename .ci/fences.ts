// The invariants of the design that a machine can check, each a function from files to violations.
// Run alone: node .ci/fences.ts
import { fileURLToPath } from "node:url";
import { codeLines, importsOf, lineAt, listSources } from "./sources.ts";
import type { Source, Violation } from "./sources.ts";

export type Fence = (sources: readonly Source[]) => Violation[];

const isTest = (path: string) => /\.test\.ts$|\/testing\//.test(path);
const isTypeScript = ({ path }: Source) => path.endsWith(".ts");
const within = (path: string, ...folders: string[]) =>
  folders.some((folder) => path.startsWith(`${folder}/`));
const workspaces = ["analytics", "bots", "hub-server", "widgets"];

const crmWords = new Set(
  (
    "party parties customer customers prospect prospects product products interaction interactions " +
    "invoice invoices deal deals crm salary salaries feedback employee employees"
  ).split(" "),
);

/** The words of a line, camelCase and snake_case taken apart. "Third party" is a term of the Matrix specification. */
function wordsOf(line: string): string[] {
  const words = line.replaceAll(/third[-_ ]?part(y|ies)/gi, "").match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g);
  return (words ?? []).map((word) => word.toLowerCase());
}

function crmWordsIn(source: Source, sentence: string): Violation[] {
  return [source.path, ...source.text.split("\n")].flatMap((text, index) =>
    [...new Set(wordsOf(text))]
      .filter((word) => crmWords.has(word))
      .map((word) => ({ path: source.path, line: index || 1, sentence: `"${word}": ${sentence}` })),
  );
}

/** Chat and identity, comments included, know nothing of the CRM. */
const chatKnowsNoCrm: Fence = (sources) =>
  sources
    .filter(({ path }) => within(path, "hub-server/chat", "hub-server/identity") && !path.endsWith(".md"))
    .flatMap((source) => crmWordsIn(source, "chat/ and identity/ contain no CRM word"));

/** Surfaces carry any call; only bots/commands names them. */
const surfacesKnowNoCrm: Fence = (sources) =>
  sources
    .filter(({ path }) => within(path, "bots/matrix", "bots/slack", "widgets/app", "widgets/elements"))
    .filter(({ path }) => !isTest(path) && !/\.md$|\.bench\.ts$|\bdemo\b|\/fixtures\//.test(path))
    .flatMap((source) => crmWordsIn(source, "a surface contains no CRM word; commands/ may"));

const contractIsPure: Fence = (sources) =>
  sources
    .filter(
      (source) => isTypeScript(source) && within(source.path, "hub-server/contract") && !isTest(source.path),
    )
    .flatMap((source) => [
      ...importsOf(source)
        .filter(({ from, target, typeOnly }) =>
          target
            ? !within(target, "hub-server/contract")
            : !/^typebox(\/|$)/.test(from) && !(typeOnly && from.startsWith("node:")),
        )
        .map(({ line, from }) => ({
          path: source.path,
          line,
          sentence: `"${from}": contract/ imports only typebox, its own files and types of node:`,
        })),
      ...linesMatching(source, /\b(fetch\(|process\.|globalThis\.)/, "contract/ does no I/O"),
    ]);

/** What a workspace may import of ours besides its own files; tests may have more. */
const open: Readonly<
  Record<string, { readonly always: RegExp; readonly inTests: RegExp; readonly says: string }>
> = {
  analytics: { always: /^$/, inTests: /^$/, says: "analytics imports nothing of ours" },
  "hub-server": {
    always: /^@singularity\/(analytics|hub-server)(\/|$)/,
    inTests: /^$/,
    says: "hub-server imports analytics, never bots or widgets",
  },
  bots: surface("bots"),
  widgets: surface("widgets"),
};

function surface(name: string) {
  return {
    always: /^@singularity\/hub-server\/(contract|client)$/,
    inTests: /^@singularity\/hub-server\/testing$/,
    says: `${name} sees only @singularity/hub-server/contract and /client, its tests also /testing`,
  };
}

const importsRunOneWay: Fence = (sources) =>
  sources.filter(isTypeScript).flatMap((source) => {
    const workspace = source.path.split("/")[0] ?? "";
    const rule = open[workspace];
    if (!rule) return [];
    return importsOf(source)
      .filter(({ from, target }) => {
        if (target) return !within(target, workspace) && within(target, ...workspaces);
        if (!from.startsWith("@singularity/")) return false;
        return !rule.always.test(from) && !(isTest(source.path) && rule.inTests.test(from));
      })
      .map(({ line, from }) => ({ path: source.path, line, sentence: `"${from}": ${rule.says}` }));
  });

const processBelongsToMain: Fence = (sources) =>
  sources
    .filter((source) => isTypeScript(source) && within(source.path, ...workspaces))
    .filter(({ path }) => !/(^|\/)(main|build)\.ts$|\.bench\.ts$|\/testing\//.test(path))
    .flatMap((source) =>
      linesMatching(
        source,
        /\b(process\.exit|console\.log)\b/,
        "belongs to main.ts, build.ts, .ci, benchmarks and testing",
      ),
    );

const longest = 260;

const filesAreShort: Fence = (sources) =>
  sources.filter(isTypeScript).flatMap((source) => {
    const count = codeLines(source).filter((line) => line.trim() !== "").length;
    if (count <= longest) return [];
    return [
      {
        path: source.path,
        line: 1,
        sentence: `a file has at most ${longest} lines of code; here are ${count}`,
      },
    ];
  });

const fourWorkspaces: Fence = (sources) => {
  const folders = new Map(
    sources
      .filter(({ path }) => path.includes("/"))
      .map(({ path }) => [path.slice(0, path.indexOf("/")), path]),
  );
  return [...folders]
    .filter(([folder]) => !folder.startsWith(".") && !workspaces.includes(folder))
    .map(([folder, path]) => ({
      path,
      line: 1,
      sentence: `"${folder}": the top-level folders are ${workspaces.join(", ")}`,
    }));
};

/** Whether the title of a skipped test says why: a word of reason or a colon. */
export function saysWhy(title: string): boolean {
  return /\b(because|without|with no|unless|until|needs|when|where|only|absent|missing)\b|: \S/i.test(title);
}

const skipsSayWhy: Fence = (sources) =>
  sources
    .filter(({ path }) => path.endsWith(".test.ts"))
    .flatMap((source) =>
      [...source.text.matchAll(/\.skip\)?\(\s*(["'`])(.*?)\1/g)]
        .filter((match) => !saysWhy(match[2] ?? ""))
        .map((match) => ({
          path: source.path,
          line: lineAt(source.text, match.index),
          sentence: `the title of a skipped test says why it is skipped; "${match[2]}" does not`,
        })),
    );

/** A test that passes because it did nothing is counted as one that held; a skipped one is counted as skipped. */
const skipsAreSkips: Fence = (sources) =>
  sources
    .filter(({ path }) => path.endsWith(".test.ts"))
    .flatMap((source) =>
      linesMatching(
        source,
        /\breturn (void )?t\.pass\(|\bt\.pass\(.*\bskip/,
        "what cannot be tested here is skipped: test.skip, with a title that says why",
      ),
    );

function linesMatching(source: Source, pattern: RegExp, sentence: string): Violation[] {
  return codeLines(source).flatMap((line, index) => {
    const found = pattern.exec(line);
    return found ? [{ path: source.path, line: index + 1, sentence: `"${found[0]}": ${sentence}` }] : [];
  });
}

export const fences: readonly Fence[] = [
  chatKnowsNoCrm,
  surfacesKnowNoCrm,
  contractIsPure,
  importsRunOneWay,
  processBelongsToMain,
  filesAreShort,
  fourWorkspaces,
  skipsSayWhy,
  skipsAreSkips,
];

/** Every violation in these files. */
export function violations(sources: readonly Source[]): Violation[] {
  return fences.flatMap((fence) => fence(sources));
}

if (import.meta.main) {
  const found = violations(listSources(fileURLToPath(new URL("..", import.meta.url))));
  for (const { path, line, sentence } of found) console.log(`${path}:${line}: ${sentence}`);
  process.exitCode = found.length ? 1 : 0;
}
