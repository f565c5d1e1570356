/** How imports are told: what a file would do, how far it is, what came of it. */
import { nouns, type listImports, type previewImport, type Output } from "@singularity/hub-server/contract";
import type { Choice, Reply } from "./command.ts";

type Import = Output<typeof listImports>["items"][number];
type Preview = Output<typeof previewImport>;

/** Most lines and choices of an answer. */
export const shown = 5;
const kinds = new Map(nouns.map(({ key, plural }) => [key, plural.toLowerCase()]));
const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;

/** One question at a time; what is left of it can be loaded. */
export function previewed(preview: Preview): Reply {
  const { id, file, rows, noun, columns, questions, would, problems } = preview;
  const [question] = questions;
  if (question)
    return {
      lines: [`${file}: ${counted(rows, "row")}. ${question.question}`],
      choices: question.choices.slice(0, shown).map(({ label, value }) => ({
        label,
        words: `import answer ${id} ${question.key} ${value}`,
      })),
      isPrivate: true,
    };
  const left = columns.filter(({ field }) => field === null).map(({ header }) => header);
  const [refused] = problems;
  return {
    lines: [
      `${file}: ${counted(rows, "row")} of ${kinds.get(noun ?? "") ?? "nothing known"}. ${would.add} would be new, ${would.update} would change a record.`,
      ...(would.repeat ? [`${would.repeat} mean the same as one before them.`] : []),
      ...(refused
        ? [
            `${would.refuse} would be refused, e.g. line ${refused.line}: ${refused.column ? `${refused.column} ` : ""}${refused.reason}`,
          ]
        : []),
      ...(left.length ? [`Left out: ${left.slice(0, shown).join(", ")}`] : []),
      "Columns can be set in the app (Import).",
    ],
    choices:
      would.add + would.update
        ? [{ label: `Load ${counted(would.add + would.update, "row")}`, words: `import run ${id}` }]
        : [],
    isPrivate: true,
  };
}

export function told(one: Import): Reply {
  const choices: Choice[] = [];
  if (one.state === "draft") choices.push({ label: "Load it", words: `import run ${one.id}` });
  if (one.state === "stopped" && one.done < one.rows && !one.kept)
    choices.push({ label: "Let it go on", words: `import run ${one.id}` });
  if (one.state === "done" || one.state === "stopped")
    choices.push({ label: "Take it back", words: `import undo ${one.id}` });
  return { lines: [lineOf(one)], choices, isPrivate: true };
}

const states: Readonly<Record<Import["state"], string>> = {
  draft: "not loaded yet",
  running: "is being loaded",
  done: "is loaded",
  stopped: "stopped",
  undoing: "is being taken back",
  undone: "was taken back",
};

function lineOf({ file, state, rows, done, added, updated, refused, kept, problem }: Import): string {
  const far = state === "running" || (state === "stopped" && done < rows) ? ` (${done} of ${rows})` : "";
  const counts = [
    added ? `${added} new` : "",
    updated ? `${updated} changed` : "",
    refused ? `${refused} refused` : "",
    kept ? `${kept} kept, because they were edited since` : "",
  ].filter(Boolean);
  return [`${file} ${states[state]}${far}`, ...counts, problem ?? ""].filter(Boolean).join(", ");
}

export const running = (one: Import): Reply => ({
  lines: [
    one.state === "running"
      ? `${one.file} is being loaded: ${counted(one.rows, "row")}. I tell you when it is done.`
      : lineOf(one),
  ],
  isPrivate: true,
});

export function listed({ items }: Output<typeof listImports>): Reply {
  if (!items.length)
    return { lines: ["You have loaded no file yet. Drop a CSV file here."], isPrivate: true };
  const [latest] = items;
  return { lines: items.map(lineOf), choices: told(latest!).choices ?? [], isPrivate: true };
}
