/** Refusals: private, and they say what to do next. */
import type { HubProblem } from "@singularity/hub-server/client";
import type { Choice, Command, Reply } from "../commands/command.ts";
import { nearest } from "../words/near.ts";
import type { WordsUnclear } from "../errors.ts";
import { caret } from "../words/line.ts";
import { confirmationOf } from "./confirmation.ts";

/** Words that could not be read: where, why, and what would have been understood. */
export function unclear(error: WordsUnclear, typed: string, command: Command): Reply {
  const table = caret(typed, error.at).join("\n");
  const usage = error.instead.length || error.template ? [] : [`Usage: ${command.usage}`];
  const lines = [error.message, ...usage, ...(error.template ? ["Answer here, or cancel."] : [])];
  return { lines, table, isPrivate: true, ...offered(error.instead) };
}

const greetings = /^(hi|hello|hey|hallo|moin|servus|salut|bonjour|thanks?|thx|danke|merci)$/;
const greeted = "Hello. Say for example: log call acme 25m -- wants a quote. help lists all that I know.";

/** A verb that does not exist. What was meant is offered, never done: it might write. */
export function unknownVerb(verb: string, typed: string, commands: readonly Command[]): Reply {
  const names = commands.flatMap((command) => [command.verb, ...command.aliases]);
  const meant = nearest(verb, names);
  const rest = typed.replace(/^\s*\S+/, "");
  if (greetings.test(verb)) return { lines: [greeted], isPrivate: true };
  const first = verb === "" ? "Say what to do." : `I do not know "${verb}".`;
  const lines = meant.length ? [`${first} Did you mean:`] : [`${first} "help" lists what I know.`];
  return { lines, isPrivate: true, ...offered(meant.map((word) => `${word}${rest}`)) };
}

/** What the hub refused. Its sentence is fit to be shown: it names the missing right and who can grant it. */
export function refused(problem: HubProblem, typed: string, ref: string | undefined): Reply {
  const held = confirmationOf(problem);
  if (held) return held;
  const candidates = readCandidates(problem.problem["candidates"]);
  if (candidates.length && ref) return which(candidates, typed, ref);
  return { lines: [problem.message.replace(pointer, pointed), ...granters(problem)], isPrivate: true };
}

/** A place in the input, which only programs know: `/fields/expected_close must be …`. */
const pointer = /^(?:\/lines\/(\d+)|\/\w+)*\/([a-z_]+)(?:\/\d+)? must be /;
const pointed = (_: string, line: string | undefined, name: string) => {
  const words = name.replace(/_minor$/, "").replaceAll("_", " ");
  const said = `${words[0]!.toUpperCase()}${words.slice(1)} must be `;
  return line === undefined ? said : `Line ${Number(line) + 1}: ${said}`;
};

function which(candidates: readonly Candidate[], typed: string, ref: string): Reply {
  const at = placeOf(typed, ref);
  const replaced = (number: string) => withRef(typed, at, ref.length, number);
  return {
    lines: [`"${ref}" could be several. Which one?`],
    isPrivate: true,
    choices: candidates
      .slice(0, 5)
      .map(({ number, title }) => ({ label: `${title} (${number})`, words: replaced(number) })),
  };
}

/** Where the name stands: as whole words, and before the free text, which may repeat it. */
function placeOf(typed: string, ref: string): number {
  const before = typed.split(/\s(?:--|[—–―])|\n/)[0]!.toLowerCase();
  const edge = /[\s"“”„':,.]|^$/;
  for (
    let at = before.lastIndexOf(ref.toLowerCase());
    at > 0;
    at = before.lastIndexOf(ref.toLowerCase(), at - 1)
  )
    if (edge.test(before[at - 1]!) && edge.test(before[at + ref.length] ?? "")) return at;
  return -1;
}

/** The same words with the number in place of the name, and of the quotes around it. */
function withRef(typed: string, at: number, length: number, number: string): string {
  if (at < 0) return typed;
  const before = typed.slice(0, at).replace(/["“„']$/, "");
  const after = typed.slice(at + length).replace(/^["”“']/, "");
  return `${before}${number}${after}`;
}

interface Candidate {
  readonly number: string;
  readonly title: string;
}

function readCandidates(value: unknown): Candidate[] {
  return Array.isArray(value)
    ? (value as Candidate[]).filter(({ number }) => typeof number === "string")
    : [];
}

/** The right and the people, unless the hub's sentence has named them. */
function granters({ message, problem }: HubProblem): string[] {
  const { needs, granters: names } = problem;
  const right = typeof needs === "string" && !message.includes(needs) ? [`It takes the right ${needs}.`] : [];
  const people = Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
  const unnamed = people.length > 0 && !people.some((name) => message.includes(name));
  return [...right, ...(unnamed ? [`${people.join(" or ")} can grant it.`] : [])];
}

function offered(words: readonly string[]): { choices?: Choice[] } {
  return words.length ? { choices: words.map((line) => ({ label: line, words: line })) } : {};
}
