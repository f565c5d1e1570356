/** The conversation: what was asked becomes one call, and its output one answer, whichever chat it came from. */
import { HubProblem, type CallOptions, type Hub } from "@singularity/hub-server/client";
import { recordOfRoom, recordProfile, writes } from "@singularity/hub-server/contract";
import type { About, Command, Make, Named, Reply, Step } from "../commands/command.ts";
import { TryAgain, WordsUnclear } from "../errors.ts";
import { readLine, type Line } from "../words/line.ts";
import { refused, unclear, unknownVerb } from "./refuse.ts";
import type { Ask } from "./surface.ts";

export type Converse = (ask: Ask) => Promise<Reply>;

interface Turn {
  readonly ask: Ask;
  readonly line: Line;
  readonly hub: Hub;
  readonly command: Command;
}

/**
 * @param hub connection with the token of the bots; every call is made as the person who asked
 * @returns the answer to what is asked; refusals are answers too. It throws TryAgain when the hub is at fault
 */
export function makeConversation(hub: Hub, commands: readonly Command[]): Converse {
  const byVerb = new Map(
    commands.flatMap((command) => [command.verb, ...command.aliases].map((verb) => [verb, command] as const)),
  );
  return async (ask) => {
    const line = readLine(ask.words);
    const command = byVerb.get(line.verb);
    if (!command) return unknownVerb(line.verb, ask.words, commands);
    return answer({ ask, line, command, hub: withPatience(hub) });
  };
}

async function answer(turn: Turn): Promise<Reply> {
  const { ask, line, command } = turn;
  let step: Step | undefined;
  try {
    step = command.read(line, { at: ask.at, room: ask.room });
    return await take(turn, step);
  } catch (error) {
    if (error instanceof WordsUnclear) return unclear(error, ask.words, command);
    if (error instanceof HubProblem) return refused(error, ask.words, refOf(step));
    throw error;
  }
}

async function take(turn: Turn, step: Step): Promise<Reply> {
  if (step.kind === "say") return step.reply;
  if (step.kind === "make") return makeIt(turn, step);
  const record = await lookUp(turn, step);
  if (!record) return takeAgain(turn, step);
  return take(turn, step.next(record));
}

/** The record that the words, or the room, name. */
async function lookUp({ ask, hub, command }: Turn, { ref, nouns }: About): Promise<Named | undefined> {
  if (ref === undefined) {
    const here = ask.room && (await hub(recordOfRoom, { room: ask.room }, as(ask))).record;
    if (!here) throw new WordsUnclear(`Say which record. Usage: ${command.usage}`, ask.words.length);
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
async function takeAgain(turn: Turn, step: About): Promise<Reply> {
  let missing: unknown;
  for (const noun of step.nouns) {
    try {
      return await take(turn, step.next({ id: step.ref!, noun, number: step.ref!, title: step.ref! }));
    } catch (error) {
      if (!(error instanceof HubProblem || error instanceof WordsUnclear)) throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/** Makes the call. Where others listen, the answer is cut to what all of them may see; if nothing is left, it is told in private. */
async function makeIt({ ask, hub }: Turn, step: Make): Promise<Reply> {
  const options: CallOptions = writes(step.call) ? { ...as(ask), key: ask.key } : as(ask);
  const present = (output: unknown) => step.present(output as never, { at: ask.at, room: ask.room });
  if (!ask.room) return present(await hub(step.call, step.input, options));
  try {
    return present(await hub(step.call, step.input, { ...options, audience: ask.room }));
  } catch (error) {
    if (!(error instanceof HubProblem) || error.code !== "audience") throw error;
    return { ...present(await hub(step.call, step.input, options)), isPrivate: true };
  }
}

function as({ speaker, source }: Ask): CallOptions {
  return { person: speaker, source };
}

function refOf(step: Step | undefined): string | undefined {
  if (step?.kind === "about") return step.ref;
  if (step?.kind !== "make") return undefined;
  const ref = step.input["ref"] ?? step.input["party"];
  return typeof ref === "string" ? ref : undefined;
}

/** Faults of the hub, and of the way to it, are no answers: what was asked is tried again later. */
export function withPatience(hub: Hub): Hub {
  return async (call, input, options) => {
    try {
      return await hub(call, input, options);
    } catch (error) {
      if (!(error instanceof HubProblem)) throw new TryAgain(`The hub cannot be reached: ${String(error)}`);
      const wait = error.problem["retryAfterSeconds"];
      if (error.status >= 500 || error.status === 429 || error.status === 408)
        throw new TryAgain(
          `The hub answered ${error.status}: ${error.message}`,
          typeof wait === "number" ? wait : 0,
        );
      throw error;
    }
  };
}
