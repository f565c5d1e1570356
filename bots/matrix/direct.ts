/** The direct room of the bot and a person, for what only that person should read. */
import { createHash } from "node:crypto";
import { SurfaceRefused } from "../errors.ts";
import type { Fault } from "../inbox/fault.ts";
import { path, type Matrix } from "./client.ts";

type Directory = Readonly<Record<string, readonly string[]>>;

export interface DirectRooms {
  /** Its room id; the room is made, and the person invited, when there is none. */
  readonly with: (person: string) => Promise<string>;
}

/** The bot keeps its list where every Matrix client keeps it: in its account data `m.direct`. */
export function directRooms(matrix: Matrix, me: string, fault: Fault): DirectRooms {
  const asked = new Map<string, Promise<string>>();
  const find = async (person: string) =>
    (await known(matrix, me, person)) ?? (await make(matrix, me, person, fault));
  return {
    with: (person) => {
      const answer = asked.get(person) ?? find(person).finally(() => asked.delete(person));
      asked.set(person, answer);
      return answer;
    },
  };
}

async function known(matrix: Matrix, me: string, person: string): Promise<string | undefined> {
  const rooms = (await directory(matrix, me))[person] ?? [];
  for (const room of rooms.toReversed()) if (await reaches(matrix, room, person)) return room;
  return undefined;
}

/** Whether the person is in the room, or was asked back into it. */
async function reaches(matrix: Matrix, room: string, person: string): Promise<boolean> {
  const state = path("rooms", room, "state", "m.room.member", person);
  const membership = await orElse(matrix<{ membership?: string }>({ method: "GET", path: state }), {});
  if (membership.membership === "join" || membership.membership === "invite") return true;
  const invite = path("rooms", room, "invite");
  return orElse(
    matrix({ method: "POST", path: invite, body: { user_id: person } }).then(() => true),
    false,
  );
}

/** A room is made once even if two processes do it at once, or one dies after it: its alias follows from the person. */
async function make(matrix: Matrix, me: string, person: string, fault: Fault): Promise<string> {
  const localpart = `direct-${createHash("sha1").update(person).digest("hex").slice(0, 20)}`;
  const alias = `#${localpart}:${me.split(":").slice(1).join(":")}`;
  const room =
    (await create(matrix, person, localpart)) ??
    (await behind(matrix, me, alias, person)) ??
    (await create(matrix, person));
  if (!room) throw new SurfaceRefused("Matrix", 403, "M_FORBIDDEN", "POST /createRoom");
  fault("after-direct-room");
  // The alias is only for finding it; clients would show it as the room's name instead of ours.
  const named = path("rooms", room, "state", "m.room.canonical_alias");
  await orElse(matrix({ method: "PUT", path: named, body: {} }), {});
  const list = await directory(matrix, me);
  const rooms = [...new Set([...(list[person] ?? []), room])];
  await matrix({ method: "PUT", path: accountData(me), body: { ...list, [person]: rooms } });
  return room;
}

async function create(matrix: Matrix, person: string, alias?: string): Promise<string | undefined> {
  const body = {
    is_direct: true,
    preset: "trusted_private_chat",
    invite: [person],
    ...(alias ? { room_alias_name: alias } : {}),
  };
  return orElse(
    matrix<{ room_id: string }>({ method: "POST", path: "/createRoom", body }).then(({ room_id: id }) => id),
    undefined,
  );
}

async function behind(
  matrix: Matrix,
  me: string,
  alias: string,
  person: string,
): Promise<string | undefined> {
  const found = matrix<{ room_id: string }>({ method: "GET", path: path("directory", "room", alias) });
  const room = await orElse(
    found.then(({ room_id: id }) => id),
    undefined,
  );
  return room && (await isMine(matrix, me, room)) && (await reaches(matrix, room, person)) ? room : undefined;
}

/** A room that somebody else made is no place for what only this person should read, whatever it is called. */
async function isMine(matrix: Matrix, me: string, room: string): Promise<boolean> {
  const state = matrix<readonly { type: string; sender: string }[]>({
    method: "GET",
    path: path("rooms", room, "state"),
  });
  return (await orElse(state, [])).some(({ type, sender }) => type === "m.room.create" && sender === me);
}

const accountData = (me: string) => path("user", me, "account_data", "m.direct");

async function directory(matrix: Matrix, me: string): Promise<Directory> {
  return orElse(matrix<Directory>({ method: "GET", path: accountData(me) }), {});
}

/** A refusal is an answer here; a fault is not. */
async function orElse<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SurfaceRefused) return otherwise;
    throw error;
  }
}
