/** Filters ("Filtering" of the specification), read once and compiled. */
import { badJson } from "../refusals.ts";
import type { ChatEvent } from "../event.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";

export interface EventFilter {
  readonly limit: number;
  readonly matches: (event: ChatEvent) => boolean;
  /** For what is no room event: account data, typing, receipts. */
  readonly allowsType: (type: string) => boolean;
  readonly allowsSender: (userId: string) => boolean;
  /** Only members who speak are sent. */
  readonly lazyMembers: boolean;
  readonly redundantMembers: boolean;
}

export interface SyncFilter {
  /** The filter as JSON text: the same text, the same filter. */
  readonly source: string;
  readonly allowsRoom: (roomId: string) => boolean;
  readonly includeLeave: boolean;
  /** Unread counts are given per thread. */
  readonly threadCounts: boolean;
  readonly presence: EventFilter;
  readonly timeline: EventFilter;
  readonly state: EventFilter;
  readonly ephemeral: EventFilter;
  readonly roomAccountData: EventFilter;
  readonly accountData: EventFilter;
}

const defaultLimit = 10;
const largestLimit = 500;

/** @throws MatrixError M_BAD_JSON */
export function readSyncFilter(json: Content): SyncFilter {
  const room = objectAt(json, "room");
  strings(json, "event_fields");
  const timeline = objectAt(room, "timeline");
  return {
    source: JSON.stringify(json),
    allowsRoom: allows(strings(room, "rooms"), strings(room, "not_rooms")),
    includeLeave: flag(room, "include_leave"),
    threadCounts: flag(timeline, "unread_thread_notifications"),
    presence: readEventFilter(objectAt(json, "presence")),
    timeline: readEventFilter(timeline),
    state: readEventFilter(objectAt(room, "state")),
    ephemeral: readEventFilter(objectAt(room, "ephemeral")),
    roomAccountData: readEventFilter(objectAt(room, "account_data")),
    accountData: readEventFilter(objectAt(json, "account_data")),
  };
}

/** @throws MatrixError M_BAD_JSON */
export function readEventFilter(json: Content): EventFilter {
  const allowsType = allows(strings(json, "types"), strings(json, "not_types"), true);
  const allowsSender = allows(strings(json, "senders"), strings(json, "not_senders"));
  const allowsRoom = allows(strings(json, "rooms"), strings(json, "not_rooms"));
  const { contains_url: url, limit } = json;
  if (limit !== undefined && typeof limit !== "number") throw badJson("limit in a filter must be a number.");
  return {
    limit: Math.max(0, Math.min(limit ?? defaultLimit, largestLimit)),
    allowsType,
    allowsSender,
    lazyMembers: flag(json, "lazy_load_members"),
    redundantMembers: flag(json, "include_redundant_members"),
    matches: (event) =>
      allowsType(event.type) &&
      allowsSender(event.sender) &&
      allowsRoom(event.fields.roomId) &&
      (typeof url !== "boolean" || (typeof event.content.url === "string") === url),
  };
}

/** Not wanted wins over wanted; nothing said about wanted means everything. */
function allows(wanted?: readonly string[], unwanted?: readonly string[], wildcards = false) {
  const isWanted = wanted && matcher(wanted, wildcards);
  const isUnwanted = unwanted?.length ? matcher(unwanted, wildcards) : undefined;
  return (value: string) => !isUnwanted?.(value) && (isWanted?.(value) ?? true);
}

function matcher(values: readonly string[], wildcards: boolean): (value: string) => boolean {
  const exact = new Set(values);
  const patterns = wildcards ? values.filter((value) => value.includes("*")).map(glob) : [];
  return (value) => exact.has(value) || patterns.some((pattern) => pattern.test(value));
}

const glob = (text: string) =>
  new RegExp(`^${text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\*+/g, ".*")}$`, "s");

/** What the items of some lists look like. */
const forms: Readonly<Record<string, RegExp>> = { rooms: /^!./, senders: /^@[^:]*:./ };

function strings(json: Content, key: string): string[] | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === "string"))
    throw badJson(`${key} in a filter must be a list of strings.`);
  const form = forms[key.replace("not_", "")];
  const wrong = form && value.find((item) => !form.test(item));
  if (wrong !== undefined) throw badJson(`${key} in a filter must hold ids; got ${wrong.slice(0, 50)}.`);
  return value;
}

function objectAt(json: Content, key: string): Content {
  const value: Json | undefined = json[key];
  if (value === undefined || value === null) return {};
  const object = asObject(value);
  if (!object) throw badJson(`${key} in a filter must be an object.`);
  return object;
}

function flag(json: Content, key: string): boolean {
  const value = json[key];
  if (value !== undefined && typeof value !== "boolean")
    throw badJson(`${key} in a filter must be true or false.`);
  return value === true;
}
