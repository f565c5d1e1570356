/** Every phrase that the tests read. */
import { adds } from "./add.ts";
import { logs } from "./log.ts";
import { others } from "./others.ts";
import type { Phrase } from "./phrase.ts";

export type { Outcome, Phrase } from "./phrase.ts";
export const phrasings: readonly Phrase[] = [...logs, ...adds, ...others];
