/** The last "proper" activity of a room ("bump_stamp" of MSC4186): apps sort their list of rooms by it. */
import type { Room } from "../rooms/room.ts";

const proper = new Set([
  "m.room.create",
  "m.room.message",
  "m.room.encrypted",
  "m.sticker",
  "m.call.invite",
  "m.poll.start",
  "org.matrix.msc3381.poll.start",
  "m.beacon_info",
  "org.matrix.msc3672.beacon_info",
]);

/** A seq: from memory, and where memory does not reach back far enough, where it ends. */
export function bumpStamp(room: Room): number {
  const last = room.ring.findLast((event) => proper.has(event.type));
  return last?.seq ?? Math.max(room.ringFrom, room.get("m.room.create", "")?.seq ?? 0);
}
