/** Whether an event counts as unread, by the default push rules; and whom it calls by name. */
import type { Content, Json } from "../types.ts";
import type { Draft } from "./authorise.ts";
import { powerOf, powerToNotifyRoom } from "./power-levels.ts";
import type { StateView } from "./state-view.ts";

export interface Notify {
  /** 0 silent, 1 counts as unread, 2 calls everybody. */
  readonly level: 0 | 1 | 2;
  readonly mentions: readonly string[] | null;
}

const silent: Notify = { level: 0, mentions: null };

const counted = new Set([
  "m.room.message",
  "m.room.encrypted",
  "m.poll.start",
  "org.matrix.msc3381.poll.start",
]);

/** Follows the order of the default rules: notices and edits first, then mentions, then messages. */
export function notifyOf(state: StateView, draft: Draft): Notify {
  const { type, content, stateKey } = draft;
  if (type === "m.room.tombstone" && stateKey !== null) return { level: 2, mentions: null };
  if (!counted.has(type) || stateKey !== null) return silent;
  if (content.msgtype === "m.notice" || relation(content)?.rel_type === "m.replace") return silent;
  const named = asObject(content["m.mentions"]);
  const everybody = named?.room === true && powerOf(state, draft.sender) >= powerToNotifyRoom(state);
  return { level: everybody ? 2 : 1, mentions: userIds(named?.user_ids) };
}

export function relation(content: Content): Content | undefined {
  return asObject(content["m.relates_to"]);
}

export const asObject = (value: Json | undefined): Content | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;

function userIds(value: Json | undefined): string[] | null {
  if (!Array.isArray(value)) return null;
  const ids = value.filter((id): id is string => typeof id === "string" && /^@\S+$/.test(id));
  return ids.length ? ids.slice(0, 100) : null;
}
