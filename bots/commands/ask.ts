/** `ask`: questions over the numbers. */
import { ask as askCall, listQuestions } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { plain } from "../words/lex.ts";
import { holeAt } from "../words/hole.ts";
import type { Line } from "../words/line.ts";
import { command, make, type Circumstances } from "./command.ts";
import { readStanding } from "./watch.ts";

export const ask = command({
  verb: "ask",
  aliases: ["question"],
  group: "Find",
  usage: "ask <question> | ask list",
  help: "Answer a question over the numbers; ask list names what can be asked for.",
  examples: [
    {
      words: "ask interactions by month",
      call: "insight.ask",
      input: { question: "interactions by month", time_zone: "Europe/Berlin" },
    },
    { words: "ask list", call: "insight.list", input: {} },
  ],
  calls: [askCall, listQuestions],
  timed: true,
  read: (line, circumstances) => {
    const question = plain(line.rest).trim();
    const { zone } = circumstances;
    if (question === "")
      throw new WordsUnclear(
        "Say what you want to know, or ask list.",
        line.typed.length,
        [],
        holeAt(line.typed, line.typed.length),
      );
    refuseStanding(line, circumstances);
    if (/^list[.?!]*$/i.test(question))
      return make(listQuestions, {}, ({ items }) => ({
        lines: [
          ...items.slice(0, 5).map(({ name, help }) => `${name}: ${help}`),
          ...(items.length > 5
            ? [
                `Also: ${items
                  .slice(5)
                  .map(({ name }) => name)
                  .join(", ")}`,
              ]
            : []),
        ],
      }));
    const asked = { question: question.slice(0, 500), ...(zone ? { time_zone: zone } : {}) };
    return make(askCall, asked, (answer) => ({
      lines: [answer.fact, `How computed: ${answer.computed.split("\n")[0]}${fresh(answer.as_of)}`],
      ...(answer.rows.length > 1 ? { table: answer.text } : {}),
    }));
  },
});

/** A question that is to be asked again and again is not one to answer now. */
function refuseStanding(line: Line, circumstances: Circumstances): void {
  const standing = readStanding(line, circumstances);
  if (standing)
    throw new WordsUnclear(`I cannot ask by myself yet (${standing.text}).`, 0, [`ask ${standing.question}`]);
}

const fresh = (asOf: string | null) => (asOf ? ` · as of ${asOf.slice(0, 16).replace("T", " ")} UTC` : "");
