/** `meet`: meetings, once or in a series, and what moves, cancels and answers them. */
import {
  answerMeeting,
  cancelMeeting,
  inviteToMeeting,
  meetings,
  moveMeeting,
  type Output,
} from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { isCompany } from "../words/company.ts";
import { hole } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { endOf, join, splitText, type Line } from "../words/line.ts";
import { takeMoment, wordsOf, type Gathered } from "../words/moment.ts";
import { isNumber, takePeople } from "../words/people.ts";
import { settle, type Plan } from "../words/plan.ts";
import {
  here,
  command,
  make,
  understood,
  written,
  type Circumstances,
  type Reply,
  type Step,
} from "./command.ts";
import { meetExamples } from "./meet.examples.ts";
import { moment } from "./present.ts";
import { hereOf } from "./time.ts";

interface Heard {
  readonly name: Token[];
  readonly said: Gathered;
  people: string[];
  location?: string;
  title?: string;
  at?: number;
}

export const meet = command({
  verb: "meet",
  aliases: ["meeting", "schedule"],
  group: "Work",
  usage: "meet <who> <next tue 10-11am> [every 2 weeks until dec] [remind 1d,10m] [with @a] -- agenda",
  help: "Arrange a meeting, once or in a series; meet move, cancel, accept and invite change it.",
  examples: meetExamples,
  calls: [meetings.add, moveMeeting, cancelMeeting, answerMeeting, inviteToMeeting],
  timed: true,
  read: readMeet,
});

function readMeet(line: Line, circumstances: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true, ranges: true }));
  const [first, second] = tokens;
  const word = first?.kind === "word" ? first.text.toLowerCase() : "";
  if (second && isNumber(second) && Object.hasOwn(changes, word))
    return changes[word]!(line, tokens.slice(2), second.text, circumstances);
  return arrange(line, tokens, text, circumstances);
}

type Change = (line: Line, rest: Token[], ref: string, circumstances: Circumstances) => Step;

const answer =
  (given: "accepted" | "declined" | "tentative"): Change =>
  (_line, rest, ref) => {
    nothingMore(rest);
    return make(answerMeeting, { ref, answer: given }, written);
  };

const changes: Readonly<Record<string, Change>> = {
  move: moveIt,
  cancel: (_line, rest, ref) => {
    const { which, others } = readWhich(rest);
    nothingMore(others);
    return make(cancelMeeting, { ref, ...which }, written);
  },
  accept: answer("accepted"),
  decline: answer("declined"),
  tentative: answer("tentative"),
  maybe: answer("tentative"),
  invite: (line, rest, ref) => {
    const { people, used } = takePeople(rest, 0);
    if (!people.length || used < rest.length)
      throw new WordsUnclear("Say whom to invite: @raj, or an e-mail address.", line.typed.length);
    return make(inviteToMeeting, { ref, attendees: people }, written);
  },
};

function nothingMore(rest: readonly Token[]): void {
  if (rest.length) throw new WordsUnclear(`I do not know what "${join(rest)}" means here.`, rest[0]!.at);
}

function moveIt(line: Line, rest: Token[], ref: string, circumstances: Circumstances): Step {
  const { which, others } = readWhich(rest);
  const now = hereOf(circumstances);
  const to = others[0]?.kind === "word" && /^to$/i.test(others[0].text) ? others.slice(1) : others;
  const words = wordsOf(to);
  const said: Gathered = {};
  let at = 0;
  for (let used = -1; at < to.length && used !== 0; at += used) used = takeMoment(to, words, at, now, said);
  nothingMore(to.slice(at));
  const plan = settle(said, now, line.typed, to[0]?.at ?? line.typed.length);
  if (!plan) throw new WordsUnclear("To when?", line.typed.length, [], `${line.typed.trimEnd()} ${hole}`);
  if (plan.rrule)
    throw new WordsUnclear("A move has one time. Cancel the series and arrange another.", to[0]!.at);
  if (plan.allDay) throw whatTime(line, to.at(-1)!.end);
  const input = { ref, starts: plan.starts, ...(plan.ends ? { ends: plan.ends } : {}), ...which };
  return make(moveMeeting, input, told(plan));
}

function readWhich(tokens: readonly Token[]) {
  const last = tokens.at(-1);
  const word = last?.kind === "word" ? last.text.toLowerCase() : "";
  const which = /^(this|following|all)$/.test(word) ? { which: word as "this" | "following" | "all" } : {};
  return { which, others: "which" in which ? tokens.slice(0, -1) : [...tokens] };
}

const whatTime = (line: Line, at: number) => {
  const timed = (clock: string) => `${line.typed.slice(0, at)} ${clock}${line.typed.slice(at)}`;
  return new WordsUnclear("At what time that day?", at, [], timed(hole));
};

function arrange(line: Line, tokens: Token[], text: string | undefined, circumstances: Circumstances): Step {
  const now = hereOf(circumstances);
  const heard: Heard = { name: [], said: {}, people: [] };
  const words = wordsOf(tokens);
  for (let at = 0; at < tokens.length;) at += takeOne(tokens, words, at, now, heard);
  const start = heard.at ?? line.typed.length;
  const plan = settle(heard.said, now, line.typed, start);
  const end = endOf(line, tokens);
  if (!plan)
    throw new WordsUnclear("When?", start, [], `${line.typed.slice(0, end)} ${hole}${line.typed.slice(end)}`);
  if (plan.allDay) throw whatTime(line, end);
  const ref = join(withoutWith(heard.name));
  refuseTwo(line, heard, ref);
  const input = inputOf(heard, plan, text);
  const tell = told(plan);
  if (ref)
    return make(meetings.add, { title: heard.title ?? `Meeting with ${ref}`, about: ref, ...input }, tell);
  return here((record) => {
    const title = heard.title ?? (record ? `Meeting with ${record.title}` : titleOf(text, heard));
    return make(meetings.add, { title, ...(record ? { about: record.id } : {}), ...input }, tell);
  });
}

/** `schedule call with acme …`: what it is called, and whom it is with. */
function refuseTwo({ typed }: Line, { name, title }: Heard, ref: string): void {
  const at = name.findIndex(
    ({ kind, text }, place) => place > 0 && kind === "word" && /^(with|mit|avec)$/i.test(text),
  );
  if (at < 0 || at === name.length - 1) return;
  const [from, to] = [name[0]!.at, name.at(-1)!.end];
  const who = join(name.slice(at + 1));
  const called = title ? "" : ` title:"${ref}"`;
  throw new WordsUnclear(`Is it called "${ref}", with "${who}"?`, from, [
    `${typed.slice(0, from)}${who}${called}${typed.slice(to)}`,
    `${typed.slice(0, from)}"${ref}"${typed.slice(to)}`,
  ]);
}

const titleOf = (text: string | undefined, { people }: Heard) =>
  text?.split("\n")[0]!.slice(0, 100) || (people.length ? `Meeting with ${people.join(", ")}` : "Meeting");

function inputOf({ people, location, said }: Heard, plan: Plan, text: string | undefined) {
  return {
    starts: plan.starts,
    ...(plan.ends ? { ends: plan.ends } : {}),
    time_zone: plan.zone,
    ...(plan.rrule ? { rrule: plan.rrule } : {}),
    ...(said.remind ? { remind_before: said.remind } : {}),
    ...(people.length ? { attendees: people } : {}),
    ...(location ? { location } : {}),
    ...(text ? { note: text } : {}),
  };
}

/** Words before the first thing that is known are the name; behind it they would be guesses. */
function takeOne(
  tokens: readonly Token[],
  words: readonly string[],
  at: number,
  now: ReturnType<typeof hereOf>,
  heard: Heard,
): number {
  const token = tokens[at]!;
  const named = heard.at === undefined && isCompany(tokens, at);
  const used =
    (named ? 0 : takeMoment(tokens, words, at, now, heard.said)) || takeWho(tokens, words, at, heard);
  if (used) {
    heard.at ??= token.at;
    return used;
  }
  if (token.kind === "pair") return takePair(tokens, at, heard);
  if (heard.at !== undefined)
    throw new WordsUnclear(
      `I do not know what "${token.text}" means here. Put a name in quotes, and the agenda after --.`,
      token.at,
    );
  heard.name.push(token);
  return 1;
}

/** `with @jane @raj`; `with Acme` is the name. */
function takeWho(tokens: readonly Token[], words: readonly string[], at: number, heard: Heard): number {
  const lead = /^(with|and|mit|avec)$/.test(words[at]!) ? 1 : 0;
  const { people, used } = takePeople(tokens, at + lead);
  heard.people = [...new Set([...heard.people, ...people])];
  return used ? used + lead : 0;
}

function takePair(tokens: readonly Token[], at: number, heard: Heard): number {
  const token = tokens[at]!;
  const key = token.key!.toLowerCase();
  const value = token.open ? tokens[at + 1]?.text : token.text;
  const field = { location: "location", place: "location", where: "location", title: "title" }[key];
  if (!field || !value)
    throw new WordsUnclear(`meet has no field "${token.key}". There are title and location.`, token.at);
  heard[field as "location" | "title"] = value;
  heard.at ??= token.at;
  return token.open ? 2 : 1;
}

const withoutWith = (name: readonly Token[]) =>
  name.length > 1 && name[0]!.kind === "word" && /^(with|mit|avec)$/i.test(name[0]!.text)
    ? name.slice(1)
    : name;

/** The card, what was understood, and who is busy then. */
function told(plan: Plan) {
  return (output: Output<typeof meetings.add>, circumstances: Circumstances): Reply => {
    const reply = understood(plan.text)(output);
    const clash = output.conflicts.map(
      ({ person, starts, meeting }) =>
        `${person.title} is busy ${moment(starts, circumstances)}${meeting ? ` (${meeting.title})` : ""}`,
    );
    return { ...reply, lines: [...reply.lines, ...clash.slice(0, 2)] };
  };
}
