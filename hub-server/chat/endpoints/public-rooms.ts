/** The public list of rooms, and the lists that application services keep for their networks. */
import type { Core } from "../core.ts";
import { MatrixError } from "../../errors.ts";
import { endpoint, openEndpoint, type Call } from "../http/endpoint.ts";
import { oneOf, optionalFlag, optionalObject, optionalText, queryNumber } from "../http/read.ts";
import { badJson, forbidden, invalidParam, notFound } from "../refusals.ts";
import type { Room } from "../rooms/room.ts";
import { publicInfo } from "../rooms/summary.ts";
import { needJoined } from "../rules/authorise.ts";
import { powerOf, powerToSend } from "../rules/power-levels.ts";
import type { Content, Json } from "../types.ts";

const usual = 50;
const most = 500;

export const publicRoomEndpoints = [
  openEndpoint("GET /directory/list/room/:roomId", async ({ core, params }) => {
    const { rows } = await core.pool.query<{ is_public: boolean }>(
      "select is_public from chat.room where room_id = $1",
      [params.roomId],
    );
    if (!rows[0]) throw notFound("There is no such room.");
    return { visibility: rows[0].is_public ? "public" : "private" };
  }),
  endpoint("PUT /directory/list/room/:roomId", async ({ core, person, params, body }) => {
    const isPublic = wantsPublic(body);
    const room = await core.rooms.byId(params.roomId!);
    if (!room) throw notFound("There is no such room.");
    needJoined(room, person.userId, room.roomId);
    needToList(room, person.userId);
    await core.pool.query("update chat.room set is_public = $2 where id = $1", [room.id, isPublic]);
    return {};
  }),
  endpoint("PUT /directory/list/appservice/:networkId/:roomId", async (call) => {
    await listForService(call, wantsPublic(call.body));
    return {};
  }),
  endpoint("DELETE /directory/list/appservice/:networkId/:roomId", async (call) => {
    await listForService(call, false);
    return {};
  }),
  openEndpoint("GET /publicRooms", ({ core, query }) => {
    needOwnServer(core, query.server);
    return publicRooms(core, {
      limit: queryNumber(query.limit, "limit", usual, most) || usual,
      since: query.since,
    });
  }),
  endpoint("POST /publicRooms", ({ core, query, body }) => {
    needOwnServer(core, query.server);
    const { limit } = body;
    if (limit !== undefined && limit !== null && (typeof limit !== "number" || limit < 0))
      throw badJson("limit must be a number from 0.");
    const filter = optionalObject(body, "filter") ?? {};
    return publicRooms(core, {
      limit: Math.min(Math.floor(limit ?? 0), most) || usual,
      since: optionalText(body, "since"),
      words: optionalText(filter, "generic_search_term"),
      roomTypes: roomTypesIn(filter),
      instance: optionalText(body, "third_party_instance_id"),
      everywhere: optionalFlag(body, "include_all_networks"),
    });
  }),
];

const wantsPublic = (body: Content) =>
  oneOf(optionalText(body, "visibility") ?? "public", "visibility", ["public", "private"]) === "public";

function needOwnServer({ serverName }: Pick<Core, "serverName">, server: string | undefined): void {
  if (server !== undefined && server !== serverName)
    throw new MatrixError("M_UNKNOWN", 502, `Only the rooms of ${serverName} can be listed.`);
}

/** Who may set the canonical alias may also list the room. */
export function needToList(room: Room, userId: string): void {
  const needed = powerToSend(room, "m.room.canonical_alias", true);
  if (powerOf(room, userId) < needed) throw forbidden(`This takes power level ${needed} in the room.`);
}

async function listForService({ core, person, params }: Call, isListed: boolean): Promise<void> {
  const service = person.principal.appservice;
  if (!service) throw forbidden("Only an application service keeps a list of its own.");
  const room = await core.rooms.byId(params.roomId!);
  if (!room) throw notFound("There is no such room.");
  await core.pool.query(
    isListed
      ? "insert into chat.room_network (as_id, network, room) values ($1, $2, $3) on conflict do nothing"
      : "delete from chat.room_network where as_id = $1 and network = $2 and room = $3",
    [service.id, params.networkId, room.id],
  );
}

/** Null stands for rooms without a type. */
function roomTypesIn(filter: Content): readonly (string | null)[] | undefined {
  const { room_types: types } = filter;
  if (types === undefined || types === null) return undefined;
  const isType = (type: Json): type is string | null => type === null || typeof type === "string";
  if (!Array.isArray(types) || !types.every(isType))
    throw badJson("room_types must be a list of texts and null.");
  return types;
}

interface Wanted {
  readonly limit: number;
  readonly since: string | undefined;
  readonly words?: string | undefined;
  readonly roomTypes?: readonly (string | null)[] | undefined;
  /** `<service>|<network>` */
  readonly instance?: string | undefined;
  readonly everywhere?: boolean | undefined;
}

/** A page may be asked for from its beginning, or as the one that ends before another. */
function offsetIn(since: string | undefined): number {
  if (since === undefined || since === "") return 0;
  const parts = /^p(\d{1,9})$/.exec(since);
  if (!parts) throw invalidParam(`since must be a token that a page gave; got ${since.slice(0, 50)}.`);
  return Number(parts[1]);
}

async function publicRooms(core: Core, wanted: Wanted): Promise<object> {
  const { limit, words = "", roomTypes } = wanted;
  const offset = offsetIn(wanted.since);
  const listed = await core.rooms.byNumbers(await numbersOf(core, wanted));
  const rooms = [...listed.values()]
    .map(publicInfo)
    .filter((info) => !roomTypes || roomTypes.includes(info.room_type ?? null))
    .filter((info) =>
      [info.name, info.topic, info.canonical_alias].some((text) =>
        (text ?? "").toLowerCase().includes(words.toLowerCase()),
      ),
    )
    .toSorted((a, b) => b.num_joined_members - a.num_joined_members || (a.room_id < b.room_id ? -1 : 1));
  return {
    chunk: rooms.slice(offset, offset + limit),
    total_room_count_estimate: rooms.length,
    ...(rooms.length > offset + limit && { next_batch: `p${offset + limit}` }),
    ...(offset > 0 && { prev_batch: `p${Math.max(0, offset - limit)}` }),
  };
}

async function numbersOf({ pool }: Core, { instance, everywhere }: Wanted): Promise<number[]> {
  const open = "select id from chat.room where is_public";
  const networks = "select room as id from chat.room_network";
  const text = everywhere
    ? `${open} union ${networks}`
    : instance === undefined
      ? open
      : `${networks} where as_id || '|' || network = $1`;
  const isNamed = !everywhere && instance !== undefined;
  const { rows } = await pool.query<{ id: string }>(text, isNamed ? [instance] : []);
  return rows.map((row) => Number(row.id));
}
