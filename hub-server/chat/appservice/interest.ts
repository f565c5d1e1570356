/** Which events a service hears: of its users, of rooms they are in, of its rooms and aliases ("Namespaces"). */
import type { AppService } from "../../identity/index.ts";
import type { ChatEvent } from "../event.ts";
import type { RoomCache } from "../rooms/room-cache.ts";
import type { Room } from "../rooms/room.ts";

/** Those of the events that the service is interested in, in the same order. */
export async function interesting(
  service: AppService,
  rooms: RoomCache,
  events: readonly ChatEvent[],
): Promise<ChatEvent[]> {
  const loaded = await rooms.byNumbers([...new Set(events.map((event) => event.fields.room))]);
  const inRoom = new Map([...loaded].map(([id, room]) => [id, isOwnRoom(service, room)]));
  return events.filter(
    (event) =>
      inRoom.get(event.fields.room) === true ||
      service.ownsUser(event.sender) ||
      (event.type === "m.room.member" && event.stateKey !== null && service.ownsUser(event.stateKey)),
  );
}

function isOwnRoom(service: AppService, room: Room): boolean {
  if (service.ownsRoom(room.roomId)) return true;
  const { alias } = room.get("m.room.canonical_alias", "")?.content ?? {};
  if (typeof alias === "string" && service.ownsAlias(alias)) return true;
  if (room.joined.has(service.sender)) return true;
  for (const userId of room.joined) if (service.ownsUser(userId)) return true;
  return false;
}
