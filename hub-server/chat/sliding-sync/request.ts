/** What a sliding sync asks for, in the words of `/v4/sync` (MSC4186) and in those of its unstable path, which apps use today. */
import { optionalObject, optionalText, optionalTexts } from "../http/read.ts";
import { badJson, invalidParam } from "../refusals.ts";
import { asObject } from "../rules/notify.ts";
import type { Content, Json } from "../types.ts";
import { readListFilter, type ListFilter } from "./list-filter.ts";
import { digest, readWantedState, type WantedState } from "./wanted-state.ts";

export interface RoomConfig {
  readonly timelineLimit: number;
  readonly wanted: WantedState;
}

export interface ListConfig extends RoomConfig {
  /** Places in the list, both ends included, in order and apart; undefined: all of it. */
  readonly ranges: readonly (readonly [number, number])[] | undefined;
  readonly filter: ListFilter;
}

export interface SlidingRequest {
  readonly pos: string | undefined;
  readonly connId: string;
  /** ms */
  readonly timeout: number;
  readonly lists: ReadonlyMap<string, ListConfig>;
  readonly subscriptions: ReadonlyMap<string, RoomConfig>;
  readonly unsubscribed: readonly string[];
  readonly extensions: Content;
  readonly txnId: string | undefined;
  /** How answers are worded. */
  readonly words: "v4" | "unstable";
  /** Of everything but pos and timeout: the same key, the same wishes. Short: every answer that is kept holds it. */
  readonly key: string;
}

const mostLists = 100;
const mostSubscriptions = 100;
const mostRanges = 20;
/** More events are to be had from /messages. */
const longestTimeline = 100;
const longestWait = 120_000;

export interface Asked {
  readonly userId: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: Content;
  readonly words: SlidingRequest["words"];
}

/** @throws MatrixError M_BAD_JSON, M_INVALID_PARAM */
export function readRequest({ userId, query, body, words }: Asked): SlidingRequest {
  const { pos: _pos, timeout: _timeout, txn_id: _txn, ...rest } = body;
  const connId = optionalText(body, "conn_id") ?? "";
  if (connId.length > 255) throw invalidParam("conn_id has at most 255 characters.");
  return {
    pos: query.pos ?? optionalText(body, "pos"),
    connId,
    timeout: timeoutOf(query.timeout ?? body.timeout),
    lists: each(body, "lists", mostLists, (list) => readList(list, userId)),
    subscriptions: each(body, "room_subscriptions", mostSubscriptions, (one) => readConfig(one, userId)),
    unsubscribed: optionalTexts(body, "unsubscribe_rooms") ?? [],
    extensions: optionalObject(body, "extensions") ?? {},
    txnId: optionalText(body, "txn_id"),
    words,
    key: digest(JSON.stringify(rest)),
  };
}

function timeoutOf(value: Json | undefined): number {
  if (value === undefined || value === null || value === "") return 0;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw invalidParam("timeout must be a whole number of milliseconds from 0.");
  return Math.min(number, longestWait);
}

function each<T>(body: Content, key: string, most: number, read: (value: Content) => T): Map<string, T> {
  const entries = Object.entries(optionalObject(body, key) ?? {});
  if (entries.length > most) throw invalidParam(`${key} has at most ${most} entries; got ${entries.length}.`);
  return new Map(
    entries.map(([name, value]) => {
      const object = asObject(value);
      if (!object) throw badJson(`${key} must hold objects.`);
      return [name, read(object)];
    }),
  );
}

function readConfig(json: Content, userId: string): RoomConfig {
  const { timeline_limit: limit = 0 } = json;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0)
    throw badJson("timeline_limit must be a whole number from 0.");
  return {
    timelineLimit: Math.min(limit, longestTimeline),
    wanted: readWantedState(json.required_state, userId),
  };
}

function readList(json: Content, userId: string): ListConfig {
  const ranges = json.range === undefined ? json.ranges : [json.range];
  return {
    ...readConfig(json, userId),
    ranges: ranges === undefined || ranges === null ? undefined : readRanges(ranges),
    filter: readListFilter(optionalObject(json, "filters") ?? {}),
  };
}

function readRanges(value: Json): [number, number][] {
  const isPlace = (one: Json | undefined): one is number => Number.isInteger(one) && Number(one) >= 0;
  const isRange = (one: Json): one is [number, number] =>
    Array.isArray(one) && one.length === 2 && one.every(isPlace) && Number(one[0]) <= Number(one[1]);
  if (!Array.isArray(value) || !value.every(isRange))
    throw badJson("A range must be two whole numbers from 0, the smaller one first.");
  if (value.length > mostRanges)
    throw badJson(`A list has at most ${mostRanges} ranges; got ${value.length}.`);
  return apart(value);
}

/** Ranges that meet become one, so that no place comes twice. */
function apart(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const result: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before && first <= before[1]) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}
