/** `log`: what passed between us and a party. */
import { channels, interactions } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { isUnit, readDuration } from "../words/duration.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { nearest } from "../words/near.ts";
import { bare } from "../words/pairs.ts";
import { readWhen } from "../words/when.ts";
import { about, command, make, written, type Circumstances, type Step } from "./command.ts";
import { readChoice } from "./fields.ts";
import { logExamples } from "./log.examples.ts";

type Channel = (typeof channels)[number];
type Direction = "out" | "in" | "internal";

const also: Readonly<Record<string, Channel>> = {
  phone: "call",
  phonecall: "call",
  mail: "email",
  "e-mail": "email",
  meet: "meeting",
};
const directions: Readonly<Record<string, Direction | undefined>> = { to: "out", from: "in" };

/** What the words after the channel say, gathered one after the other. */
interface Heard {
  ref: Token[];
  duration_s?: number;
  at?: string;
  /** A moment was said, though perhaps it was the present one. */
  when?: boolean;
  direction?: Direction;
  subject?: string;
  body?: string;
}

export const log = command({
  verb: "log",
  aliases: ["record", "logged"],
  group: "Record",
  usage: "log <call|email|meeting|visit|chat|demo|order|note> [who] [25m] [yesterday] -- notes",
  help: "Log what passed between us and a party. In a record's room you need not say who.",
  examples: logExamples,
  calls: [interactions.add],
  read: readLog,
});

function readLog(line: Line, { at: now }: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const [first, ...others] = tokens;
  const channel = readChannel(line, first);
  // "log call: wants 40" — the colon begins the notes.
  const inPair =
    first!.kind === "pair" ? { body: line.typed.slice(first!.at + first!.key!.length + 1).trim() } : {};
  const heard: Heard = { ref: [], ...inPair };
  if (first!.kind !== "pair") gather(line, others, now, heard);
  if (text !== undefined && first!.kind !== "pair") addText(heard, text, tokens.at(-1)!.end);
  const { ref, when: _, ...said } = heard;
  const who = named(ref, said);
  const given = { channel, ...said };
  if (who !== undefined) return make(interactions.add, { party: who, ...given }, written);
  return about(undefined, ["party"], (record) =>
    make(interactions.add, { party: record.id, ...given }, written),
  );
}

function readChannel(line: Line, first: Token | undefined): Channel {
  const word = (first?.kind === "pair" ? first.key! : (first?.text ?? "")).toLowerCase();
  const known = (channels as readonly string[]).includes(word) ? (word as Channel) : also[word];
  if (known && (first!.kind === "word" || first!.kind === "pair")) return known;
  const rest = first ? line.typed.slice(first.at + word.length) : "";
  const instead = nearest(word, channels).map((channel) => `log ${channel}${rest}`);
  const sentence = `Say what it was: ${channels.join(", ")}.`;
  throw new WordsUnclear(sentence, first?.at ?? line.typed.length, instead);
}

/** Walks the tokens; each taker says how many it used. */
function gather(line: Line, tokens: readonly Token[], now: Date, heard: Heard): void {
  for (let index = 0; index < tokens.length && heard.body === undefined;) {
    const ahead = tokens.slice(index);
    index +=
      takeDuration(ahead, heard) ||
      takeWhen(ahead, now, heard) ||
      takePair(line, ahead, heard) ||
      takeWord(line, ahead, heard);
  }
}

function takeDuration(ahead: readonly Token[], heard: Heard): number {
  const words = ahead.map((token) => (token.kind === "word" ? token.text : ""));
  const from = words[0] === "for" ? 1 : 0;
  const one = exact(words[from] ?? "");
  const two = isUnit(words[from + 1] ?? "") ? exact(`${words[from]} ${words[from + 1]}`) : undefined;
  if (words[from + (one ? 1 : 2)]?.toLowerCase() === "ago") return 0;
  const seconds = one ?? two;
  if (!seconds) return 0;
  if (heard.duration_s !== undefined)
    throw new WordsUnclear(
      "Here are two lengths of time. Put a name in quotes, and notes after --.",
      ahead[0]!.at,
    );
  heard.duration_s = seconds;
  return from + (one ? 1 : 2);
}

/** A capital M is no minute: 3M is a company. */
const exact = (word: string) => (/\dM$/.test(word) ? undefined : readDuration(word));

function takeWhen(ahead: readonly Token[], now: Date, heard: Heard): number {
  const words = ahead.map((token) => (token.kind === "word" ? token.text : ""));
  // Without "on" or "last" a day's name may be a part of a company's: Ruby Tuesday.
  if (heard.when || /day$/i.test(words[0]!) === !/^(today|yesterday)$/i.test(words[0]!)) return 0;
  const moment = readWhen(words, now, ahead[0]!.at);
  if (!moment) return 0;
  heard.when = true;
  if (moment.at) heard.at = moment.at;
  return moment.used;
}

/** `direction:in` and `subject:"…"` are fields; any other word with a colon ends the name and begins the notes. */
function takePair(line: Line, ahead: readonly Token[], heard: Heard): number {
  const [token] = ahead;
  if (token!.kind !== "pair") return 0;
  const key = bare(token!.key!);
  if (key === "subject" && token!.text) heard.subject = token!.text;
  else if (key === "direction") heard.direction = readDirection(token!);
  else if (token!.open) {
    heard.ref.push({ ...token!, kind: "word", text: token!.key! });
    heard.body = line.typed.slice(token!.end).trim();
  } else throw new WordsUnclear(`log has no field "${token!.key}". Put notes after --.`, token!.at);
  return 1;
}

function readDirection(token: Token): Direction {
  const options = ["out", "in", "internal"] as const;
  const found = readChoice(options, token.text);
  if (!found) throw new WordsUnclear(`direction takes out, in or internal, not "${token.text}".`, token.at);
  return found as Direction;
}

/** Words belong to the name until something else was said; after it they are notes. */
function takeWord(line: Line, ahead: readonly Token[], heard: Heard): number {
  const [token] = ahead;
  const settled = heard.ref.length > 0 && (heard.duration_s !== undefined || heard.when === true);
  if (settled) {
    heard.body = line.typed.slice(token!.at).trim();
    return ahead.length;
  }
  if (heard.ref.length > 0 && token!.text === "with" && token!.kind === "word")
    throw new WordsUnclear(
      "I keep one party for each entry. Name the others in the notes, after --.",
      token!.at,
    );
  heard.ref.push(token!);
  return 1;
}

function addText(heard: Heard, text: string, at: number): void {
  if (heard.body !== undefined && !heard.body.endsWith(text))
    throw new WordsUnclear("Notes begin twice here. Put all of them after one --.", at);
  heard.body ??= text;
}

/** The name without the preposition before it, which may tell the direction. */
function named(ref: readonly Token[], said: { direction?: Direction }): string | undefined {
  const [first, ...others] = ref;
  const preposition = first?.kind === "word" && /^(?:with|to|from|at)$/.test(first.text);
  const direction = preposition && others.length ? directions[first.text] : undefined;
  if (direction) said.direction ??= direction;
  return join(preposition && others.length ? others : ref) || undefined;
}
