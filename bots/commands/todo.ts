/** `todo` and `done`: what somebody has to do, by when. */
import { cancelTodo, doneTodo, reopenTodo, todos, type Output } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import { hole, holeAt } from "../words/hole.ts";
import type { Token } from "../words/lex.ts";
import { join, splitText, type Line } from "../words/line.ts";
import { isNumber, personIn, prefixOf } from "../words/people.ts";
import { settle } from "../words/plan.ts";
import { splitTail } from "../words/tail.ts";
import {
  command,
  here,
  make,
  understood,
  written,
  type Circumstances,
  type Reply,
  type Step,
} from "./command.ts";
import { moment, rows } from "./present.ts";
import { isPriority, readPriority, type Priority } from "./priority.ts";
import { hereOf } from "./time.ts";

type Todos = Output<typeof todos.list>;
const shown = 5;

export const todo = command({
  verb: "todo",
  aliases: ["task", "to-do"],
  group: "Work",
  usage: "todo <what> [by fri 5pm] [@who] [!high] [about:record] | todo list [mine]",
  help: "Note something to do: by when, for whom, how urgent. todo list shows what is open.",
  examples: [
    {
      words: "todo send the quote to CUS-12 by fri 5pm @raj !high",
      call: "todo.add",
      input: {
        title: "send the quote to CUS-12",
        about: "CUS-12",
        due: "2026-11-27T16:00:00.000Z",
        time_zone: "Europe/Berlin",
        owner: "@raj",
        priority: "high",
      },
    },
    {
      words: "todo list mine",
      call: "todo.list",
      input: { status: "open", sort: "due", owner: "@jane:hub.localhost", limit: shown + 1 },
    },
    { words: "todo cancel TD-7", call: "todo.cancel", input: { ref: "TD-7" } },
  ],
  calls: [todos.add, todos.list, cancelTodo, reopenTodo],
  timed: true,
  read: readTodo,
});

function readTodo(line: Line, circumstances: Circumstances): Step {
  const { tokens, text } = splitText(line.tokens({ hyphen: true }));
  const [first, ...rest] = tokens;
  const word = first?.kind === "word" ? first.text.toLowerCase() : "";
  if (word === "list") return list(rest, circumstances);
  if ((word === "cancel" || word === "reopen" || word === "done") && rest.length === 1 && isNumber(rest[0]!))
    return make(actions[word], { ref: rest[0]!.text }, written);
  if (first && isNumber(first) && rest.length === 1 && Object.hasOwn(actions, rest[0]!.text.toLowerCase()))
    return make(actions[rest[0]!.text.toLowerCase() as "done"], { ref: first.text }, written);
  return add(line, tokens, text, circumstances);
}

const actions = { cancel: cancelTodo, reopen: reopenTodo, done: doneTodo } as const;

function add(line: Line, tokens: Token[], text: string | undefined, circumstances: Circumstances): Step {
  const read = readSigns(tokens);
  if (read.words.length === 0)
    throw new WordsUnclear(
      "What is to be done?",
      line.typed.length,
      [],
      holeAt(line.typed, line.typed.length),
    );
  const needsTime = circumstances.zone !== undefined || mentionsTime(read.words);
  const { words, plan, remind } = needsTime
    ? timed(line, read.words, circumstances)
    : { words: read.words, plan: undefined, remind: undefined };
  const title = join(words);
  if (title === "") throw new WordsUnclear("Say what is to be done, before the time.", tokens[0]!.at);
  const given = {
    title,
    ...(plan ? { due: plan.starts, time_zone: plan.zone } : {}),
    ...(plan?.allDay ? { all_day: true } : {}),
    ...(plan?.rrule ? { rrule: plan.rrule } : {}),
    ...(read.owner ? { owner: read.owner } : {}),
    ...(read.priority ? { priority: read.priority } : {}),
    ...(remind && plan ? { remind_before: remind } : {}),
    ...(text ? { note: text } : {}),
  };
  const numbered = words.filter((token) => isNumber(token) && prefixOf(token.text) !== "TD");
  const ref = read.about ?? (numbered.length === 1 ? numbered[0]!.text : undefined);
  const tell = understood(plan?.text);
  if (ref) return make(todos.add, { ...given, about: ref }, tell);
  return here((record) => make(todos.add, record ? { ...given, about: record.id } : given, tell));
}

const timeWord = /^\d|^(today|tomorrow|monday|tuesday|wednesday|thursday|friday|every|heute|morgen|demain)$/i;
const mentionsTime = (tokens: readonly Token[]) =>
  tokens.some(({ kind, text }) => kind === "word" && timeWord.test(text));

function timed(line: Line, tokens: readonly Token[], circumstances: Circumstances) {
  const now = hereOf(circumstances);
  const { words, said, at } = splitTail(tokens, now, line.typed);
  return { words, plan: settle(said, now, line.typed, at), remind: said.remind };
}

interface Signs {
  readonly words: Token[];
  owner?: string;
  priority?: Priority;
  about?: string;
}

/** `@raj`, `!high` and `about:CUS-12` may stand anywhere; two people are one too many. */
function readSigns(tokens: readonly Token[]): Signs {
  const signs: Signs = { words: [] };
  let key: "about" | "owner" | undefined;
  for (const token of tokens) {
    const person = personIn(token);
    if (key) {
      signs[key] = token.text;
      key = undefined;
    } else if (token.kind === "pair") key = readPair(token, signs);
    else if (person) setOnce(signs, person, token.at);
    else if (isPriority(token)) signs.priority = readPriority(token.text.slice(1), token.at);
    else if (token.kind === "tag") signs.words.push({ ...token, kind: "word", text: `#${token.text}` });
    else signs.words.push(token);
  }
  return signs;
}

function setOnce(signs: Signs, person: string, at: number): void {
  if (signs.owner) throw new WordsUnclear("One person has a to-do. Add another one for the others.", at);
  signs.owner = person;
}

function readPair(token: Token, signs: Signs): "about" | "owner" | undefined {
  const key = token.key!.toLowerCase();
  const slot = /^(about|for|re)$/.test(key) ? "about" : /^(owner|assignee)$/.test(key) ? "owner" : undefined;
  if (key === "priority") signs.priority = readPriority(token.text, token.at);
  else if (!slot) signs.words.push({ ...token, kind: "word", text: `${token.key}:${token.text}` });
  else if (token.open) return slot;
  else signs[slot] = token.text;
  return undefined;
}

/** `todo list`, `todo list mine`, `todo list @raj`, `todo list CUS-12`, `todo list done`. */
function list(tokens: readonly Token[], { speaker }: Circumstances): Step {
  const words = tokens.filter(
    ({ text }) => !/^(all|open|my|todos|the|for|of|about)$/i.test(text) || /^my$/i.test(text),
  );
  const mine = words.some(({ text }) => /^(mine|my|me)$/i.test(text));
  const done = words.some(({ text }) => /^done$/i.test(text));
  const rest = words.filter(({ text }) => !/^(mine|my|me|done)$/i.test(text));
  const who = rest.map(personIn).find(Boolean);
  const ref = join(rest.filter((token) => !personIn(token)));
  const owner = who ?? (mine ? speaker : undefined);
  return make(
    todos.list,
    {
      status: done ? "done" : "open",
      sort: done ? "-due" : "due",
      ...(owner ? { owner } : {}),
      ...(ref ? { about: ref } : {}),
      limit: shown + 1,
    },
    tellList,
  );
}

function tellList({ items }: Todos, circumstances: Circumstances): Reply {
  const told = items.map(({ number, title, due, owner, all_day: allDay }) =>
    [`${number} ${title}`, due ? moment(due, circumstances, allDay === true) : "", owner?.title ?? ""]
      .filter(Boolean)
      .join(" · "),
  );
  return { lines: rows(told, shown, "Nothing is open that you can see.") };
}

export const done = command({
  verb: "done",
  aliases: ["finish", "complete", "erledigt"],
  group: "Work",
  usage: "done <to-do>",
  help: "Mark a to-do done; one that repeats moves on to its next time.",
  examples: [{ words: "done TD-7", call: "todo.done", input: { ref: "TD-7" } }],
  calls: [doneTodo],
  read: (line, { record }) => {
    const ref = join(line.tokens()).replace(/[!.]{1,5}$/, "") || record;
    if (!ref) throw new WordsUnclear("Which to-do is done?", line.typed.length, [], `done ${hole}`);
    return make(doneTodo, { ref }, written);
  },
});
