/**
 * The worker: claims what was heard, lets it be answered, and settles it. It may die between any two steps; then it, or another one,
 * does the item again: the call has its key and the answer its transaction id, so that the second time changes nothing.
 */
import type { Hub } from "@singularity/hub-server/client";
import { claimInbox, settleInbox, type Output } from "@singularity/hub-server/contract";
import type { Converse } from "../conversation/converse.ts";
import { withPatience } from "../conversation/converse.ts";
import { outcomeOf, type Outcome } from "../conversation/edited.ts";
import type { Heard, Surface } from "../conversation/surface.ts";
import { TryAgain } from "../errors.ts";
import { noFault, type Fault } from "./fault.ts";
import { makeLanes, type Aside } from "./lanes.ts";

type Item = Output<typeof claimInbox>["items"][number];

export interface WorkerOptions {
  readonly hub: Hub;
  /** `matrix` or `slack`. */
  readonly source: string;
  /** Names this process among others that claim from the same inbox. */
  readonly name: string;
  readonly surface: Surface;
  readonly converse: Converse;
  /** What must stay in order: the room of an item. */
  readonly laneOf: (body: unknown) => string;
  readonly log: WorkerLog;
  /** Life of a claim, and how often leftovers of other processes are looked for. */
  readonly claimSeconds: number;
  readonly fault?: Fault;
  /** Lanes in which work goes on at the same time; 8 unless given. */
  readonly parallel?: number;
}

export interface WorkerLog {
  readonly warn: (details: object, sentence: string) => void;
  readonly error: (details: object, sentence: string) => void;
}

export interface Worker {
  /** Something was kept: look now. */
  readonly wake: () => void;
  /** Finishes what is under way, and nothing more. */
  readonly stop: () => Promise<void>;
}

/** Items that are held at once; those of a busy room wait in its lane. */
const most = 64;
const parallelLanes = 8;
/** A fault that does not pass is answered with an apology, lest one item block its room for ever. */
const mostTries = 6;
/** Whoever can hear an apology can hear the answer: that is tried for a quarter of an hour. */
const mostAnswers = 40;

export function startWorker(options: WorkerOptions): Worker {
  const lanes = makeLanes(options.parallel ?? parallelLanes);
  const held = new Set<string>();
  const stopping = new AbortController();
  let claiming: Promise<void> | undefined;
  let again = false;
  const wake = () => {
    again = true;
    claiming ??= claimAll().finally(() => {
      claiming = undefined;
    });
  };
  const claimAll = async () => {
    while (again && !stopping.signal.aborted && held.size < most) {
      again = false;
      const items = await claim(options, most - held.size);
      for (const item of items.filter(({ id }) => !held.has(id))) hold(item);
      if (items.length > 0) again = true;
    }
  };
  const hold = (item: Item) => {
    held.add(item.id);
    lanes
      .run(options.laneOf(item.body), (aside) => work(options, item, { stopping: stopping.signal, aside }))
      .catch((error: unknown) =>
        options.log.error({ err: error, id: item.id }, "an item fell out of its lane"),
      )
      .finally(() => {
        held.delete(item.id);
        // There is space again, and what waited behind this item in its lane may have been heard by another process.
        wake();
      });
  };
  // Whoever waits for a chat may wait for longer than a claim lives: nobody else is to take it for dead.
  const sweep = setInterval(() => {
    if (held.size) void claim(options, 0, [...held]);
    wake();
  }, options.claimSeconds * 400);
  sweep.unref();
  wake();
  return {
    wake,
    stop: async () => {
      clearInterval(sweep);
      stopping.abort();
      await claiming;
      await lanes.idle();
    },
  };
}

async function claim(
  { hub, source, name, claimSeconds, log }: WorkerOptions,
  limit: number,
  held: string[] = [],
) {
  const mine = held.length ? { held } : {};
  try {
    return (await hub(claimInbox, { source, worker: name, limit, seconds: claimSeconds, ...mine })).items;
  } catch (error) {
    log.warn({ err: error }, "the inbox cannot be read; it is looked at again later");
    return [];
  }
}

/** Does one item, again after a fault that will pass; whoever waits for that holds up nobody else. */
async function work(
  options: WorkerOptions,
  item: Item,
  { stopping, aside }: { readonly stopping: AbortSignal; readonly aside: Aside },
): Promise<void> {
  for (let tries = 1; !stopping.aborted; tries++) {
    let most = mostTries;
    try {
      await once(
        options,
        { ...heardOf(item), attempts: item.attempts + tries - 1 },
        () => (most = mostAnswers),
      );
      return;
    } catch (error) {
      options.log.warn({ err: error, id: item.id, tries }, "what was heard could not be dealt with");
      const lost = !(error instanceof TryAgain) || tries >= most;
      if (lost && (await apologise(options, item, error))) return;
      const wait = error instanceof TryAgain && error.seconds ? error.seconds * 1000 : backOff(tries);
      await aside(() => pause(wait, stopping));
    }
  }
}

const heardOf = (item: Item): Heard => ({ ...item, inherited: item.attempts > 1 });

/** @param answering hears that there is an answer, which is now to be told */
async function once(options: WorkerOptions, item: Heard, answering: () => void): Promise<void> {
  const { surface, converse, fault = noFault } = options;
  fault("after-claim");
  const rest = surface.working(item);
  // An edit of the words looks here for what they did and where it was told.
  let outcome: Outcome = {};
  let replaces: string | undefined;
  try {
    const ask = await surface.hear(item);
    const reply = ask && (await converse(ask));
    fault("after-call");
    answering();
    const said = reply && (await surface.answer(item, reply));
    fault("after-answer");
    await reply?.afterwards?.();
    if (reply) outcome = outcomeOf(reply, said || undefined);
    if (reply && !reply.stands) replaces = ask.edits?.id;
  } finally {
    rest();
  }
  await settle(options, item, outcome, replaces);
}

/** Tells that it failed, and settles. False when even that is not possible: then the item stays. */
async function apologise(options: WorkerOptions, item: Item, error: unknown): Promise<boolean> {
  const lines = [
    "Something went wrong on my side, and I have stopped trying.",
    "Look before you repeat it: history.",
  ];
  try {
    const reply = { lines, isPrivate: true, apology: true };
    const heard = heardOf(item);
    if (await options.surface.hear(heard)) await options.surface.answer(heard, reply);
  } catch (second) {
    if (second instanceof TryAgain) return false;
  }
  try {
    await settle(options, item, String(error));
    return true;
  } catch {
    return false;
  }
}

async function settle(
  { hub, source }: WorkerOptions,
  { id }: Pick<Item, "id">,
  outcome: unknown,
  replaces?: string,
): Promise<void> {
  await withPatience(hub)(settleInbox, { source, id, outcome, ...(replaces ? { replaces } : {}) });
}

/** Half a second, doubled to half a minute, and never the same for two processes. */
function backOff(tries: number): number {
  return Math.min(30_000, 250 * 2 ** tries) * (0.75 + Math.random() / 2);
}

async function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stopping.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    stopping.addEventListener("abort", done);
  });
}
