/** The conversation: what was asked becomes one call, and its output one answer, whichever chat it came from. */
import { HubProblem, type Hub } from "@singularity/hub-server/client";
import { listConfirmations } from "@singularity/hub-server/contract";
import type { Command, Reply } from "../commands/command.ts";
import { WordsUnclear } from "../errors.ts";
import { fill } from "../words/hole.ts";
import { readLine } from "../words/line.ts";
import { lineFor } from "./card-words.ts";
import { edited } from "./edited.ts";
import { takeAnswer } from "./form-answers.ts";
import { memoryOf, type Memory, type Waiting } from "./memory.ts";
import { withPatience } from "./patience.ts";
import { promised } from "./promised.ts";
import { refused, unclear, unknownVerb } from "./refuse.ts";
import type { Ask } from "./surface.ts";
import { as, circumstancesOf, fillIt, take, type Told } from "./turn.ts";

export { withPatience } from "./patience.ts";

/** @returns the answer; undefined when the words were not for us */
export type Converse = (ask: Ask) => Promise<Reply | undefined>;

interface Parts {
  readonly hub: Hub;
  readonly memory: Memory;
  readonly commands: readonly Command[];
  readonly commandOf: (verb: string) => Command | undefined;
}

const cancels = /^[/!]?(cancel|stop|never ?mind|abbrechen|annuler)[.!]*$/i;

/**
 * @param hub connection with the token of the bots; every call is made as the person who asked
 * @returns the answer to what is asked; refusals are answers too. It throws TryAgain when the hub is at fault
 */
export function makeConversation(hub: Hub, commands: readonly Command[]): Converse {
  const byVerb = new Map(
    commands.flatMap((command) => [command.verb, ...command.aliases].map((verb) => [verb, command] as const)),
  );
  const patient = withPatience(hub);
  const parts = {
    hub: patient,
    memory: memoryOf(patient),
    commands,
    commandOf: (verb: string) => byVerb.get(verb),
  };
  const answer = (ask: Ask) => answering(parts, ask);
  const isReadable = (ask: Ask) => readable(parts, ask, ask.words, ask.room);
  const unread = async (ask: Ask) =>
    notRead(parts, ask.words, await reading(parts, ask, ask.words, ask.room));
  return async (ask) =>
    ask.edits ? edited({ hub: patient, answer, isReadable, unread }, ask, ask.edits) : answer(ask);
}

async function answering(parts: Parts, ask: Ask): Promise<Reply | undefined> {
  if (ask.overheard) return promised(parts.hub, ask);
  const { memory } = parts;
  const asks =
    parts.commandOf(readLine(ask.words).verb) === undefined || ask.casual || cancels.test(ask.words);
  const waiting = asks || /^\s*\d\s*$/.test(ask.words) ? await memory.recall(ask) : undefined;
  if (cancels.test(ask.words)) return cancelled(parts, ask, waiting);
  const told = waiting ? await continued(parts, ask, waiting) : await begun(parts, ask);
  if (!told) return promised(parts.hub, ask);
  const choices = choicesOf(told.reply, waiting?.room ?? ask.room);
  const next = told.waiting ? { ...choices, ...told.waiting } : choices;
  if (!next && !waiting) return told.reply;
  // Only when it was told: after a crash the same words must find what they found before.
  const inPrivate = told.reply.isPrivate ?? false;
  return { ...told.reply, afterwards: () => memory.keep(ask, { before: waiting, after: next, inPrivate }) };
}

const choicesOf = ({ choices }: Reply, room: string | null): Waiting | undefined =>
  choices?.length && !choices.some(({ reaction }) => reaction)
    ? { room, choices: choices.map(({ words }) => words) }
    : undefined;

async function cancelled(
  { memory, hub }: Parts,
  ask: Ask,
  waiting: Waiting | undefined,
): Promise<Reply | undefined> {
  if (!waiting) return ask.casual && ask.room ? undefined : nothingToCancel(hub, memory, ask);
  const inPrivate = ask.room === null;
  const afterwards = () => memory.keep(ask, { before: waiting, after: undefined, inPrivate });
  return { lines: ["Cancelled. Nothing was done."], isPrivate: true, afterwards };
}

/** Nothing for those whom the hub tells nothing. */
async function waitingOf(hub: Hub, ask: Ask) {
  try {
    const { items } = await hub(listConfirmations, {}, as(ask));
    return items.filter(({ mine, state }) => mine && state === "waiting");
  } catch (error) {
    if (error instanceof HubProblem && error.status < 500) return [];
    throw error;
  }
}

/** What waits for a yes may be meant: its card says Cancel too. It is offered, for there may be several. */
async function nothingToCancel(hub: Hub, memory: Memory, ask: Ask): Promise<Reply> {
  const mine = await waitingOf(hub, ask);
  if (!mine.length) return { lines: ["Nothing is under way."], isPrivate: true };
  const about = ({ facts }: (typeof mine)[number]) =>
    facts
      .slice(0, 2)
      .map(({ value }) => value)
      .join(", ");
  const reply: Reply = {
    lines: ["Nothing is under way here, but this waits for a yes. Withdraw it?"],
    choices: mine.slice(0, 4).map((one) => ({
      label: [one.title, about(one)].filter(Boolean).join(": "),
      words: `withdraw ${one.id}`,
    })),
    isPrivate: true,
  };
  const after = choicesOf(reply, ask.room);
  return { ...reply, afterwards: () => memory.keep(ask, { before: undefined, after, inPrivate: true }) };
}

/** Words that begin something. Those said to a card without a prefix may be talk about it. */
async function begun(parts: Parts, ask: Ask): Promise<Told | undefined> {
  const line = ask.casual && ask.record ? lineFor(ask.words, ask.record) : ask.words;
  if (line === undefined || (ask.casual && ask.room && !ask.record)) return undefined;
  return said(parts, ask, line, ask.room);
}

async function said(parts: Parts, ask: Ask, words: string, room: string | null): Promise<Told> {
  const line = readLine(words);
  const command = parts.commandOf(line.verb);
  if (!command) return { reply: unknownVerb(line.verb, words, parts.commands) };
  return take({ ask, room, line, command, hub: parts.hub });
}

/** Words that may be the answer to what was asked before. */
async function continued(parts: Parts, ask: Ask, waiting: Waiting): Promise<Told | undefined> {
  const { room } = waiting;
  const number = /^\s*(\d)\s*$/.exec(ask.words)?.[1];
  const taken = number === undefined ? undefined : waiting.choices?.[Number(number) - 1];
  if (taken !== undefined && !waiting.form) return said(parts, ask, taken, room);
  if (waiting.form) return formAnswered(parts, ask, waiting, taken ?? ask.words);
  if (!waiting.template) return begun(parts, ask);
  const filled = fill(waiting.template, ask.words);
  const alone = await readable(parts, ask, ask.words, ask.room);
  const whole = await readable(parts, ask, filled, room);
  if (alone && !whole) return begun(parts, ask);
  // Both could be meant, and one of them would be a wrong write.
  if (alone && whole)
    return { reply: both(filled, ask.words), waiting: { room, choices: [filled, ask.words] } };
  const told = await said(parts, ask, filled, room);
  const { next } = waiting;
  return next && !told.waiting && !told.reply.choices ? { reply: offering(told.reply, next) } : told;
}

/** What could not be done before can be now. */
const offering = (reply: Reply, words: string): Reply => ({
  ...reply,
  choices: [{ label: words, words }],
  isPrivate: true,
});

const both = (filled: string, words: string): Reply => ({
  lines: ["Is that the answer, or something new?"],
  choices: [filled, words].map((line) => ({ label: line, words: line })),
  isPrivate: true,
});

/** Whether words can be read as a command to their end. Nothing is done. */
const readable = async (parts: Parts, ask: Ask, words: string, room: string | null) =>
  (await reading(parts, ask, words, room)) === true;

/** True, or why words cannot be read; undefined when they are no command. */
async function reading(
  parts: Parts,
  ask: Ask,
  words: string,
  room: string | null,
): Promise<true | WordsUnclear | undefined> {
  const line = readLine(words);
  const command = parts.commandOf(line.verb);
  if (!command || line.rest === "") return undefined;
  try {
    command.read(line, await circumstancesOf({ ask, hub: parts.hub, room, command, line }));
    return true;
  } catch (error) {
    if (error instanceof WordsUnclear) return error;
    throw error;
  }
}

/** The answer to new words that cannot be read. What could be said instead is not offered: it would not be an edit. */
function notRead({ commandOf, commands }: Parts, words: string, why: true | WordsUnclear | undefined): Reply {
  const { verb } = readLine(words);
  const command = commandOf(verb);
  const { message, at } = why instanceof WordsUnclear ? why : { message: "", at: 0 };
  const sentence = `I cannot read the new words, so what the old ones did stands. ${message}`.trim();
  return command
    ? unclear(new WordsUnclear(sentence, at), words, command)
    : unknownVerb(verb, words, commands);
}

async function formAnswered(parts: Parts, ask: Ask, waiting: Waiting, answer: string): Promise<Told> {
  const turn = { ask, hub: parts.hub, room: waiting.room };
  const form = waiting.form!;
  try {
    const circumstances = await circumstancesOf(turn);
    const values = takeAnswer(form, answer, circumstances);
    return await fillIt(turn, { form: form.name, values }, circumstances);
  } catch (error) {
    if (error instanceof HubProblem) return { reply: refused(error, answer, undefined) };
    if (!(error instanceof WordsUnclear)) throw error;
    const reply = { lines: [error.message, "Say it again, or cancel."], isPrivate: true, waits: true };
    return { reply, waiting };
  }
}
