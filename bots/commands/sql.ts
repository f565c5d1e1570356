/** `sql`: a question in SQL, where the hub offers it. */
import { calls, type AnyCall } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole } from "../words/hole.ts";
import { plain } from "../words/lex.ts";
import { command, make, type Command, type Reply } from "./command.ts";

/** The call comes with the analytics that can answer it. */
const call: AnyCall | undefined = calls.find(({ name }) => name === "insight.sql");

export const sql: readonly Command[] = call ? [sqlBy(call)] : [];

function sqlBy(asked: AnyCall): Command {
  const field = "sql" in (asked.input as { properties: object }).properties ? "sql" : "query";
  return command({
    verb: "sql",
    aliases: [],
    group: "Find",
    usage: "sql select …",
    help: "Ask in SQL; you see what your rights let you see.",
    examples: [{ words: "sql select 1", call: asked.name, input: { [field]: "select 1" } }],
    calls: [asked],
    read: (line) => {
      const text = unfenced(line.rest);
      if (text === "") throw new WordsUnclear("Which question?", line.typed.length, [], `sql ${hole}`);
      return make(asked, { [field]: text }, tell);
    },
  });
}

/** A block in backquotes is typed as it is meant; quotation marks that a phone has curled are not. */
function unfenced(text: string): string {
  const block = /^```(?:sql)?([\s\S]*?)```$/.exec(text.trim());
  return block ? block[1]!.trim() : plain(text).replaceAll(/[“”„]/g, '"').trim();
}

function tell(output: unknown): Reply {
  const { fact, text } = output as { fact?: string; text?: string };
  return { lines: [fact ?? "Answered."], ...(text ? { table: text } : {}) };
}
