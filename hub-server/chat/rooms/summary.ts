/** What may be said of a room to somebody who is not in it ("Room Summaries" and "Spaces" of the specification). */
import type { Core } from "../core.ts";
import { asObject } from "../rules/notify.ts";
import { contentOf, membershipOf } from "../rules/state-view.ts";
import { isAdmitted } from "./memberships.ts";
import type { Room } from "./room.ts";

/** Whether the room may be shown at all: to members, to those who could join or knock, and when it is open to the world. */
export async function mayKnow(core: Core, room: Room, userId: string | undefined): Promise<boolean> {
  const { join_rule: rule = "invite" } = contentOf(room, "m.room.join_rules");
  const world = contentOf(room, "m.room.history_visibility").history_visibility === "world_readable";
  if (world || rule === "public" || rule === "knock" || rule === "knock_restricted") return true;
  if (userId === undefined) return false;
  const membership = membershipOf(room, userId);
  return membership === "join" || membership === "invite" || isAdmitted(core, room, userId);
}

export function summaryOf(room: Room): object {
  const { algorithm } = contentOf(room, "m.room.encryption");
  const allowed = allowedRooms(room);
  return {
    ...publicInfo(room),
    room_version: room.row.version,
    ...(typeof algorithm === "string" && { encryption: algorithm }),
    ...(allowed.length && { allowed_room_ids: allowed }),
  };
}

/** Rooms whose members may join a restricted room. */
function allowedRooms(room: Room): string[] {
  const { join_rule: rule, allow } = contentOf(room, "m.room.join_rules");
  if ((rule !== "restricted" && rule !== "knock_restricted") || !Array.isArray(allow)) return [];
  return allow.flatMap((entry) => {
    const roomId = asObject(entry)?.room_id;
    return typeof roomId === "string" && roomId.startsWith("!") ? [roomId] : [];
  });
}

/** As the public list shows it. */
export function publicInfo(room: Room) {
  const value = (type: string, key: string) => {
    const found = room.get(type, "")?.content[key];
    return typeof found === "string" ? found : undefined;
  };
  const optional = {
    name: value("m.room.name", "name"),
    topic: value("m.room.topic", "topic"),
    canonical_alias: value("m.room.canonical_alias", "alias"),
    avatar_url: value("m.room.avatar", "url")?.match(/^mxc:\/\/.*/)?.[0],
    join_rule: value("m.room.join_rules", "join_rule"),
    room_type: value("m.room.create", "type"),
  };
  return {
    ...optional,
    room_id: room.roomId,
    num_joined_members: room.joined.size,
    world_readable: value("m.room.history_visibility", "history_visibility") === "world_readable",
    guest_can_join: value("m.room.guest_access", "guest_access") === "can_join",
  };
}
