/** `merge`: two records that are one. It is confirmed before it is done. */
import { mergeParty, partyDuplicates } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import { join } from "../words/line.ts";
import { command, make, written } from "./command.ts";
import { rows } from "./present.ts";

const shown = 5;

export const merge = command({
  verb: "merge",
  aliases: [],
  group: "Record",
  usage: "merge <duplicate> into <record>",
  help: "Merge a duplicate into another record: what belongs to it moves, its number leads there.",
  examples: [
    { words: "merge CUS-3 into CUS-1", call: "party.merge", input: { ref: "CUS-3", into: "CUS-1" } },
  ],
  calls: [mergeParty],
  read: (line, { record }) => {
    const tokens = line.tokens();
    const at = tokens.findLastIndex(
      ({ kind, text }) => kind === "word" && /^(into|in|to|mit|with)$/i.test(text),
    );
    const ref = join(at < 0 ? tokens : tokens.slice(0, at)) || record;
    const into = at < 0 ? "" : join(tokens.slice(at + 1));
    // Which of two is kept must be said: "merge A B" or "A with B" could be either.
    if (at >= 0 && /^(mit|with)$/i.test(tokens[at]!.text))
      throw new WordsUnclear("Which of the two is kept?", tokens[at]!.at, [
        `merge ${ref} into ${into}`,
        `merge ${into} into ${ref}`,
      ]);
    if (!ref) throw new WordsUnclear("Say merge CUS-3 into CUS-1.", line.typed.length);
    if (into === "")
      throw new WordsUnclear(
        "Into which record?",
        line.typed.length,
        [],
        holeAt(line.typed, line.typed.length, "into "),
      );
    return make(mergeParty, { ref, into }, written);
  },
});

export const duplicates = command({
  verb: "duplicates",
  aliases: ["dupes"],
  group: "Find",
  usage: "duplicates <record>",
  help: "List records that may be the same.",
  examples: [{ words: "duplicates CUS-3", call: "party.duplicates", input: { ref: "CUS-3" } }],
  calls: [partyDuplicates],
  read: (line, { record }) => {
    const ref = join(line.tokens()) || record;
    if (!ref) throw new WordsUnclear("Say which record.", line.typed.length);
    return make(partyDuplicates, { ref }, ({ items }) => ({
      lines: rows(
        items.map(({ party, reasons }) => `${party.title} (${party.number}) · same ${reasons.join(", ")}`),
        shown,
        "No duplicate that you can see.",
      ),
    }));
  },
});
