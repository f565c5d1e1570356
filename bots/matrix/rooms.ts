/** Which rooms are direct: the bot and one person, and no name. A room with a name is about something, however few are in it. */
import { SurfaceRefused } from "../errors.ts";
import { path, type Matrix } from "./client.ts";
import type { MatrixEvent } from "./event.ts";

export interface Rooms {
  readonly isDirect: (room: string) => Promise<boolean>;
  /** Forgets what was known of a room whose members or name change. */
  readonly notice: (event: MatrixEvent) => void;
}

const most = 1000;
const shaping = new Set(["m.room.member", "m.room.name"]);

/** A small cache: most messages come from rooms that were asked about before. */
export function roomsOf(matrix: Matrix, me: string): Rooms {
  const known = new Map<string, Promise<boolean>>();
  const isDirect = (room: string) => {
    const answer = known.get(room) ?? look(matrix, me, room);
    known.delete(room);
    known.set(room, answer);
    if (known.size > most) known.delete(known.keys().next().value!);
    answer.catch(() => known.delete(room));
    return answer;
  };
  return { isDirect, notice: ({ type, room_id: room }) => void (shaping.has(type) && known.delete(room)) };
}

async function look(matrix: Matrix, me: string, room: string): Promise<boolean> {
  try {
    const { joined } = await matrix<{ joined: object }>({
      method: "GET",
      path: path("rooms", room, "joined_members"),
    });
    const members = Object.keys(joined);
    return members.length === 2 && members.includes(me) && !(await named(matrix, room));
  } catch (error) {
    if (error instanceof SurfaceRefused) return false;
    throw error;
  }
}

async function named(matrix: Matrix, room: string): Promise<boolean> {
  try {
    const state = path("rooms", room, "state", "m.room.name");
    const { name } = await matrix<{ name?: unknown }>({ method: "GET", path: state });
    return typeof name === "string" && name !== "";
  } catch (error) {
    if (error instanceof SurfaceRefused && error.status === 404) return false;
    throw error;
  }
}
