/** Which state of a room a client wants ("RequiredStateRequest" of MSC4186), in the new words and in those that apps use today. */
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

interface WantedPart {
  readonly include: readonly StateRule[];
  readonly exclude: readonly StateRule[];
  readonly lazy: boolean;
}

const member = "m.room.member";

export class WantedState {
  readonly #parts: readonly WantedPart[];
  /** Members come when they speak or change. */
  readonly lazyMembers: boolean;
  /** The same text, the same wishes. */
  readonly key: string;

  constructor(parts: readonly WantedPart[]) {
    this.#parts = parts;
    this.lazyMembers = parts.some(({ lazy }) => lazy);
    this.key = JSON.stringify(parts);
  }

  /** All that one of them wants ("Combining room configs"). */
  static all(wanted: readonly WantedState[]): WantedState {
    if (wanted.length === 1) return wanted[0]!;
    const parts = new Map(wanted.flatMap((one) => one.#parts.map((part) => [JSON.stringify(part), part])));
    return new WantedState([...parts.values()]);
  }

  matches(type: string, stateKey: string): boolean {
    return this.#parts.some((part) => matches(part, type, stateKey));
  }

  /** The present state, as far as it is wanted. Reads what is named and no more: a room may have many members. */
  select(room: Room): ChatEvent[] {
    const found = new Set<ChatEvent>();
    for (const part of this.#parts)
      for (const rule of part.include)
        for (const event of candidates(room, rule, part.lazy))
          if (matches(part, event.type, event.stateKey!)) found.add(event);
    return [...found];
  }
}

function matches({ include, exclude, lazy }: WantedPart, type: string, stateKey: string): boolean {
  const fits = (rule: StateRule) =>
    (rule.type === undefined || rule.type === type) &&
    (rule.stateKey === undefined || rule.stateKey === stateKey);
  // "Everything, but members lazily" must not mean every member.
  const wanted = (rule: StateRule) => fits(rule) && !(lazy && type === member && rule.type !== member);
  return include.some(wanted) && !exclude.some(fits);
}

function* candidates(room: Room, { type, stateKey }: StateRule, lazy: boolean): Iterable<ChatEvent> {
  if (type !== undefined && stateKey !== undefined) {
    const event = room.get(type, stateKey);
    if (event) yield event;
  } else if (type !== undefined) yield* room.state.get(type)?.values() ?? [];
  else for (const [name, byKey] of room.state) if (!(lazy && name === member)) yield* byKey.values();
}

/** @throws MatrixError M_BAD_JSON */
export function readWantedState(value: Json | undefined, userId: string): WantedState {
  if (value === undefined || value === null) return new WantedState([]);
  if (Array.isArray(value)) return new WantedState([pairs(value, userId)]);
  const object = asObject(value);
  if (!object) throw wrong();
  const { lazy_members: lazy = false } = object;
  if (typeof lazy !== "boolean") throw badJson("lazy_members must be true or false.");
  return new WantedState([{ include: rules(object.include), exclude: rules(object.exclude), lazy }]);
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
  return { include, exclude: [], lazy };
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
