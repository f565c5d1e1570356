/** Aliases, the public list of rooms, and looking for people. */
import { MatrixError } from "../../errors.ts";
import { endpoint, openEndpoint, type Call, type OpenCall } from "../http/endpoint.ts";
import { oneOf, optionalObject, optionalText, queryNumber, text } from "../http/read.ts";
import { badJson, forbidden, invalidParam, notFound } from "../refusals.ts";
import { resolveAlias } from "../port.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf } from "../rooms/seer.ts";
import { roomOf, setState } from "../rooms/speak.ts";
import { needJoined } from "../rules/authorise.ts";
import { powerOf, powerToSend } from "../rules/power-levels.ts";

export const directoryEndpoints = [
  openEndpoint("GET /directory/room/:alias", async ({ core, params }) => {
    const roomId = await resolveAlias(core, aliasIn(params.alias!));
    if (roomId === undefined) throw notFound(`There is no room ${params.alias!.slice(0, 255)}.`);
    return { room_id: roomId, servers: [core.serverName] };
  }),
  endpoint("PUT /directory/room/:alias", addAlias),
  endpoint("DELETE /directory/room/:alias", removeAlias),
  endpoint("GET /rooms/:roomId/aliases", async ({ core, person, params }) => {
    const room = await roomOf(core, params.roomId!);
    await seerOf(core.pool, room, person.userId);
    const { rows } = await core.pool.query<{ alias: string }>(
      "select alias from chat.alias where room = $1 order by alias",
      [room.id],
    );
    return { aliases: rows.map((row) => row.alias) };
  }),
  openEndpoint("GET /directory/list/room/:roomId", async ({ core, params }) => {
    const { rows } = await core.pool.query<{ is_public: boolean }>(
      "select is_public from chat.room where room_id = $1",
      [params.roomId],
    );
    if (!rows[0]) throw notFound("There is no such room.");
    return { visibility: rows[0].is_public ? "public" : "private" };
  }),
  endpoint("PUT /directory/list/room/:roomId", async ({ core, person, params, body }) => {
    const visibility = oneOf(optionalText(body, "visibility") ?? "public", "visibility", [
      "public",
      "private",
    ]);
    const room = await core.rooms.byId(params.roomId!);
    if (!room) throw notFound("There is no such room.");
    needJoined(room, person.userId, room.roomId);
    needLevel(room, person.userId);
    await core.pool.query("update chat.room set is_public = $2 where id = $1", [
      room.id,
      visibility === "public",
    ]);
    return {};
  }),
  openEndpoint("GET /publicRooms", ({ core, query }) =>
    publicRooms(core, "", queryNumber(query.limit, "limit", 50, 100), query.since),
  ),
  endpoint("POST /publicRooms", ({ core, body }) => {
    const { limit } = body;
    if (limit !== undefined && (typeof limit !== "number" || limit < 0))
      throw badJson("limit must be a number from 0.");
    const filter = optionalObject(body, "filter") ?? {};
    const words = optionalText(filter, "generic_search_term") ?? "";
    return publicRooms(core, words, Math.min(limit ?? 50, 100), optionalText(body, "since"));
  }),
  endpoint("POST /user_directory/search", async ({ core, body }) => {
    const words = text(body, "search_term");
    const { limit } = body;
    const most = typeof limit === "number" && limit > 0 ? Math.min(Math.floor(limit), 50) : 10;
    const found = await core.identity.findAccounts(words, most + 1);
    const results = found.slice(0, most).map((account) => ({
      user_id: account.userId,
      ...(account.displayName !== null && { display_name: account.displayName }),
      ...(account.avatarUrl !== null && { avatar_url: account.avatarUrl }),
    }));
    return { results, limited: found.length > most };
  }),
];

function aliasIn(alias: string): string {
  if (!/^#[^:\s]+:\S+$/.test(alias)) throw invalidParam("An alias must look like #name:server.");
  return alias;
}

async function addAlias({ core, person, params, body }: Call): Promise<object> {
  const alias = aliasIn(params.alias!);
  if (!alias.endsWith(`:${core.serverName}`))
    throw invalidParam(`Aliases here end with :${core.serverName}.`);
  const owner = core.identity.appservices.find((service) =>
    service.registration.namespaces.aliases?.some(
      (n) => n.exclusive && new RegExp(`^(?:${n.regex})`).test(alias),
    ),
  );
  if (owner && owner.id !== person.principal.appservice?.id)
    throw new MatrixError("M_EXCLUSIVE", 400, "An application service holds this alias.");
  const room = await roomOf(core, text(body, "room_id"));
  needJoined(room, person.userId, room.roomId);
  const { rowCount } = await core.pool.query(
    "insert into chat.alias (alias, room, creator) values ($1, $2, $3) on conflict do nothing",
    [alias, room.id, person.userId],
  );
  if (!rowCount) throw new MatrixError("M_UNKNOWN", 409, `The alias ${alias} is taken.`);
  return {};
}

async function removeAlias({ core, person, params }: Call): Promise<object> {
  const alias = aliasIn(params.alias!);
  const { rows } = await core.pool.query<{ creator: string; room_id: string }>(
    "select a.creator, r.room_id from chat.alias a join chat.room r on r.id = a.room where alias = $1",
    [alias],
  );
  if (!rows[0]) throw notFound(`There is no alias ${alias}.`);
  if (rows[0].creator !== person.userId) needLevel(await roomOf(core, rows[0].room_id), person.userId);
  await core.pool.query("delete from chat.alias where alias = $1", [alias]);
  await forgetCanonical(core, await roomOf(core, rows[0].room_id), person.userId, alias);
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

/** Who may set the canonical alias may also list the room and take its aliases away. */
function needLevel(room: Room, userId: string): void {
  const needed = powerToSend(room, "m.room.canonical_alias", true);
  if (powerOf(room, userId) < needed) throw forbidden(`This takes power level ${needed} in the room.`);
}

async function publicRooms(core: OpenCall["core"], words: string, limit: number, since: string | undefined) {
  const offset = queryNumber(since, "since", 0, 1_000_000);
  const { rows } = await core.pool.query<{ id: string }>(
    "select id from chat.room where is_public order by id",
  );
  const rooms = [...(await core.rooms.byNumbers(rows.map((row) => Number(row.id)))).values()]
    .map(publicInfo)
    .filter((info) =>
      JSON.stringify([info.name, info.topic, info.canonical_alias])
        .toLowerCase()
        .includes(words.toLowerCase()),
    )
    .toSorted((a, b) => b.num_joined_members - a.num_joined_members);
  return {
    chunk: rooms.slice(offset, offset + limit),
    total_room_count_estimate: rooms.length,
    ...(rooms.length > offset + limit && { next_batch: String(offset + limit) }),
    ...(offset > 0 && { prev_batch: String(Math.max(0, offset - limit)) }),
  };
}

function publicInfo(room: Room) {
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
