/** `find`: any record by words, number or e-mail address. */
import { recordFind } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { plain } from "../words/lex.ts";
import { command, make } from "./command.ts";

const shown = 5;

export const find = command({
  verb: "find",
  aliases: ["search", "lookup"],
  group: "Find",
  usage: "find <words>",
  help: "Find records by words, number or e-mail address.",
  examples: [
    { words: "find futterkiste", call: "record.find", input: { text: "futterkiste", limit: shown + 1 } },
  ],
  calls: [recordFind],
  read: (line) => {
    const text = plain(line.rest)
      .replaceAll(/^["“”„']+|["“”„']+$/g, "")
      .trim();
    if (text === "") throw new WordsUnclear("Say what to find.", line.typed.length);
    return make(recordFind, { text: text.slice(0, 200), limit: shown + 1 }, ({ items }) => ({
      lines: items.length
        ? [
            ...items
              .slice(0, shown)
              .map((item) => [`${item.title} (${item.number})`, item.hint].filter(Boolean).join(" · ")),
            ...(items.length > shown ? ["… more: say more words"] : []),
          ]
        : [`No match that you can see for ${text}.`],
    }));
  },
});
