/** Which state of a room a client wants ("RequiredStateRequest" of MSC4186), in the new words and in those that apps use today. */
import { hash } from "node:crypto";
import type { ChatEvent } from "../event.ts";
import { badJson } from "../refusals.ts";
import type { Room } from "../rooms/room.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";

/** What is left out matches everything. */
interface StateRule {
  readonly type?: string;
  readonly stateKey?: string;
}

/** Rules by what they name: how long it takes to ask does not depend on how many there are. */
interface Rules {
  readonly everything: boolean;
  readonly types: ReadonlySet<string>;
  /** Under any type. */
  readonly stateKeys: ReadonlySet<string>;
  readonly events: ReadonlyMap<string, readonly [type: string, stateKey: string]>;
}

interface WantedPart {
  readonly include: Rules;
  readonly exclude: Rules;
  readonly lazy: boolean;
  /** The same key, the same wishes. */
  readonly key: string;
}

const member = "m.room.member";

/** Of one list or subscription. Apps ask for about twenty. */
const mostRules = 200;
const longestRules = 16 * 1024;

export class WantedState {
  readonly #parts: readonly WantedPart[];
  /** Members come when they speak or change. */
  readonly lazyMembers: boolean;
  /** The same key, the same wishes. Short, however much is wished for: connections keep it. */
  readonly key: string;

  constructor(parts: readonly WantedPart[]) {
    this.#parts = parts;
    this.lazyMembers = parts.some(({ lazy }) => lazy);
    this.key = digest(parts.map(({ key }) => key).join(" "));
  }

  /** All that one of them wants ("Combining room configs"). */
  static all(wanted: readonly WantedState[]): WantedState {
    if (wanted.length === 1) return wanted[0]!;
    const parts = new Map(wanted.flatMap((one) => one.#parts.map((part) => [part.key, part])));
    return new WantedState([...parts.values()]);
  }

  matches(type: string, stateKey: string): boolean {
    return this.#parts.some((part) => matches(part, type, stateKey));
  }

  /** The present state, as far as it is wanted. Reads what is named and no more: a room may have many members. */
  select(room: Room): ChatEvent[] {
    const found = new Set<ChatEvent>();
    for (const part of this.#parts)
      for (const event of candidates(room, part))
        if (matches(part, event.type, event.stateKey!)) found.add(event);
    return [...found];
  }
}

/** A short name for a long text. */
export const digest = (text: string) => hash("sha256", text, "base64url");

function matches({ include, exclude, lazy }: WantedPart, type: string, stateKey: string): boolean {
  // "Everything, but members lazily" must not mean every member.
  const isNamed = names(include, type, stateKey);
  return (
    (isNamed || (!(lazy && type === member) && covers(include, stateKey))) && !fits(exclude, type, stateKey)
  );
}

const fits = (rules: Rules, type: string, stateKey: string) =>
  names(rules, type, stateKey) || covers(rules, stateKey);

/** By its type. */
const names = ({ types, events }: Rules, type: string, stateKey: string) =>
  types.has(type) || (events.size > 0 && events.has(eventKey(type, stateKey)));

/** Whatever its type. */
const covers = ({ everything, stateKeys }: Rules, stateKey: string) => everything || stateKeys.has(stateKey);

const eventKey = (type: string, stateKey: string) => `${type}\n${stateKey}`;

function* candidates(room: Room, { include, lazy }: WantedPart): Iterable<ChatEvent> {
  for (const [type, stateKey] of include.events.values()) {
    const event = room.get(type, stateKey);
    if (event) yield event;
  }
  const isWide = include.everything || include.stateKeys.size > 0;
  for (const type of isWide ? room.state.keys() : include.types)
    if (include.types.has(type) || !(lazy && type === member)) yield* room.state.get(type)?.values() ?? [];
}

/** @throws MatrixError M_BAD_JSON */
export function readWantedState(value: Json | undefined, userId: string): WantedState {
  if (value === undefined || value === null) return new WantedState([]);
  const { length } = JSON.stringify(value);
  if (length > longestRules)
    throw badJson(`required_state has at most ${longestRules} characters; got ${length}.`);
  if (Array.isArray(value)) return new WantedState([pairs(value, userId)]);
  const object = asObject(value);
  if (!object) throw wrong();
  const { lazy_members: lazy = false } = object;
  if (typeof lazy !== "boolean") throw badJson("lazy_members must be true or false.");
  return new WantedState([partOf(rules(object.include), rules(object.exclude), lazy)]);
}

const wrong = () =>
  badJson("required_state must be pairs of type and state key, or an object with include and exclude.");

/** The old words: `*` for anything, `$ME` for the reader, `$LAZY` for members who speak. */
function pairs(value: readonly Json[], userId: string): WantedPart {
  let lazy = false;
  const include: StateRule[] = [];
  for (const pair of value) {
    if (!Array.isArray(pair) || pair.length !== 2) throw wrong();
    const [type, key] = pair;
    if (typeof type !== "string" || typeof key !== "string") throw wrong();
    if (type === member && key === "$LAZY") lazy = true;
    else
      include.push({
        ...(type !== "*" && { type }),
        ...(key !== "*" && { stateKey: key === "$ME" ? userId : key }),
      });
  }
  return partOf(include, [], lazy);
}

function partOf(include: readonly StateRule[], exclude: readonly StateRule[], lazy: boolean): WantedPart {
  const count = include.length + exclude.length;
  if (count > mostRules) throw badJson(`required_state has at most ${mostRules} entries; got ${count}.`);
  const key = digest(JSON.stringify([include, exclude, lazy]));
  return { include: byName(include), exclude: byName(exclude), lazy, key };
}

function byName(list: readonly StateRule[]): Rules {
  const [types, stateKeys] = [new Set<string>(), new Set<string>()];
  const events = new Map<string, readonly [string, string]>();
  let everything = false;
  for (const { type, stateKey } of list) {
    if (type !== undefined && stateKey !== undefined) events.set(eventKey(type, stateKey), [type, stateKey]);
    else if (type !== undefined) types.add(type);
    else if (stateKey !== undefined) stateKeys.add(stateKey);
    else everything = true;
  }
  return { everything, types, stateKeys, events };
}

function rules(value: Json | undefined): StateRule[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong();
  return value.map((one) => {
    const { type, state_key: stateKey } = asObject(one) ?? refuse();
    if (![type, stateKey].every((part) => part === undefined || typeof part === "string")) throw wrong();
    return { ...(type !== undefined && { type }), ...(stateKey !== undefined && { stateKey }) } as StateRule;
  });
}

function refuse(): Content {
  throw wrong();
}
