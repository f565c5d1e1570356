/** `group`: people or records under one name. */
import { groupMembers, groups, putIntoGroup, takeFromGroup } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, type Line } from "../words/line.ts";
import { nearest } from "../words/near.ts";
import { isEmail, isNumber, personIn } from "../words/people.ts";
import { command, make, written, type Step } from "./command.ts";
import { rows } from "./present.ts";

const shown = 5;
const acts = ["create", "add", "remove", "list", "show"] as const;

export const group = command({
  verb: "group",
  aliases: ["groups"],
  group: "Team",
  usage: "group create emea | group add emea @li | group remove emea @li | group show emea | group list",
  help: "Make groups of colleagues, put them in and take them out.",
  examples: [
    { words: "group create emea", call: "group.add", input: { name: "emea", of: "person" } },
    { words: "group add emea @li", call: "group.put", input: { ref: "emea", members: ["@li"] } },
    { words: "group list", call: "group.list", input: { limit: shown + 1 } },
  ],
  calls: [groups.add, putIntoGroup, takeFromGroup, groupMembers, groups.list],
  read: readGroup,
});

function readGroup(line: Line): Step {
  const [first, ...rest] = line.tokens();
  const word = first?.kind === "word" ? first.text.toLowerCase() : "list";
  if (word === "list") return list();
  if (word === "create" || word === "new") return create(line, rest);
  if (word === "add" || word === "put") return members(line, rest, putIntoGroup);
  if (word === "remove" || word === "take") return members(line, rest, takeFromGroup);
  if (word === "show" || word === "members") return show(line, rest);
  const near = nearest(word, acts).map((act) => `group ${act}${line.typed.slice(first!.end)}`);
  throw new WordsUnclear(`Say what to do: group ${acts.join(", group ")}.`, first!.at, near);
}

const isMember = (token: Token) => personIn(token) !== undefined || isEmail(token) || isNumber(token);

function create(line: Line, tokens: readonly Token[]): Step {
  const name = join(tokens.filter((token) => !isMember(token)));
  const people = tokens.filter(isMember).map(({ text }) => text);
  if (name === "")
    throw new WordsUnclear("What is its name?", line.typed.length, [], holeAt(line.typed, line.typed.length));
  // The group comes first; who belongs to it is one tap away, and a change of its own.
  const add = `group add "${name}" ${people.join(" ")}`;
  return make(groups.add, { name, of: "person" }, (output) => ({
    ...written(output),
    ...(people.length ? { choices: [{ label: `Add ${people.join(", ")}`, words: add }] } : {}),
  }));
}

function members(
  line: Line,
  tokens: readonly Token[],
  call: typeof putIntoGroup | typeof takeFromGroup,
): Step {
  const people = tokens.filter(isMember).map(({ text }) => text);
  const names = tokens.filter((token) => !isMember(token) && !/^(to|from|into|and|out)$/i.test(token.text));
  const ref = join(names);
  if (ref === "" || people.length === 0)
    throw new WordsUnclear("Say the group and whom: group add emea @li.", line.typed.length);
  return make(call, { ref, members: people }, ({ group: to, entered, left }) => ({
    lines: [
      entered + left === 0 ? `Nothing changes in ${to.title}.` : `${to.title}: ${changed(entered, left)}.`,
    ],
  }));
}

const changed = (entered: number, left: number) =>
  [entered ? `${entered} came in` : "", left ? `${left} went out` : ""].filter(Boolean).join(", ");

function show(line: Line, tokens: readonly Token[]): Step {
  const ref = join(tokens);
  if (ref === "") throw new WordsUnclear("Say which group.", line.typed.length);
  return make(groupMembers, { ref, limit: shown + 1 }, ({ items }) => ({
    lines: rows(
      items.map(({ member }) => `${member.title} (${member.number})`),
      shown,
      "Nobody that you can see is in it.",
    ),
  }));
}

function list(): Step {
  return make(groups.list, { limit: shown + 1 }, ({ items }) => ({
    lines: rows(
      items.map(({ number, title, of: noun }) => `${title} (${number}) · ${noun}`),
      shown,
      "There is no group that you can see.",
    ),
  }));
}
