/** Which events a service hears: of its users, of rooms they are in, of its rooms and aliases ("Namespaces"). */
import type { AppService } from "../../identity/index.ts";
import type { ChatEvent } from "../event.ts";
import type { Aliases } from "../rooms/aliases.ts";
import type { RoomCache } from "../rooms/room-cache.ts";
import type { Room } from "../rooms/room.ts";

/** Those of the events that the service is interested in, in the same order. */
export async function interesting(
  service: AppService,
  { rooms, aliases }: { readonly rooms: RoomCache; readonly aliases: Aliases },
  events: readonly ChatEvent[],
): Promise<ChatEvent[]> {
  const loaded = await rooms.byNumbers([...new Set(events.map((event) => event.fields.room))]);
  const inRoom = new Map([...loaded].map(([id, room]) => [id, isOwnRoom(service, room, aliases.of(id))]));
  return events.filter(
    (event) =>
      inRoom.get(event.fields.room) === true ||
      service.ownsUser(event.sender) ||
      (event.type === "m.room.member" && event.stateKey !== null && service.ownsUser(event.stateKey)),
  );
}

function isOwnRoom(service: AppService, room: Room, aliases: ReadonlySet<string>): boolean {
  if (service.ownsRoom(room.roomId)) return true;
  for (const alias of aliases) if (service.ownsAlias(alias)) return true;
  if (room.joined.has(service.sender)) return true;
  for (const userId of room.joined) if (service.ownsUser(userId)) return true;
  return false;
}
