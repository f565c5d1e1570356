/** `help`: written from the commands themselves, and only those that one may use. */
import { whoAmI, type AnyCall, type Me } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { nearest } from "../words/near.ts";
import { command, make, say, type Command } from "./command.ts";

/** Makes the command from those that it tells of. */
export function helpFor(commands: readonly Command[]): Command {
  const help: Command = command({
    verb: "help",
    aliases: ["?", "commands"],
    group: "Help",
    usage: "help [verb]",
    help: "List what you can type, or how one verb is used.",
    examples: [{ words: "help", call: "session.who", input: {} }, { words: "help log" }],
    calls: [],
    read: (line) => {
      const word = line.rest.trim().toLowerCase().replace(/^[/!]/, "");
      return word
        ? explain([...commands, help], word)
        : make(whoAmI, {}, (me) => ({ lines: list(commands, me) }));
    },
  });
  return help;
}

function explain(commands: readonly Command[], word: string) {
  const found = commands.find(({ verb, aliases }) => verb === word || aliases.includes(word));
  if (found)
    return say(
      found.help,
      `Usage: ${found.usage}`,
      ...found.examples.slice(0, 3).map(({ words }) => `Example: ${words}`),
      ...(found.aliases.length ? [`Also: ${found.aliases.join(", ")}`] : []),
    );
  const near = nearest(
    word,
    commands.map(({ verb }) => verb),
  );
  throw new WordsUnclear(
    `There is no verb "${word}".`,
    0,
    near.map((verb) => `help ${verb}`),
  );
}

function list(commands: readonly Command[], me: Me): string[] {
  const mine = commands.filter((command) => command.calls.some((call) => may(me, call)));
  const groups = Map.groupBy(mine, ({ group }) => group);
  return [
    ...[...groups].map(([group, members]) => `${group}: ${members.map(({ verb }) => verb).join(", ")}`),
    "help <verb> tells how one is used, e.g. help log",
  ];
}

/** Whether a person's rights cover a call. */
export function may(me: Pick<Me, "rights">, { needs }: AnyCall): boolean {
  if (needs === "anyone" || needs === "signed-in") return true;
  const [noun] = needs.split(":");
  return me.rights.some(
    ({ right }) => right === needs || right === `${noun}:*` || right === "*" || right === "*:*",
  );
}
