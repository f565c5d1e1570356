/** Making rooms, and coming and going. */
import { needGuestAccess } from "../account/guests.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalFlag, optionalObject, optionalText, optionalTexts, text } from "../http/read.ts";
import { takeTurn } from "../http/take-turn.ts";
import { resolveAlias } from "../port.ts";
import { badJson, invalidParam, notFound } from "../refusals.ts";
import { createRoom } from "../rooms/create.ts";
import { change, forget, invite, join } from "../rooms/memberships.ts";
import { upgradeRoom } from "../rooms/upgrade.ts";
import { isOpenToWorld } from "../sync/peeks.ts";
import { asObject } from "../rules/notify.ts";
import { membershipOf } from "../rules/state-view.ts";
import { roomOf } from "../rooms/speak.ts";
import { forbidden } from "../refusals.ts";
import type { Content, NewRoom, StateDraft } from "../types.ts";

export const roomEndpoints = [
  endpoint("POST /createRoom", async ({ core, person, body }) => {
    takeTurn({ core, person }, "create");
    return { room_id: await createRoom(core, newRoom(person.userId, body)) };
  }),
  endpoint("POST /join/:roomIdOrAlias", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "join");
    const roomId = await roomIdOf(core, params.roomIdOrAlias!);
    await needGuestAccess(core, person.principal.guest === true, roomId);
    await join(core, roomId, person.userId, extra(body));
    return { room_id: roomId };
  }),
  endpoint("POST /rooms/:roomId/join", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "join");
    await needGuestAccess(core, person.principal.guest === true, params.roomId!);
    await join(core, params.roomId!, person.userId, extra(body));
    return { room_id: params.roomId! };
  }),
  endpoint("POST /knock/:roomIdOrAlias", async ({ core, person, params, body }) => {
    const roomId = await roomIdOf(core, params.roomIdOrAlias!);
    await change(core, roomId, {
      sender: person.userId,
      target: person.userId,
      membership: "knock",
      ...reason(body),
    });
    return { room_id: roomId };
  }),
  endpoint("POST /peek/:roomIdOrAlias", async ({ core, person, params }) => {
    const room = await roomOf(core, await roomIdOf(core, params.roomIdOrAlias!));
    if (!isOpenToWorld(room)) throw forbidden("Only rooms that are open to the world can be looked into.");
    const at = core.typing.next();
    core.peeks.begin(person.userId, person.device, room, at);
    core.streams.toldPresence(await core.streams.get(person.userId), [], at);
    return { room_id: room.roomId };
  }),
  endpoint("POST /rooms/:roomId/unpeek", async ({ core, person, params }) => {
    core.peeks.end(person.userId, person.device, (await roomOf(core, params.roomId!)).id);
    return {};
  }),
  endpoint("POST /rooms/:roomId/leave", async ({ core, person, params, body }) => {
    const room = await roomOf(core, params.roomId!);
    // Leaving twice is no mistake.
    if (membershipOf(room, person.userId) === "leave" && room.get("m.room.member", person.userId)) return {};
    return changeOf({ core, person, params, body }, "leave", person.userId);
  }),
  endpoint("POST /rooms/:roomId/invite", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "invite");
    await invite(core, params.roomId!, text(body, "user_id"), person.userId, reason(body));
    return {};
  }),
  endpoint("POST /rooms/:roomId/kick", (call) =>
    changeOf(call, "leave", text(call.body, "user_id"), "join invite knock"),
  ),
  endpoint("POST /rooms/:roomId/ban", (call) => changeOf(call, "ban", text(call.body, "user_id"))),
  endpoint("POST /rooms/:roomId/unban", (call) => changeOf(call, "leave", text(call.body, "user_id"), "ban")),
  endpoint("POST /rooms/:roomId/upgrade", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "create");
    const version = text(body, "new_version");
    return { replacement_room: await upgradeRoom(core, params.roomId!, person.userId, version) };
  }),
  endpoint("POST /rooms/:roomId/forget", async ({ core, person, params }) => {
    await forget(core, params.roomId!, person.userId);
    return {};
  }),
  endpoint("GET /joined_rooms", async ({ core, person }) => {
    const stream = await core.streams.get(person.userId);
    const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
    return { joined_rooms: [...(await core.rooms.byNumbers(ids)).values()].map((room) => room.roomId) };
  }),
];

/** @param from memberships, by spaces, that the change may start from; empty: the rules decide */
async function changeOf(
  { core, person, params, body }: Pick<Call, "core" | "person" | "params" | "body">,
  membership: string,
  target: string,
  from = "",
): Promise<object> {
  const room = await roomOf(core, params.roomId!);
  const was = membershipOf(room, target);
  if (from && membershipOf(room, person.userId) === "join" && !from.split(" ").includes(was))
    throw forbidden(`${target.slice(0, 255)} has the membership ${was} here; it must be ${from}.`);
  await change(core, params.roomId!, { sender: person.userId, target, membership, ...reason(body) });
  return {};
}

/** What else a client puts into its own membership. */
function extra(body: Content): Content {
  const { third_party_signed: _signed, via: _via, ...rest } = body;
  return { ...rest, ...reason(body) };
}

function reason(body: Content): { reason?: string } {
  const given = optionalText(body, "reason");
  return given === undefined ? {} : { reason: given };
}

export async function roomIdOf(core: Call["core"], roomIdOrAlias: string): Promise<string> {
  if (roomIdOrAlias.startsWith("!")) return roomIdOrAlias;
  if (!roomIdOrAlias.startsWith("#"))
    throw invalidParam(`A room is named by !id:server or #alias:server; got ${roomIdOrAlias.slice(0, 50)}.`);
  const roomId = await resolveAlias(core, roomIdOrAlias);
  if (roomId === undefined) throw notFound(`There is no room ${roomIdOrAlias.slice(0, 255)}.`);
  return roomId;
}

const presets = ["private_chat", "public_chat", "trusted_private_chat"] as const;

function newRoom(creator: string, body: Content): NewRoom {
  const preset = optionalText(body, "preset");
  const known = presets.find((name) => name === preset);
  if (preset !== undefined && !known) throw invalidParam(`preset must be ${presets.join(" or ")}.`);
  const visibility = optionalText(body, "visibility") ?? "private";
  if (visibility !== "private" && visibility !== "public")
    throw invalidParam("visibility must be private or public.");
  const given = {
    preset: known,
    name: optionalText(body, "name"),
    topic: optionalText(body, "topic"),
    aliasLocalpart: optionalText(body, "room_alias_name"),
    invite: optionalTexts(body, "invite"),
    isDirect: optionalFlag(body, "is_direct"),
    powerLevels: optionalObject(body, "power_level_content_override"),
    creationContent: optionalObject(body, "creation_content"),
    version: optionalText(body, "room_version"),
    initialState: body.initial_state === undefined ? undefined : initialState(body),
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...present, creator, isPublic: visibility === "public" };
}

function initialState(body: Content): StateDraft[] {
  const { initial_state: list } = body;
  if (!Array.isArray(list)) throw badJson("initial_state must be a list.");
  return list.map((entry) => {
    const object = asObject(entry);
    if (!object) throw badJson("initial_state must be a list of objects.");
    const content = optionalObject(object, "content");
    if (!content) throw badJson("Each entry of initial_state needs a content.");
    return { type: text(object, "type"), state_key: optionalText(object, "state_key") ?? "", content };
  });
}
