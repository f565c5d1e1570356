/** What a person keeps about a room goes along to the room that replaces it: tags, push rules, whom it is direct with. */
import type { Core } from "../core.ts";
import { ruleSetOf, rulesType } from "../push/rule-set.ts";
import { asObject } from "../rules/notify.ts";
import { contentOf } from "../rules/state-view.ts";
import type { UserStream } from "../sync/streams.ts";
import type { Content, Json } from "../types.ts";
import type { Room } from "./room.ts";

/** After somebody has joined a room: what they kept about the one that it replaces. */
export async function followFromPredecessor(core: Core, next: Room, userId: string): Promise<void> {
  const roomId = asObject(contentOf(next, "m.room.create").predecessor)?.room_id;
  if (typeof roomId !== "string") return;
  const old = await core.rooms.byId(roomId);
  // Anybody may claim a predecessor; only the room itself says what replaces it.
  if (!old?.joined.has(userId) || contentOf(old, "m.room.tombstone").replacement_room !== next.roomId) return;
  await followUser(core, old, next, userId);
}

export async function followUser(core: Core, old: Room, next: Room, userId: string): Promise<void> {
  const stream = await core.streams.get(userId);
  const put = (room: number, type: string, content: Json) =>
    core.writer.write({ kind: "account data", userId, room, type, text: JSON.stringify(content) });
  const tags = stream.accountData.get(`${old.id} m.tag`);
  if (tags && !stream.accountData.has(`${next.id} m.tag`))
    await put(next.id, "m.tag", JSON.parse(tags.text) as Json);
  const direct = directWith(stream, old.roomId, next.roomId);
  if (direct) await put(0, "m.direct", direct);
  await core.inTurn(`rules ${userId}`, () => followRules(core, stream, old, next));
}

/** In the turn of everybody who changes the rules of this person. */
async function followRules(core: Core, stream: UserStream, old: Room, next: Room): Promise<void> {
  const rules = ruleSetOf(stream);
  const own = rules.room.find((rule) => rule.rule_id === old.roomId);
  if (!own || rules.room.some((rule) => rule.rule_id === next.roomId)) return;
  const room = [...rules.room, { ...own, rule_id: next.roomId }];
  const text = JSON.stringify({ global: { ...rules, room } });
  await core.writer.write({ kind: "account data", userId: stream.userId, room: 0, type: rulesType, text });
}

/** The map of direct rooms with the new one beside the old one; undefined when the old one is in none of its lists. */
function directWith(stream: UserStream, old: string, next: string): Content | undefined {
  const datum = stream.accountData.get("0 m.direct");
  const lists = datum && asObject(JSON.parse(datum.text) as Json);
  if (!lists) return undefined;
  let found = false;
  const changed = Object.entries(lists).map(([userId, rooms]): [string, Json] => {
    if (!Array.isArray(rooms) || !rooms.includes(old) || rooms.includes(next)) return [userId, rooms];
    found = true;
    return [userId, [...rooms, next]];
  });
  return found ? Object.fromEntries(changed) : undefined;
}
