/** Rooms and speech for the other parts of the hub: the same writer and the same rules as over HTTP. */
import type { Core } from "./core.ts";
import { createRoom } from "./rooms/create.ts";
import { admit, change, invite, remove } from "./rooms/memberships.ts";
import { eventIn, redactEvent, sendMessage, setState } from "./rooms/speak.ts";
import { unsay } from "./rooms/unsay.ts";
import { membershipOf } from "./rules/state-view.ts";
import type { Membership, RoomInfo, Rooms, Speak } from "./types.ts";
import type { Room } from "./rooms/room.ts";

/** The session in whose name transaction ids of the hub itself are kept apart from those of people. */
const device = "hub";

export function openSpeak(core: Core): Speak {
  const txn = (id: string | undefined) => (id === undefined ? {} : { txn: { device, id } });
  return {
    send: ({ txnId, ...message }) => sendMessage(core, { ...message, ...txn(txnId) }),
    state: ({ stateKey = "", ...state }) => setState(core, { ...state, stateKey }),
    redact: ({ roomId, sender, eventId, reason, txnId }) =>
      redactEvent(core, {
        roomId,
        sender,
        eventId,
        content: reason === undefined ? {} : { reason },
        ...txn(txnId),
      }),
  };
}

export function openRooms(core: Core): Rooms {
  const find = (roomId: string) => core.rooms.byId(roomId);
  return {
    create: (room) => createRoom(core, room),
    info: async (roomId) => {
      const room = await find(roomId);
      return room && infoOf(room);
    },
    members: async (roomId, membership = "join") => {
      const room = await find(roomId);
      if (membership === "join") return [...(room?.joined ?? [])];
      const events = [...(room?.state.get("m.room.member")?.values() ?? [])];
      return events.filter((e) => e.content.membership === membership).map((e) => e.stateKey!);
    },
    membership: async (roomId, userId) => {
      const room = await find(roomId);
      return room?.get("m.room.member", userId) && (membershipOf(room, userId) as Membership);
    },
    joined: async (userId) => {
      const stream = await core.streams.get(userId);
      const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
      return [...(await core.rooms.byNumbers(ids)).values()].map((room) => room.roomId);
    },
    join: (roomId, userIds) => admit(core, roomId, userIds),
    remove: (roomId, userIds, reason, by) => remove(core, roomId, userIds, reason, by),
    invite: (roomId, userId, by) => invite(core, roomId, userId, by),
    leave: (roomId, userId) => change(core, roomId, { sender: userId, target: userId, membership: "leave" }),
    state: async (roomId, type, stateKey = "") => (await find(roomId))?.get(type, stateKey)?.content,
    event: async (roomId, eventId) => {
      const room = await find(roomId);
      return room && (await eventIn(core, room, eventId))?.toClient();
    },
    resolveAlias: (alias) => resolveAlias(core, alias),
    unsay: (what) => unsay(core, what),
  };
}

/** An application service that holds the alias may make the room when it is asked for. */
export async function resolveAlias(core: Core, alias: string): Promise<string | undefined> {
  const roomId = await storedRoom(core, alias);
  if (roomId !== undefined || !(await core.appservices.ask.alias(alias))) return roomId;
  return storedRoom(core, alias);
}

async function storedRoom(core: Core, alias: string): Promise<string | undefined> {
  const { rows } = await core.pool.query<{ room_id: string }>(
    "select r.room_id from chat.alias a join chat.room r on r.id = a.room where a.alias = $1",
    [alias],
  );
  return rows[0]?.room_id;
}

function infoOf(room: Room): RoomInfo {
  const text = (type: string, key: string) => {
    const value = room.get(type, "")?.content[key];
    return typeof value === "string" ? value : null;
  };
  return {
    roomId: room.roomId,
    name: text("m.room.name", "name"),
    topic: text("m.room.topic", "topic"),
    creator: room.row.creator,
    governed: room.row.governed,
    memberCount: room.joined.size,
  };
}
