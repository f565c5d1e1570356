/** Power levels: who may do what ("m.room.power_levels" of the specification). */
import type { ChatEvent } from "../event.ts";
import { badJson, forbidden } from "../refusals.ts";
import type { Content, Json } from "../types.ts";
import type { StateView } from "./state-view.ts";

type Action = "ban" | "invite" | "kick" | "redact";

const actionDefaults: Record<Action, number> = { ban: 50, invite: 0, kick: 50, redact: 50 };

/** Level of a user. Without a power level event the creator has 100 and everybody else 0. */
export function powerOf(state: StateView, userId: string): number {
  const levels = state.get("m.room.power_levels", "");
  if (!levels) return creatorOf(state) === userId ? 100 : 0;
  const { users, users_default } = levels.content;
  return number(member(users, userId)) ?? number(users_default) ?? 0;
}

export function powerFor(state: StateView, action: Action): number {
  return number(state.get("m.room.power_levels", "")?.content[action]) ?? actionDefaults[action];
}

/** Level needed to send an event of this type. */
export function powerToSend(state: StateView, type: string, isState: boolean): number {
  const levels = state.get("m.room.power_levels", "")?.content;
  if (!levels) return 0;
  const own = number(member(levels.events, type));
  if (own !== undefined) return own;
  return isState ? (number(levels.state_default) ?? 50) : (number(levels.events_default) ?? 0);
}

/** Level needed for `@room`. */
export function powerToNotifyRoom(state: StateView): number {
  return number(member(state.get("m.room.power_levels", "")?.content.notifications, "room")) ?? 50;
}

/**
 * A change of power levels: nobody touches a level above their own, nor takes power from their equals.
 * Authorisation rules of room version 11, rule 10.
 */
export function checkPowerChange(state: StateView, sender: string, next: Content): void {
  checkShape(next);
  const current = state.get("m.room.power_levels", "");
  if (!current) return;
  const own = powerOf(state, sender);
  for (const [what, before, after] of changes(current, next)) {
    const user = what.startsWith("users/") ? what.slice("users/".length) : undefined;
    const equal = user !== undefined && user !== sender && before !== undefined && before >= own;
    if ((before !== undefined && before > own) || (after !== undefined && after > own) || equal)
      throw forbidden(
        `Your power level is ${own}; you cannot change ${what} from ${before ?? "none"} to ${after ?? "none"}.`,
      );
  }
}

const plain = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
] as const;
const maps = ["users", "events", "notifications"] as const;

/** Since room version 10 every level is an integer. */
function checkShape(content: Content): void {
  for (const key of plain) checkLevel(key, content[key]);
  for (const map of maps) {
    const values = content[map];
    if (values === undefined) continue;
    if (typeof values !== "object" || values === null || Array.isArray(values))
      throw badJson(`${map} must be an object of power levels.`);
    for (const [key, value] of Object.entries(values)) checkLevel(`${map}/${key}`, value);
    if (map === "users")
      for (const id of Object.keys(values))
        if (!/^@[^:]*:.+/.test(id))
          throw badJson(`users must have user ids as keys; got ${id.slice(0, 50)}.`);
  }
}

function checkLevel(key: string, value: Json | undefined): void {
  if (value !== undefined && !Number.isSafeInteger(value))
    throw badJson(`The power level ${key} must be an integer; got ${JSON.stringify(value).slice(0, 50)}.`);
}

function* changes(
  current: ChatEvent,
  next: Content,
): Iterable<[string, number | undefined, number | undefined]> {
  for (const key of plain) {
    const pair = [number(current.content[key]), number(next[key])] as const;
    if (pair[0] !== pair[1]) yield [key, ...pair];
  }
  for (const map of maps) {
    const [before, after] = [entries(current.content[map]), entries(next[map])];
    for (const key of new Set([...before.keys(), ...after.keys()]))
      if (before.get(key) !== after.get(key)) yield [`${map}/${key}`, before.get(key), after.get(key)];
  }
}

const entries = (map: Json | undefined) =>
  new Map(Object.entries((map ?? {}) as Content).map(([key, value]) => [key, number(value)]));

const member = (map: Json | undefined, key: string): Json | undefined =>
  typeof map === "object" && map !== null && !Array.isArray(map) && Object.hasOwn(map, key)
    ? map[key]
    : undefined;

const number = (value: Json | undefined) => (typeof value === "number" ? value : undefined);

export const creatorOf = (state: StateView) => state.get("m.room.create", "")?.sender;
