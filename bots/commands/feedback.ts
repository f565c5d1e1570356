/** `feedback`: what somebody thinks of a record or a person. */
import {
  feedbackKinds,
  feedbacks,
  resolveFeedback,
  summariseFeedback,
  type Output,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { isNumber, personIn } from "../words/people.ts";
import { about, command, make, written, type Reply, type Step } from "./command.ts";
import { rows } from "./present.ts";

type Kind = (typeof feedbackKinds)[number];

const shown = 5;

interface Heard {
  readonly names: Token[];
  readonly themes: string[];
  kind?: Kind;
  score?: number;
  scale?: number;
  /** A name stood before the score: words behind it are what was said. */
  named?: boolean;
}

export const feedback = command({
  verb: "feedback",
  aliases: ["fb"],
  group: "Record",
  usage: "feedback [who] <about> [4/5 | nps:9 | bug | idea] [#theme] -- text",
  help: "Record what somebody thinks; feedback list and feedback FB-9 resolve deal with it.",
  examples: [
    {
      words: "feedback acme PRD-3 4/5 #billing -- export is slow",
      call: "feedback.add",
      input: {
        about: "PRD-3",
        from: "acme",
        kind: "rating",
        score: 4,
        scale: 5,
        themes: ["billing"],
        text: "export is slow",
      },
    },
    {
      words: "feedback list PRD-3 unresolved",
      call: "feedback.list",
      input: { about: "PRD-3", status: "open", sort: "-answered_at", limit: shown + 1 },
    },
    { words: "feedback FB-9 resolve", call: "feedback.resolve", input: { ref: "FB-9" } },
  ],
  calls: [feedbacks.add, feedbacks.list, resolveFeedback, summariseFeedback],
  read: readFeedback,
});

function readFeedback(line: Line): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const [first, second] = tokens;
  const word = first?.kind === "word" ? first.text.toLowerCase() : "";
  if (word === "list") return list(tokens.slice(1));
  if (word === "summary") return summary(tokens.slice(1));
  const resolves = (token: Token | undefined) => token?.kind === "word" && /^resolved?$/i.test(token.text);
  const numbered = [first, second].find((token) => token && /^FB-\d+$/i.test(token.text));
  if (numbered && tokens.length === 2 && (resolves(first) || resolves(second)))
    return make(
      resolveFeedback,
      { ref: numbered.text, ...(text ? { resolution: text.slice(0, 300) } : {}) },
      written,
    );
  return give(line, tokens, text);
}

function give(line: Line, tokens: Token[], text: string | undefined): Step {
  const heard: Heard = { names: [], themes: [] };
  let notes = text;
  for (let at = 0; at < tokens.length && notes === text;) {
    if (beginsNotes(tokens[at]!, heard)) notes = notesFrom(line, tokens[at]!, text);
    else at += takeNumber(tokens, at, heard) || take(tokens[at]!, heard);
  }
  const kind = heard.kind ?? missingKind(line, tokens, text);
  const given = {
    kind,
    ...(heard.score === undefined ? {} : { score: heard.score }),
    ...(heard.scale === undefined ? {} : { scale: heard.scale }),
    ...(heard.themes.length ? { themes: heard.themes } : {}),
    ...(notes ? { text: notes } : {}),
  };
  const { from, ref } = whoAndWhat(heard.names);
  if (ref) return make(feedbacks.add, { about: ref, ...(from ? { from } : {}), ...given }, written);
  return about(undefined, [], (record) => make(feedbacks.add, { about: record.id, ...given }, written));
}

/** `4/5`, `nps:9`, `bug`, `#billing`; anything else names somebody or something. */
function take(token: Token, heard: Heard): number {
  const { kind, text, at, key } = token;
  const score = kind === "word" ? /^(\d{1,3})\/(\d{1,3})$/.exec(text) : null;
  const word = text.toLowerCase();
  if (kind === "tag") heard.themes.push(text);
  else if (score) setScore(heard, { kind: "rating", score: Number(score[1]), scale: Number(score[2]) }, at);
  else if (kind === "pair") takePair(key!.toLowerCase(), text, at, heard);
  else if (kind === "word" && (feedbackKinds as readonly string[]).includes(word)) heard.kind = word as Kind;
  else heard.names.push(token);
  return 1;
}

/** `nps 9`, `4 / 5`: a score in several words. @returns how many it took */
function takeNumber(tokens: readonly Token[], at: number, heard: Heard): number {
  const words = tokens.slice(at, at + 4).map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : ""));
  const place = tokens[at]!.at;
  const { kind, key = "", open } = tokens[at]!;
  const asked = (kind === "pair" && open ? key : words[0]!).toLowerCase();
  if (/^(nps|csat|ces)$/.test(asked) && /^\d{1,2}$/.test(words[1] ?? "")) {
    setScore(heard, { kind: asked as Kind, score: Number(words[1]) }, place);
    return 2;
  }
  const of = words[1] === "out" && words[2] === "of" ? 2 : /^(\/|of|von|sur)$/.test(words[1] ?? "") ? 1 : 0;
  const [score, scale] = [words[0]!, words[1 + of] ?? ""];
  if (!of || !/^\d{1,3}$/.test(score) || !/^\d{1,3}$/.test(scale)) return 0;
  setScore(heard, { kind: "rating", score: Number(score), scale: Number(scale) }, place);
  return 2 + of;
}

/** Behind the name and the score a plain word is what they said. */
const beginsNotes = (token: Token, { named }: Heard) =>
  token.kind === "word" &&
  !/^\d/.test(token.text) &&
  named === true &&
  !isNumber(token) &&
  !personIn(token) &&
  !isKind(token);
const isKind = ({ text }: Token) => (feedbackKinds as readonly string[]).includes(text.toLowerCase());

function notesFrom({ typed }: Line, token: Token, text: string | undefined): string {
  if (text !== undefined)
    throw new WordsUnclear("Notes begin twice here. Put all of them after one --.", token.at);
  return typed.slice(token.at).trim();
}

function takePair(key: string, text: string, at: number, heard: Heard): void {
  const kind = ({ score: "rating", stars: "rating" } as Record<string, string>)[key] ?? key;
  if (key === "theme") heard.themes.push(text);
  else if (/^(nps|csat|ces|rating)$/.test(kind) && /^\d{1,3}$/.test(text))
    setScore(heard, { kind: kind as Kind, score: Number(text) }, at);
  else throw new WordsUnclear(`feedback has no field "${key}". Write 4/5, nps:9, csat:4 or ces:5.`, at);
}

function setScore(
  heard: Heard,
  { kind, score, scale }: { kind: Kind; score: number; scale?: number },
  at: number,
) {
  if (heard.score !== undefined) throw new WordsUnclear("Here are two scores.", at);
  if (scale !== undefined && (scale === 0 || score > scale))
    throw new WordsUnclear(`${score} out of ${scale} is not possible.`, at);
  heard.kind = heard.kind ?? kind;
  heard.score = score;
  heard.named = heard.names.length > 0;
  if (scale !== undefined) heard.scale = scale;
}

/** Words without a score are a bug, an idea or a review: nobody can tell from here. */
function missingKind(line: Line, tokens: readonly Token[], text: string | undefined): never {
  const at = tokens.at(-1)?.end ?? line.typed.trimEnd().length;
  if (tokens.length === 0 && text === undefined)
    throw new WordsUnclear("About what, and what do they think?", at, [], holeAt(line.typed, at));
  const ending = (word: string) => `${line.typed.slice(0, at)} ${word}${line.typed.slice(at)}`;
  throw new WordsUnclear("What is it: a bug, an idea, a review, or a score such as 4/5?", at, [
    ending("bug"),
    ending("idea"),
    ending("review"),
  ]);
}

/** `acme PRD-3`: whose words, and about what; one name alone is what it is about. */
function whoAndWhat(names: readonly Token[]): { from?: string; ref?: string } {
  const words = names.filter(({ kind, text }) => !(kind === "word" && /^(about|on|from|for)$/i.test(text)));
  if (words.length === 0) return {};
  const last = words.at(-1)!;
  const marked = isNumber(last) || personIn(last) !== undefined || last.kind === "string";
  if (words.length === 1 || !marked) return { ref: join(words) };
  return { from: join(words.slice(0, -1)), ref: last.text };
}

function list(tokens: readonly Token[]): Step {
  const state = tokens.find(({ text }) => /^(un|not )?resolved$|^open$/i.test(text))?.text.toLowerCase();
  const ref = join(tokens.filter(({ text }) => !/^(un)?resolved$|^open$|^(of|about|for|on)$/i.test(text)));
  const status = state === "resolved" ? "resolved" : state ? "open" : undefined;
  return make(
    feedbacks.list,
    {
      ...(ref ? { about: ref } : {}),
      ...(status ? { status } : {}),
      sort: "-answered_at",
      limit: shown + 1,
    },
    tellList,
  );
}

function tellList({ items }: Output<typeof feedbacks.list>): Reply {
  const told = items.map(({ number, kind, score, scale, title, about: of }) =>
    [
      number,
      of && typeof of === "object" && "title" in of ? of.title : "",
      score === null || score === undefined ? String(kind) : `${kind} ${score}${scale ? `/${scale}` : ""}`,
      title,
    ]
      .filter(Boolean)
      .join(" · "),
  );
  return { lines: rows(told, shown, "No feedback that you can see.") };
}

function summary(tokens: readonly Token[]): Step {
  const ref = join(tokens.filter(({ text }) => !/^(of|about|for|on)$/i.test(text)));
  return make(summariseFeedback, ref ? { about: ref } : {}, ({ total }) => ({
    lines: [
      `${total.count} in all, ${total.open} open, ${total.scored} with a score.`,
      ...(total.nps === null ? [] : [`NPS ${Math.round(total.nps)}`]),
      ...(total.csat === null ? [] : [`CSAT ${Math.round(total.csat)} %`]),
    ],
  }));
}
