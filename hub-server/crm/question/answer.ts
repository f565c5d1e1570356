/** The answer of a standing question, with the rights of its owner and, in a room, of everybody who reads there. */
import type { Enter } from "../../api/pipeline.ts";
import { ask, type Answer } from "../../contract/index.ts";
import { HubError } from "../../errors.ts";
import type { Standing } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { cardContent } from "../room/content.ts";
import type { Tx } from "../tx.ts";
import { readersOf, type Readers } from "../watch/room.ts";
import { askedBy } from "./ask.ts";
import { answerContent } from "./content.ts";
import type { Due } from "./fire.ts";
import { narrowing } from "./narrow.ts";
import type { Posted } from "./post.ts";

export interface Outcome {
  /** Why it was not answered. */
  readonly problem: string | null;
  readonly letter: Posted | null;
}

/** Not now: analytics is starting, or busy. */
export class Postponed extends Error {}

/** So often it is tried again before its owner is told that it failed. */
const patience = 6;

interface Options {
  readonly parts: Parts;
  readonly enter: Enter;
}

/** @param remarks what is to be said besides. @throws Postponed when it is to be tried again */
export async function answerFor(
  options: Options,
  tx: Tx,
  due: Due,
  owner: Standing,
  remarks: readonly string[],
): Promise<Outcome> {
  const readers: Readers = due.room
    ? await readersOf(options.parts, tx, owner, due.room)
    : { viewers: [owner] };
  const narrow = due.room && !readers.refused && counts(due) ? narrowing(owner, readers.viewers) : undefined;
  const room = due.room && !readers.refused && narrow !== "nothing" ? due.room : null;
  const why = readers.refused ?? (narrow === "nothing" ? nothing : undefined);
  const said = [...remarks, ...(why ? [why] : []), ...(room && narrow ? [less] : [])];
  const members = readers.viewers.map((viewer) => viewer.userId);
  const letter = async (room: string | null, remarks: readonly string[]): Promise<Outcome> => {
    const answer = await askAs(options.enter, due, owner, room);
    const words = { answer, question: due.question, number: due.number, by: owner.name, remarks };
    const content = answerContent(words);
    const to = { person: owner.userId, room, members: room ? members : [] };
    return { problem: null, letter: { ...to, content, ...(answer.chart ? { picture: answer.chart } : {}) } };
  };
  try {
    return await letter(room, said);
  } catch (error) {
    const onlyOwn = room && error instanceof HubError && error.code === "audience";
    return onlyOwn
      ? letter(null, [...remarks, nothing]).catch((again: unknown) => failed(due, owner, again))
      : failed(due, owner, error);
  }
}

const nothing = "Not said in the room: somebody there may see none of it.";
export const less = "Counted: what everybody here may see.";

/** A list of records says by itself whose they are. */
const counts = (due: Due) => askedBy(due.question, "UTC").call === ask;

async function askAs(enter: Enter, due: Due, owner: Standing, room: string | null): Promise<Answer> {
  const { call, input, read } = askedBy(due.question, String(due["time_zone"] ?? "UTC"));
  const output = await enter({
    call,
    input,
    principal: { userId: owner.userId, deviceId: "", kind: "session", tokenId: "", admin: false },
    source: { kind: "job", ref: { question: due.number } },
    address: "",
    ...(room ? { audience: room } : {}),
  });
  return read(output, due.now);
}

/** What may pass by itself is tried again for some minutes; then its owner is told, and not again until it was answered once. */
function failed(due: Due, owner: Standing, error: unknown): Outcome {
  const known = error instanceof HubError ? error : undefined;
  if ((known?.status ?? 500) >= 500 && due.attempts < patience)
    throw known ? new Postponed(known.message) : error;
  const problem = (known?.message ?? "Something went wrong on our side.").slice(0, 500);
  if (due.problem) return { problem, letter: null };
  const card = {
    record: { id: due.id, noun: "question", number: due.number, title: due.question },
    call: "question.fail",
    change: null,
    title: `Not answered: ${due.question}`,
    text: `${problem} I keep asking, and say so when it is answered.`,
    by: null,
    facts: [],
    actions: [{ label: "Stop asking", words: `unwatch ${due.number}` }],
    state: "current" as const,
  };
  return { problem, letter: { person: owner.userId, room: null, members: [], content: cardContent(card) } };
}
