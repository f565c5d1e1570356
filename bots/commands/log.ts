/** `log`: what passed between us and a party. */
import { channels, interactions } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { wordsOf } from "../words/moment.ts";
import { nearest } from "../words/near.ts";
import { bare } from "../words/pairs.ts";
import { takePeople } from "../words/people.ts";
import { vaguePast } from "../words/vague.ts";
import { weekdayOf } from "../words/vocabulary.ts";
import { about, command, make, written, type Circumstances, type Step } from "./command.ts";
import { readChoice } from "./fields.ts";
import { logExamples } from "./log.examples.ts";
import { momentLike, takeDuration, takeWhen, type Passed } from "./log-time.ts";

type Channel = (typeof channels)[number];
type Direction = "out" | "in" | "internal";

const also: Readonly<Record<string, Channel>> = {
  phone: "call",
  phonecall: "call",
  mail: "email",
  "e-mail": "email",
  meet: "meeting",
  anruf: "call",
  telefonat: "call",
  besuch: "visit",
  termin: "meeting",
  notiz: "note",
  appel: "call",
  visite: "visit",
  réunion: "meeting",
  reunion: "meeting",
  "rendez-vous": "meeting",
  rdv: "meeting",
  courriel: "email",
};
const directions: Readonly<Record<string, Direction | undefined>> = {
  to: "out",
  an: "out",
  à: "out",
  from: "in",
  von: "in",
  de: "in",
};
/** Channels in French: behind them "de" says from whom; elsewhere it begins many a name. */
const french = /^(appel|visite|réunion|reunion|rendez-vous|rdv|courriel)$/i;

/** What the words after the channel say, gathered one after the other. */
interface Heard extends Passed {
  ref: Token[];
  direction?: Direction;
  subject?: string;
  body?: string;
  /** Colleagues who took part. */
  people?: string[];
}

export const log = command({
  verb: "log",
  aliases: ["record", "logged"],
  group: "Record",
  usage: "log <call|email|meeting|visit|chat|demo|order|note> [who] [25m] [yesterday] [with @jane] -- notes",
  help: "Log what passed between us and a party. In a record's room you need not say who.",
  examples: logExamples,
  calls: [interactions.add],
  timed: momentLike,
  read: readLog,
});

function readLog(line: Line, circumstances: Circumstances): Step {
  const { quoted } = circumstances;
  if (line.rest === "" && quoted) return logQuoted(quoted);
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const [first, ...others] = tokens;
  const channel = readChannel(line, first);
  // "log call: wants 40" — the colon begins the notes.
  const inPair =
    first!.kind === "pair" ? { body: line.typed.slice(first!.at + first!.key!.length + 1).trim() } : {};
  const heard: Heard = { ref: [], ...inPair };
  if (first!.kind !== "pair") gather(line, others, circumstances, heard);
  if (text !== undefined && first!.kind !== "pair") addText(heard, text, tokens.at(-1)!.end);
  const { ref, when: _, people, ...said } = heard;
  const gone = vaguePast(wordsOf(ref));
  if (gone) throw new WordsUnclear(`"${gone}" is no day. Which day was it?`, ref.at(-1)!.at);
  if (people) said.body = [said.body, `With ${people.join(", ")}.`].filter(Boolean).join("\n\n");
  refuseDay(line, ref);
  const who = named(ref, said, first!.text);
  const given = { channel, ...said };
  if (who !== undefined) return make(interactions.add, { party: who, ...given }, written);
  return about(undefined, ["party"], (record) =>
    make(interactions.add, { party: record.id, ...given }, written),
  );
}

/** `log call alfreds monday`: in small letters the day is more likely than a name, and neither is sure. */
function refuseDay({ typed }: Line, ref: readonly Token[]): void {
  const last = ref.length > 1 ? ref.at(-1)! : undefined;
  const day = last?.kind === "word" && /^\p{Ll}{5,}$/u.test(last.text) ? last.text : "";
  if (!last || weekdayOf(day, "en") === undefined) return;
  const said =
    day.endsWith("di") || day === "dimanche"
      ? `${day} dernier`
      : `${/tag$|^mitt/.test(day) ? "am" : "on"} ${day}`;
  const [before, after] = [typed.slice(0, last.at), typed.slice(last.end)];
  throw new WordsUnclear(`Is "${day}" the day, or a part of the name?`, last.at, [
    before + said + after,
    `${before}"${day}"${after}`,
  ]);
}

/** The message that was replied to, or that a reaction stands at, becomes the entry. */
function logQuoted({ text, at }: NonNullable<Circumstances["quoted"]>): Step {
  return about(undefined, ["party"], (record) =>
    make(interactions.add, { party: record.id, channel: "chat", at, body: text.slice(0, 20_000) }, written),
  );
}

function readChannel(line: Line, first: Token | undefined): Channel {
  const word = (first?.kind === "pair" ? first.key! : (first?.text ?? "")).toLowerCase();
  const known = (channels as readonly string[]).includes(word) ? (word as Channel) : also[word];
  if (known && (first!.kind === "word" || first!.kind === "pair")) return known;
  const rest = first ? line.typed.slice(first.at + word.length) : "";
  const instead = nearest(word, channels).map((channel) => `log ${channel}${rest}`);
  const sentence = `Say what it was: ${channels.join(", ")}.`;
  const at = first?.at ?? line.typed.length;
  throw new WordsUnclear(sentence, at, instead, instead.length ? undefined : holeAt(line.typed, at));
}

/** Nothing that is taken has more words than this; looking at all of them each time would cost their square. */
const farthest = 24;

/** Walks the tokens; each taker says how many it used. */
function gather(line: Line, tokens: readonly Token[], circumstances: Circumstances, heard: Heard): void {
  for (let index = 0; index < tokens.length && heard.body === undefined;) {
    const ahead = tokens.slice(index, index + farthest);
    index +=
      takeDuration(line, ahead, heard) ||
      takeWhen(line, ahead, circumstances, heard) ||
      takeWith(ahead, heard) ||
      takePair(line, ahead, heard) ||
      takeWord(line, ahead, heard);
  }
}

/** `with @jane and @raj`: colleagues. Another name after the first is one party too many. */
function takeWith(ahead: readonly Token[], heard: Heard): number {
  const lead = ahead[0]!.kind === "word" && /^(with|mit|avec)$/i.test(ahead[0]!.text) ? 1 : 0;
  const { people, used } = takePeople(ahead, lead);
  if (!people.some((person) => person.startsWith("@")) || (!lead && heard.ref.length === 0)) return 0;
  heard.people = [...(heard.people ?? []), ...people];
  return lead + used;
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
  if (heard.ref.length > 0 && token!.kind === "word" && /^\d{1,2}:\d{2}$/.test(token!.text))
    throw new WordsUnclear(`"${token!.text}" is no time of day. Put a name in quotes.`, token!.at);
  heard.ref.push(token!);
  return 1;
}

function addText(heard: Heard, text: string, at: number): void {
  if (heard.body !== undefined && !heard.body.endsWith(text))
    throw new WordsUnclear("Notes begin twice here. Put all of them after one --.", at);
  heard.body ??= text;
}

/** The name without the preposition before it, which may tell the direction. */
function named(ref: readonly Token[], said: { direction?: Direction }, channel: string): string | undefined {
  const [first, ...others] = ref;
  const before = first?.kind === "word" && others.length ? first.text : "";
  const preposition = /^(?:with|to|from|at|mit|an|von|bei|avec|à|chez)$/.test(before);
  if (!preposition && !(before === "de" && french.test(channel))) return join(ref) || undefined;
  const direction = directions[before];
  if (direction) said.direction ??= direction;
  return join(others) || undefined;
}
