/** `remove` and `restore`: a record goes, and comes back. */
import { command, type Command } from "./command.ts";
import { join, need } from "../words/line.ts";
import { callsFor, forEachNoun } from "./nouns.ts";

export const remove: Command = command({
  verb: "remove",
  aliases: ["delete", "rm"],
  group: "Record",
  usage: "remove <record>",
  help: "Remove a record; restore or undo bring it back.",
  examples: [{ words: "remove CUS-12", call: "party.remove", noun: "party", input: { ref: "CUS-12" } }],
  calls: callsFor("remove"),
  // Even in its own room a record is named: one short word must not remove it.
  read: (line) => forEachNoun(need(line.tokens(), "which record to remove", line.typed.length), "remove"),
});

export const restore: Command = command({
  verb: "restore",
  aliases: ["unremove"],
  group: "Record",
  usage: "restore <record>",
  help: "Bring a removed record back.",
  wordsOnly: true, // a form finds what is there
  examples: [{ words: "restore PRD-3", call: "product.restore", noun: "product", input: { ref: "PRD-3" } }],
  calls: callsFor("restore"),
  read: (line) => forEachNoun(join(line.tokens()) || undefined, "restore"),
});
