/** `form`: what a verb takes, as a form; where none can be drawn, as questions. */
import { WordsUnclear } from "../errors.ts";
import { hole } from "../words/hole.ts";
import { nearest } from "../words/near.ts";
import { command, type Command } from "./command.ts";
import { formNamed, shortcuts } from "./forms.ts";

/** Makes the command from those that have a form. */
export function formFor(commands: readonly Command[]): Command {
  const names = new Map(
    commands.flatMap((one) => [one.verb, ...one.aliases].map((verb) => [verb, one] as const)),
  );
  return command({
    verb: "form",
    aliases: ["formular", "formulaire"],
    group: "Team",
    usage: "form <verb>",
    help: "Fill in a form instead of typing a line; in a plain chat its fields are asked one after the other.",
    examples: [{ words: "form log" }, { words: "form todo" }],
    calls: [],
    read: (line) => {
      const word = line.rest.trim().toLowerCase().replace(/^[/!]/, "");
      if (word === "") throw new WordsUnclear("Which form?", line.typed.length, [], `form ${hole}`);
      const found = names.get(word.split(/\s/)[0]!);
      const form = formNamed(word) ? word : found && formOf(found);
      if (form && formNamed(form)?.form.fields.length) return { kind: "fill", form, values: {} };
      const near = nearest(word, [...names.keys()]).map((verb) => `form ${verb}`);
      throw new WordsUnclear(found ? `${word} has no form.` : `There is no verb "${word}".`, 5, near);
    },
  });
}

/** The shortcut for the call if there is one, since it has the better order of fields; else the verb's first call that writes. */
function formOf({ calls, wordsOnly }: Command): string | undefined {
  if (wordsOnly) return undefined;
  const [call] = calls.filter(({ effect }) => effect !== "read");
  return call && (shortcuts.find((shortcut) => shortcut.call === call)?.id ?? call.name);
}
