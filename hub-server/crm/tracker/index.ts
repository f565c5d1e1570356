/** The tracker's calls, and the tracked nouns that need no verbs of their own. */
import { batches, collections, deals, deliveries, projects } from "../../contract/index.ts";
import type { Handler } from "../context.ts";
import { slice } from "../record/slice.ts";
import type { Extras } from "../record/write.ts";
import { board } from "./board.ts";
import { trackedExtras } from "./enter.ts";
import { history, stages } from "./history.ts";
import { move, reopen } from "./move.ts";
import { rank } from "./place.ts";
import { stalled } from "./stalled.ts";
import { velocity } from "./velocity.ts";

const plain = {
  deal: deals,
  delivery: deliveries,
  batch: batches,
  collection: collections,
  project: projects,
} as const;

/** What these nouns add to a row at birth, for imports too. */
export const trackedNounExtras: Readonly<Record<string, Extras>> = Object.fromEntries(
  Object.keys(plain).map((noun) => [noun, trackedExtras(noun)]),
);

export const trackerHandlers: readonly Handler[] = [
  ...Object.entries(plain).flatMap(([noun, calls]) => slice(calls, noun, trackedNounExtras[noun])),
  move,
  reopen,
  rank,
  board,
  stages,
  history,
  stalled,
  velocity,
];
