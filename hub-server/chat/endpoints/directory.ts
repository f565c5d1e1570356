/** Aliases of rooms. */
import { MatrixError } from "../../errors.ts";
import { endpoint, openEndpoint, type Call } from "../http/endpoint.ts";
import { text } from "../http/read.ts";
import { invalidParam, notFound } from "../refusals.ts";
import { resolveAlias } from "../port.ts";
import { checkedAlias, refuseHeldAlias } from "../rooms/aliases.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf } from "../rooms/seer.ts";
import { roomOf, setState } from "../rooms/speak.ts";
import { needJoined } from "../rules/authorise.ts";
import { powerOf, powerToSend } from "../rules/power-levels.ts";
import { needToList } from "./public-rooms.ts";

export const directoryEndpoints = [
  openEndpoint("GET /directory/room/:alias", async ({ core, params }) => {
    const roomId = await resolveAlias(core, checkedAlias(params.alias!));
    if (roomId === undefined) throw notFound(`There is no room ${params.alias!.slice(0, 255)}.`);
    return { room_id: roomId, servers: [core.serverName] };
  }),
  endpoint("PUT /directory/room/:alias", addAlias),
  endpoint("DELETE /directory/room/:alias", removeAlias),
  endpoint("GET /rooms/:roomId/aliases", async ({ core, person, params }) => {
    const room = await roomOf(core, params.roomId!);
    await seerOf(core.pool, room, person.userId);
    return { aliases: [...core.aliases.of(room.id)].toSorted() };
  }),
];

async function addAlias({ core, person, params, body }: Call): Promise<object> {
  const alias = checkedAlias(params.alias!);
  if (!alias.endsWith(`:${core.serverName}`))
    throw invalidParam(`Aliases here end with :${core.serverName}.`);
  const service = person.principal.appservice;
  refuseHeldAlias(core, alias, service?.id);
  const room = await roomOf(core, text(body, "room_id"));
  // A service names rooms before it is in them.
  if (!service?.ownsAlias(alias)) needJoined(room, person.userId, room.roomId);
  if (!(await core.aliases.add(alias, room.id, person.userId)))
    throw new MatrixError("M_UNKNOWN", 409, `The alias ${alias} is taken.`);
  return {};
}

async function removeAlias({ core, person, params }: Call): Promise<object> {
  const alias = checkedAlias(params.alias!);
  const { rows } = await core.pool.query<{ creator: string; room_id: string }>(
    "select a.creator, r.room_id from chat.alias a join chat.room r on r.id = a.room where alias = $1",
    [alias],
  );
  if (!rows[0]) throw notFound(`There is no alias ${alias}.`);
  const room = await roomOf(core, rows[0].room_id);
  if (rows[0].creator !== person.userId) needToList(room, person.userId);
  await core.aliases.remove(alias, room.id);
  await forgetCanonical(core, room, person.userId, alias);
  return {};
}

/** An alias that is gone is no longer the canonical one, if its remover may say so. */
async function forgetCanonical(core: Call["core"], room: Room, sender: string, gone: string): Promise<void> {
  const content = room.get("m.room.canonical_alias", "")?.content ?? {};
  const { alias, alt_aliases: others, ...rest } = content;
  const listed = Array.isArray(others) ? others : [];
  if (alias !== gone && !listed.includes(gone)) return;
  if (powerOf(room, sender) < powerToSend(room, "m.room.canonical_alias", true) || !room.joined.has(sender))
    return;
  const left = listed.filter((other) => other !== gone);
  const next = {
    ...rest,
    ...(alias !== undefined && alias !== gone && { alias }),
    ...(left.length && { alt_aliases: left }),
  };
  await setState(core, {
    roomId: room.roomId,
    sender,
    type: "m.room.canonical_alias",
    stateKey: "",
    content: next,
  });
}
