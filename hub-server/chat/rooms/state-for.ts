/** The state that a user may read: the present one for members, that of their leaving for those who left. */
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import { forbidden } from "../refusals.ts";
import type { Room } from "./room.ts";
import { seerOf } from "./seer.ts";
import { stateAt } from "./select.ts";

/** @throws MatrixError M_FORBIDDEN */
export async function stateFor(core: Core, room: Room, userId: string): Promise<readonly ChatEvent[]> {
  if (room.joined.has(userId)) return [...room.stateEvents()];
  const seer = await seerOf(core.pool, room, userId);
  if (seer.end === Infinity) {
    if (room.get("m.room.history_visibility", "")?.content.history_visibility !== "world_readable")
      throw forbidden(`You are not in the room ${room.roomId}.`);
    return [...room.stateEvents()];
  }
  return stateAt(core.pool, room.id, seer.end);
}
