/** What a push gateway is told ("Push Gateway API": POST /notify). */
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import { asObject } from "../rules/notify.ts";
import type { Room } from "../rooms/room.ts";
import type { UserStream } from "../sync/streams.ts";
import { freshenUnread, freshUnread, total } from "../sync/unread.ts";
import type { Content } from "../types.ts";
import type { Verdict } from "./evaluate.ts";
import type { PusherRow } from "./pusher-store.ts";

export interface Occasion {
  readonly event: ChatEvent;
  readonly room: Room;
  readonly userId: string;
  readonly verdict: Verdict;
  readonly unread: number;
  readonly row: PusherRow;
}

export function notificationOf({ event, room, userId, verdict, unread, row }: Occasion): Content {
  const prio = verdict.highlight || verdict.sound !== undefined ? "high" : "low";
  const devices = [deviceOf(row, verdict)];
  const known = { event_id: event.eventId, room_id: room.roomId, prio, counts: { unread }, devices };
  if (asObject(row.format.data)?.format === "event_id_only") return known;
  const sender = text(room.get("m.room.member", event.sender)?.content.displayname);
  const name = text(room.get("m.room.name", "")?.content.name);
  const alias = text(room.get("m.room.canonical_alias", "")?.content.alias);
  const roomName = name ?? alias;
  return {
    ...known,
    id: event.eventId,
    type: event.type,
    sender: event.sender,
    content: event.content,
    ...(sender !== undefined && { sender_display_name: sender }),
    ...(roomName !== undefined && { room_name: roomName }),
    ...(alias !== undefined && { room_alias: alias }),
    ...(event.type === "m.room.member" && {
      user_is_target: event.stateKey === userId,
      membership: event.content.membership ?? null,
    }),
  };
}

/** The number of unread messages alone, e.g. after they were read elsewhere. */
export const badgeOf = (row: PusherRow, unread: number): Content => ({
  id: "",
  type: null,
  sender: "",
  counts: { unread },
  devices: [deviceOf(row, undefined)],
});

function deviceOf(row: PusherRow, verdict: Verdict | undefined): Content {
  const { url: _url, ...data } = asObject(row.format.data) ?? {};
  return {
    app_id: row.appId,
    pushkey: row.pushkey,
    pushkey_ts: Math.floor(row.createdAt.getTime() / 1000),
    data,
    tweaks: {
      ...(verdict?.highlight && { highlight: true }),
      ...(verdict?.sound !== undefined && { sound: verdict.sound }),
    },
  };
}

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

/** Unread messages in all rooms together. */
export async function unreadOf(core: Core, stream: UserStream): Promise<number> {
  const joined = [...stream.memberships.values()].filter((entry) => entry.membership === "join");
  const rooms = await core.rooms.byNumbers(joined.map((entry) => entry.room));
  await freshenUnread(core.pool, stream, rooms.values());
  let sum = 0;
  for (const room of rooms.values()) sum += total(await freshUnread(core.pool, stream, room)).notify;
  return sum;
}
