/** A turn: words that are a command become one call, and its output one answer. */
import { HubProblem, type CallOptions, type Hub } from "@singularity/hub-server/client";
import {
  linkForm,
  recordOfRoom,
  recordProfile,
  showPreferences,
  writes,
  type Form,
  type FormField,
} from "@singularity/hub-server/contract";
import type { About, Circumstances, Command, Fill, Make, Named, Reply, Step } from "../commands/command.ts";
import { formNamed } from "../commands/forms.ts";
import { WordsUnclear } from "../errors.ts";
import { readLine, type Line } from "../words/line.ts";
import { missing, question } from "./form-answers.ts";
import type { Waiting } from "./memory.ts";
import { refused, unclear } from "./refuse.ts";
import type { Ask } from "./surface.ts";

export interface Turn {
  readonly ask: Ask;
  /** Room in which the words count as said: that of the question which they answer. */
  readonly room: string | null;
  readonly line: Line;
  readonly hub: Hub;
  readonly command: Command;
}

/** An answer, and what is waited for after it. */
export interface Told {
  readonly reply: Reply;
  readonly waiting?: Waiting;
}

/** Reads the words and does what they say. Refusals are answers too. @throws TryAgain when the hub is at fault */
export async function take(turn: Turn): Promise<Told> {
  const { ask, command, line } = turn;
  let step: Step | undefined;
  try {
    if (command.secret && !isDirect(ask)) return { reply: onlyDirect };
    const circumstances = await circumstancesOf(turn);
    step = command.read(line, circumstances);
    return await follow(turn, step, circumstances);
  } catch (error) {
    if (error instanceof WordsUnclear) return asked(turn, error);
    if (error instanceof HubProblem)
      return { reply: withWords(refused(error, line.typed, refOf(step)), line) };
    throw error;
  }
}

/** Cards of confirmations hold no sums, which some role may not see; whoever asked sees what they said, and nobody else sees it. */
const withWords = (reply: Reply, { typed }: Line): Reply =>
  reply.card?.confirmation && reply.isPrivate
    ? { ...reply, card: { ...reply.card, facts: [...reply.card.facts, saidAs(typed)] } }
    : reply;
const saidAs = (typed: string) => ({
  label: "You said",
  value: typed.trim().split("\n")[0]!.slice(0, 100).toWellFormed(),
});

const isDirect = ({ direct, room }: Ask) => direct ?? room === null;

const onlyDirect: Reply = {
  lines: ["That is told and asked only between the two of us. Write it to me directly."],
  isPrivate: true,
};

/** What is missing is waited for: the next words fill the hole. */
function asked({ command, line, room }: Turn, error: WordsUnclear): Told {
  const reply = unclear(error, line.typed, command);
  const { template } = error;
  if (!template) return { reply };
  const other = readLine(template).verb !== line.verb;
  return {
    reply: { ...reply, waits: true },
    waiting: { room, template, ...(other ? { next: line.typed } : {}) },
  };
}

/** The person's zone and language are looked up only for words that may hold a time. */
export async function circumstancesOf(
  turn: Pick<Turn, "ask" | "hub" | "room"> & { command?: Command; line?: Line },
): Promise<Circumstances> {
  const { ask, hub, room } = turn;
  const told = isTimed(turn) ? await preferences(hub, ask) : undefined;
  const zone = told?.time_zone ?? ask.zone;
  const locale = told?.locale ?? ask.locale;
  const { at, speaker, record, quoted, file } = ask;
  return {
    at,
    room,
    speaker,
    direct: isDirect(ask),
    ...(zone ? { zone } : {}),
    ...(locale ? { locale } : {}),
    ...(record ? { record } : {}),
    ...(quoted ? { quoted } : {}),
    ...(file ? { file } : {}),
  };
}

function isTimed({ command, line }: { command?: Command; line?: Line }): boolean {
  if (!command) return true;
  return command.timed instanceof RegExp ? command.timed.test(line?.rest ?? "") : (command.timed ?? false);
}

async function preferences(hub: Hub, ask: Ask) {
  try {
    return await hub(showPreferences, {}, as(ask));
  } catch (error) {
    if (error instanceof HubProblem) return undefined;
    throw error;
  }
}

async function follow(turn: Turn, step: Step, circumstances: Circumstances): Promise<Told> {
  const { hub, ask } = turn;
  if (step.kind === "say") return { reply: step.reply };
  if (step.kind === "make") return { reply: await makeIt(turn, step, circumstances) };
  if (step.kind === "fill") return begin(turn, step, circumstances);
  if (step.kind === "here") return follow(turn, step.next(await hereIn(turn)), circumstances);
  if (step.kind === "look") {
    const found = await hub(step.call, step.input as never, as(ask));
    return follow(turn, step.next(found as never), circumstances);
  }
  const record = await lookUp(turn, step);
  if (!record) return takeAgain(turn, step, circumstances);
  return follow(turn, step.next(record), circumstances);
}

/** The record of the card that was replied to, or of the room. */
async function hereIn({ ask, room, hub }: Turn): Promise<Named | undefined> {
  if (ask.record) return (await hub(recordProfile, { ref: ask.record }, as(ask))).record;
  return (room && (await hub(recordOfRoom, { room }, as(ask))).record) || undefined;
}

/** The record that the words, or the room, name. */
async function lookUp(turn: Turn, { ref, nouns }: About): Promise<Named | undefined> {
  const { ask, hub, command, line } = turn;
  if (ref === undefined) {
    const here = await hereIn(turn);
    if (!here) throw new WordsUnclear(`Say which record. Usage: ${command.usage}`, line.typed.length);
    if (nouns.length && !nouns.includes(here.noun))
      throw new WordsUnclear(
        `This room belongs to ${here.title} (${here.number}). Say which record you mean.`,
        0,
      );
    return here;
  }
  try {
    return (await hub(recordProfile, { ref }, as(ask))).record;
  } catch (error) {
    if (ask.again && error instanceof HubProblem && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * The words were tried before, and now name no record: perhaps because the write that they asked for was done and the process died
 * before it could say so. The hub remembers the request by its key; only the right noun's request is one that it knows.
 */
async function takeAgain(turn: Turn, step: About, circumstances: Circumstances): Promise<Told> {
  let failed: unknown;
  for (const noun of step.nouns) {
    try {
      const named = { id: step.ref!, noun, number: step.ref!, title: step.ref! };
      return await follow(turn, step.next(named), circumstances);
    } catch (error) {
      if (!(error instanceof HubProblem || error instanceof WordsUnclear)) throw error;
      failed ??= error;
    }
  }
  throw failed;
}

/** Whoever asks for a form wants to see it, though it may need nothing. */
function begin(turn: Turn, step: Fill, circumstances: Circumstances): Promise<Told> {
  const { form } = formNamed(step.form)!;
  const [first] = form.fields;
  if (!first || missing(form, step.values) || Object.keys(step.values).length)
    return fillIt(turn, step, circumstances);
  return waitFor(turn, step, first);
}

async function waitFor(
  turn: Pick<Turn, "ask" | "hub" | "room">,
  { form: name, values }: Omit<Fill, "kind">,
  field: FormField,
): Promise<Told> {
  const { form } = formNamed(name)!;
  const link = await pageFor(turn, form, values);
  const reply = { ...question(form, field, values), ...(link ? { link } : {}) };
  return { reply, waiting: { room: turn.room, form: { name, values, field: field.name } } };
}

/** A page for those who would rather fill in all of it at once than be asked; there is none for forms that take secrets. */
async function pageFor(
  { ask, hub }: Pick<Turn, "ask" | "hub">,
  { call }: Form,
  values: Fill["values"],
): Promise<Reply["link"]> {
  if (ask.source.kind !== "chat") return undefined;
  try {
    const { url } = await hub(linkForm, { call, values }, as(ask));
    return { label: "Fill it in on a page", url };
  } catch (error) {
    if (error instanceof HubProblem && error.status < 500) return undefined;
    throw error;
  }
}

/** A form that lacks nothing is sent; for what it lacks a question is asked, and whoever can draw it draws it. */
export async function fillIt(
  turn: Pick<Turn, "ask" | "hub" | "room">,
  fill: Omit<Fill, "kind">,
  circumstances: Circumstances,
): Promise<Told> {
  const { values } = fill;
  const { call, form } = formNamed(fill.form)!;
  const field = missing(form, values);
  if (field) return waitFor(turn, fill, field);
  const present = (output: unknown): Reply => {
    const done = output as { card?: Reply["card"]; room?: string | null };
    return done.card
      ? { lines: [], card: done.card, posted: done.room ?? null }
      : { lines: [`${form.title}: done.`] };
  };
  return { reply: await makeIt(turn, { kind: "make", call, input: { ...values }, present }, circumstances) };
}

/** Makes the call. Where others listen, the answer is cut to what all of them may see; if nothing is left, it is told in private. */
async function makeIt(
  { ask, hub }: Pick<Turn, "ask" | "hub">,
  step: Make,
  circumstances: Circumstances,
): Promise<Reply> {
  const replies: Reply[] = [];
  for (let time = 0; time < (step.times ?? 1); time++) {
    const key = time ? `${ask.key}:${time}` : ask.key;
    const options: CallOptions = writes(step.call) ? { ...as(ask), key } : as(ask);
    try {
      replies.push(await makeOnce(ask, hub, step, options, circumstances));
    } catch (error) {
      // Of several, those that were done are told; the first that is refused ends it.
      if (!time || !(error instanceof HubProblem) || error.status >= 500) throw error;
      replies.push({ lines: [`Stopped after ${time} of ${step.times}: ${error.message}`] });
      break;
    }
  }
  return replies.length === 1
    ? replies[0]!
    : { ...replies[0]!, lines: replies.flatMap(({ lines }) => lines) };
}

async function makeOnce(
  ask: Ask,
  hub: Hub,
  step: Make,
  options: CallOptions,
  circumstances: Circumstances,
): Promise<Reply> {
  const present = (output: unknown) => step.present(output as never, circumstances);
  if (!ask.room) return present(await hub(step.call, step.input as never, options));
  try {
    return present(await hub(step.call, step.input as never, { ...options, audience: ask.room }));
  } catch (error) {
    if (!(error instanceof HubProblem) || error.code !== "audience") throw error;
    return { ...present(await hub(step.call, step.input as never, options)), isPrivate: true };
  }
}

export function as({ speaker, source }: Ask): CallOptions {
  return { person: speaker, source };
}

function refOf(step: Step | undefined): string | undefined {
  if (step?.kind === "about") return step.ref;
  if (step?.kind !== "make" && step?.kind !== "look") return undefined;
  const ref = step.input["ref"] ?? step.input["party"] ?? step.input["about"];
  return typeof ref === "string" ? ref : undefined;
}
