/** `ask`: questions over the numbers. */
import { ask as askCall, listQuestions, questions } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { plain } from "../words/lex.ts";
import { holeAt } from "../words/hole.ts";
import { command, make } from "./command.ts";
import { standing } from "./subscribe.ts";
import { readStanding } from "./watch.ts";

export const ask = command({
  verb: "ask",
  aliases: ["question"],
  group: "Find",
  usage: "ask <question> [chart] | ask every monday 9am post here: <question> | ask list",
  help: "Answer a question over the numbers, with chart in a picture; ask list names what can be asked for.",
  examples: [
    {
      words: "ask interactions by month",
      call: "insight.ask",
      input: { question: "interactions by month", time_zone: "Europe/Berlin" },
    },
    {
      words: "ask revenue by month last 12 months chart",
      call: "insight.ask",
      input: { question: "revenue by month last 12 months chart", time_zone: "Europe/Berlin" },
    },
    {
      words: "ask every monday 9am post here: interactions by month",
      call: "question.add",
      input: {
        question: "interactions by month",
        starts: "2026-11-23T08:00:00.000Z",
        time_zone: "Europe/Berlin",
        rrule: "FREQ=WEEKLY;BYDAY=MO",
        room: "!here:hub.localhost",
      },
    },
    { words: "ask list", call: "insight.list", input: {} },
  ],
  calls: [askCall, listQuestions, questions.add],
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
    const again = readStanding(line, circumstances);
    if (again) return standing(again, line, circumstances);
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
      ...(answer.chart ? { picture: answer.chart } : {}),
    }));
  },
});

const fresh = (asOf: string | null) => (asOf ? ` · as of ${asOf.slice(0, 16).replace("T", " ")} UTC` : "");
