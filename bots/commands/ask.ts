/** `ask`: questions over the numbers. */
import { ask as askCall, listQuestions } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { plain } from "../words/lex.ts";
import { command, make } from "./command.ts";

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
      input: { question: "interactions by month" },
    },
    { words: "ask list", call: "insight.list", input: {} },
  ],
  calls: [askCall, listQuestions],
  read: (line) => {
    const question = plain(line.rest).trim();
    if (question === "") throw new WordsUnclear("Say what you want to know, or ask list.", line.typed.length);
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
    return make(askCall, { question: question.slice(0, 500) }, (answer) => ({
      lines: [answer.fact, `How computed: ${answer.computed.split("\n")[0]}${fresh(answer.as_of)}`],
      ...(answer.rows.length > 1 ? { table: answer.text } : {}),
    }));
  },
});

const fresh = (asOf: string | null) => (asOf ? ` · as of ${asOf.slice(0, 16).replace("T", " ")} UTC` : "");
