/** Conditions of push rules ("Push rules: conditions"). A condition that is not known never holds. */
import { asObject } from "../rules/notify.ts";
import { powerOf, powerToNotifyRoom } from "../rules/power-levels.ts";
import type { ChatEvent } from "../event.ts";
import { glob, hasWords } from "./glob.ts";
import type { Room } from "../rooms/room.ts";
import type { Content, Json } from "../types.ts";

export interface Asker {
  readonly userId: string;
  readonly room: Room;
}

export type Holds = (event: ChatEvent, asker: Asker) => boolean;

const never: Holds = () => false;

export function condition(json: Content): Holds {
  if (json.kind === "event_match" && typeof json.key === "string" && typeof json.pattern === "string")
    return eventMatch(json.key, json.pattern);
  if (json.kind === "event_property_is" && typeof json.key === "string")
    return propertyIs(json.key, json.value ?? null);
  if (json.kind === "event_property_contains" && typeof json.key === "string")
    return propertyContains(json.key, json.value ?? null);
  if (json.kind === "contains_display_name") return containsDisplayName;
  if (json.kind === "room_member_count" && typeof json.is === "string") return memberCount(json.is);
  if (json.kind === "sender_notification_permission")
    return (event, { room }) => powerOf(room, event.sender) >= powerToNotifyRoom(room);
  return never;
}

/** `content.body` is matched by words, everything else as a whole; both without regard to case. */
export function eventMatch(key: string, pattern: string): Holds {
  const at = property(key);
  const matches = glob(pattern, key === "content.body" ? "words" : "whole");
  return (event, asker) => {
    const value = at(event, asker);
    return typeof value === "string" && matches(value);
  };
}

function propertyIs(key: string, wanted: Json): Holds {
  const at = property(key);
  return (event, asker) => at(event, asker) === wanted;
}

function propertyContains(key: string, wanted: Json): Holds {
  const at = property(key);
  return (event, asker) => {
    const value = at(event, asker);
    return Array.isArray(value) && value.includes(wanted);
  };
}

const containsDisplayName: Holds = (event, { userId, room }) => {
  const { body } = event.content;
  if (typeof body !== "string") return false;
  const name = room.get("m.room.member", userId)?.content.displayname;
  return typeof name === "string" && name !== "" && hasWords(body, name.toLowerCase());
};

function memberCount(is: string): Holds {
  const parts = /^(==|<|>|<=|>=)?(\d+)$/.exec(is);
  if (!parts) return never;
  const [, comparison = "==", digits] = parts;
  const n = Number(digits);
  return (_event, { room: { joined } }) => {
    if (comparison === "<") return joined.size < n;
    if (comparison === ">") return joined.size > n;
    if (comparison === "<=") return joined.size <= n;
    return comparison === ">=" ? joined.size >= n : joined.size === n;
  };
}

/** Path by dots; `\.` is a dot inside of a name ("Calculating paths"). */
function property(key: string): (event: ChatEvent, asker: Asker) => Json | undefined {
  const path = key.match(/(?:\\.|[^.\\])+/g)?.map((part) => part.replaceAll(/\\([\\.])/g, "$1")) ?? [];
  const [first, ...rest] = path;
  return (event, { room }) => {
    if (first === "content") return rest.reduce(member, event.content as Json | undefined);
    if (rest.length) return undefined;
    if (first === "type") return event.type;
    if (first === "sender") return event.sender;
    if (first === "room_id") return room.roomId;
    if (first === "event_id") return event.eventId;
    return first === "state_key" && event.stateKey !== null ? event.stateKey : undefined;
  };
}

function member(value: Json | undefined, name: string): Json | undefined {
  const object = asObject(value);
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}
