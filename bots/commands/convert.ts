/** `convert`: a prospect becomes a customer; the record stays. */
import { convertParty, partyRoles } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { nearest } from "../words/near.ts";
import { about, command, make, written, type Step } from "./command.ts";

type Role = (typeof partyRoles)[number];

export const convert = command({
  verb: "convert",
  aliases: ["promote"],
  group: "Record",
  usage: "convert <record> [to customer]",
  help: "Give a party another role: make a prospect a customer.",
  examples: [
    { words: "convert CUS-12", call: "party.convert", input: { ref: "CUS-12" } },
    {
      words: "convert alfreds to supplier",
      call: "party.convert",
      input: { ref: "alfreds", to: "supplier" },
    },
  ],
  calls: [convertParty],
  read: (line) => {
    const { ref, to } = readTarget(line);
    const role = to ? { to } : {};
    if (ref) return make(convertParty, { ref, ...role }, written);
    return about(undefined, ["party"], (record): Step =>
      make(convertParty, { ref: record.id, ...role }, written),
    );
  },
});

/** Only the last `to` followed by one role ends the name; a slip in the role is asked back. */
function readTarget(line: Line): { ref: string; to?: Role } {
  const tokens = line
    .tokens()
    .map((token): Token => (token.kind === "text" ? { ...token, kind: "word" } : token));
  const at = tokens.findLastIndex(({ kind, text }) => kind === "word" && /^(to|into)$/i.test(text));
  const role = tokens.slice(at + 1).filter(({ text }) => !/^an?$/i.test(text));
  if (at < 0) return { ref: join(tokens) };
  const word = role.length === 1 ? role[0]!.text.toLowerCase() : "";
  const ref = join(tokens.slice(0, at));
  if ((partyRoles as readonly string[]).includes(word)) return { ref, to: word as Role };
  const near = nearest(word, partyRoles).map((meant) => `convert ${ref} to ${meant}`);
  throw new WordsUnclear(`The roles are ${partyRoles.join(", ")}.`, role[0]?.at ?? line.typed.length, near);
}
