/**
 * What the predefined push rules say of an event that they count (`notify` above 0), without asking them one after another: unread
 * counts look at every message of every reader. `count.test.ts` holds it against the rules themselves.
 */
import type { ChatEvent } from "../event.ts";
import { asObject } from "../rules/notify.ts";
import { powerOf, powerToNotifyRoom } from "../rules/power-levels.ts";
import type { Asker } from "./conditions.ts";
import { standsIn } from "./glob.ts";

interface Counted {
  readonly notify: boolean;
  readonly highlight: boolean;
}

const silent: Counted = { notify: false, highlight: false };
const told: Counted = { notify: true, highlight: false };
const called: Counted = { notify: true, highlight: true };

const messages = new Set(["m.room.message", "m.room.encrypted"]);

/** @param event not the asker's own */
export function countByDefault(event: ChatEvent, asker: Asker): Counted {
  if (event.fields.because) return silent;
  if (event.type === "m.room.tombstone" || calls(event, asker)) return called;
  return messages.has(event.type) ? told : silent;
}

function calls(event: ChatEvent, { userId, room }: Asker): boolean {
  const { "m.mentions": said } = event.content;
  const mayCallAll = () => powerOf(room, event.sender) >= powerToNotifyRoom(room);
  const mentions = asObject(said);
  if (Array.isArray(mentions?.user_ids) && mentions.user_ids.includes(userId)) return true;
  if (said !== undefined) return mentions?.room === true && mayCallAll();
  const { words } = event;
  if (words === "") return false;
  const name = room.get("m.room.member", userId)?.content.displayname;
  if (typeof name === "string" && name !== "" && standsIn(words, name.toLowerCase())) return true;
  const localpart = userId.slice(1, userId.indexOf(":")).toLowerCase();
  return standsIn(words, localpart) || (standsIn(words, "@room") && mayCallAll());
}
