/** Every phrase that the tests read. */
import { adds } from "./add.ts";
import { dates } from "./dates.ts";
import { logs } from "./log.ts";
import { meets } from "./meet.ts";
import { moneys } from "./money.ts";
import { others } from "./others.ts";
import { teams } from "./team.ts";
import { todos } from "./todo.ts";
import { watches } from "./watch.ts";
import type { Phrase } from "./phrase.ts";

export type { Outcome, Phrase } from "./phrase.ts";
export const phrasings: readonly Phrase[] = [
  ...logs,
  ...adds,
  ...todos,
  ...meets,
  ...moneys,
  ...teams,
  ...watches,
  ...others,
  ...dates,
];
