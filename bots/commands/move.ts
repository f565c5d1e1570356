/** `move`, `stages`, `board`, `reopen`: records along their pipelines. */
import {
  listLegalStages,
  listStalled,
  moveRecord,
  reopenRecord,
  showBoard,
  trackedNouns,
  type Output,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { isNumber } from "../words/people.ts";
import { about, command, make, written, type Circumstances, type Reply, type Step } from "./command.ts";
import { amount, rows } from "./present.ts";

const shown = 5;

export const move = command({
  verb: "move",
  aliases: ["stage", "advance"],
  group: "Work",
  usage: "move <record> to <stage> [-- why]",
  help: "Move a deal, a case or whatever has stages to another one.",
  examples: [
    {
      words: "move DEA-7 to negotiation -- tracking 123",
      call: "tracker.move",
      input: { ref: "DEA-7", to: "negotiation", reason: "tracking 123" },
    },
    { words: "move acme won", call: "tracker.move", input: { ref: "acme", to: "won" } },
  ],
  calls: [moveRecord],
  read: readMove,
});

function readMove(line: Line, { record }: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const { ref, to: said, at } = target(tokens, record);
  const to = said.replace(/(?<=\p{L})!{1,5}$/u, "");
  if (to === "") throw new WordsUnclear("To which stage?", at, [], holeAt(line.typed, at, "to "));
  const given = { to, ...(text ? { reason: text } : {}) };
  if (ref) return make(moveRecord, { ref, ...given }, written);
  // The room of a customer has no stages; its deals do.
  return about(undefined, trackedNouns, ({ id }): Step => make(moveRecord, { ref: id, ...given }, written));
}

/** Before `to` stands the record, behind it the stage; without `to` the number comes first, or the stage is the last word. */
function target(tokens: readonly Token[], record: string | undefined) {
  const end = tokens.at(-1)?.end ?? 5;
  const index = tokens.findLastIndex(({ kind, text }) => kind === "word" && /^(to|into|→|->)$/i.test(text));
  if (index >= 0)
    return { ref: join(tokens.slice(0, index)) || record, to: join(tokens.slice(index + 1)), at: end };
  const [first] = tokens;
  if (first && isNumber(first)) return { ref: first.text, to: join(tokens.slice(1)), at: end };
  if (record) return { ref: record, to: join(tokens), at: end };
  if (tokens.length < 2) return { ref: undefined, to: join(tokens), at: end };
  return { ref: join(tokens.slice(0, -1)), to: tokens.at(-1)!.text, at: end };
}

export const reopen = command({
  verb: "reopen",
  aliases: [],
  group: "Work",
  usage: "reopen <record> [to <stage>]",
  help: "Open a closed deal, case or the like again.",
  examples: [{ words: "reopen DEA-7", call: "tracker.reopen", input: { ref: "DEA-7" } }],
  calls: [reopenRecord],
  read: (line, { record }) => {
    const { tokens, text } = splitText(line.tokens({ hyphen: true }));
    const index = tokens.findLastIndex(({ kind, text: word }) => kind === "word" && /^to$/i.test(word));
    const ref = join(index < 0 ? tokens : tokens.slice(0, index)) || record;
    const to = index < 0 ? "" : join(tokens.slice(index + 1));
    if (!ref) throw new WordsUnclear("Say which record to reopen.", line.typed.length);
    return make(reopenRecord, { ref, ...(to ? { to } : {}), ...(text ? { reason: text } : {}) }, written);
  },
});

export const stages = command({
  verb: "stages",
  aliases: [],
  group: "Find",
  usage: "stages [record or pipeline]",
  help: "Show where a record stands and where it may go.",
  examples: [{ words: "stages DEA-7", call: "tracker.stages", input: { ref: "DEA-7" } }],
  calls: [listLegalStages],
  read: (line, { record }) => {
    const ref = join(line.tokens()) || record;
    if (ref) return make(listLegalStages, { ref }, tellStages);
    return about(undefined, [], ({ id }): Step => make(listLegalStages, { ref: id }, tellStages));
  },
});

function tellStages({ pipeline, items }: Output<typeof listLegalStages>): Reply {
  const current = items.find((stage) => stage.current);
  const legal = items.filter((stage) => stage.legal && !stage.current);
  const told = ({ title, missing }: (typeof items)[number]) =>
    missing.length ? `${title} (needs ${missing.join(", ").replaceAll("_", " ")})` : title;
  return {
    lines: [
      current ? `It stands in ${current.title} of ${pipeline.title}.` : pipeline.title,
      `Stages: ${items.map(({ title }) => title).join(" → ")}`,
      ...(legal.length ? [`It may go to: ${legal.map(told).join(", ")}`] : []),
    ],
  };
}

export const board = command({
  verb: "board",
  aliases: ["pipeline"],
  group: "Find",
  usage: "board <pipeline>",
  help: "Show a pipeline: how many stand in each stage, and what they sum up to.",
  examples: [{ words: "board sales", call: "tracker.board", input: { ref: "sales", limit: 1 } }],
  calls: [showBoard],
  read: (line) => {
    const ref = join(line.tokens());
    if (ref === "")
      throw new WordsUnclear("Which pipeline?", line.typed.length, [], holeAt(line.typed, line.typed.length));
    return make(showBoard, { ref, limit: 1 }, ({ pipeline, columns }) => ({
      lines: [pipeline.title],
      table: columns
        .map(({ stage, count, sums, late }) =>
          [
            stage.title.slice(0, 20).padEnd(20),
            String(count).padStart(5),
            sums.map(amount).join(", ").padStart(18),
            late ? `${late} late` : "",
          ]
            .join("  ")
            .trimEnd(),
        )
        .join("\n"),
    }));
  },
});

export const stalled = command({
  verb: "stalled",
  aliases: ["stuck"],
  group: "Find",
  usage: "stalled [pipeline]",
  help: "List what is late in its stage, or idle.",
  examples: [{ words: "stalled", call: "tracker.stalled", input: { limit: shown + 1 } }],
  calls: [listStalled],
  read: (line) => {
    const pipeline = join(line.tokens());
    return make(listStalled, { ...(pipeline ? { pipeline } : {}), limit: shown + 1 }, ({ items }) => ({
      lines: rows(
        items.map(({ number, title, stage, seconds, owner }) =>
          [`${title} (${number})`, stage.title, `${Math.floor(seconds / 86_400)} days`, owner?.title ?? ""]
            .filter(Boolean)
            .join(" · "),
        ),
        shown,
        "Nothing is late or idle.",
      ),
    }));
  },
});
