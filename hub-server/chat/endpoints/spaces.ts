/** Spaces, summaries of rooms, and the rooms that two people share. */
import { strippedJson, type ChatEvent } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { queryFlag, queryNumber } from "../http/read.ts";
import { forbidden, invalidParam, missingParam, notFound } from "../refusals.ts";
import { mayKnow, summaryOf } from "../rooms/summary.ts";
import { walkSpace, type Visited } from "../rooms/space.ts";
import { membershipOf } from "../rules/state-view.ts";
import { roomIdOf } from "./rooms.ts";

const usual = 50;
const most = 100;
const deepest = 50;

export const spaceEndpoints = [
  endpoint("GET /rooms/:roomId/hierarchy", hierarchy, ["v1"]),
  endpoint("GET /room_summary/:roomIdOrAlias", summary, ["v1"]),
  endpoint("GET /im.nheko.summary/summary/:roomIdOrAlias", summary, ["unstable"]),
  endpoint(
    "GET /mutual_rooms",
    async ({ core, person, query }) => {
      const other = query.user_id;
      if (!other) throw missingParam("user_id");
      if (other === person.userId) throw invalidParam("user_id must be somebody else.");
      const stream = await core.streams.get(person.userId);
      const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
      const rooms = [...(await core.rooms.byNumbers(ids)).values()];
      const joined = rooms.filter((room) => room.joined.has(other)).map((room) => room.roomId);
      return { joined, count: joined.length };
    },
    ["v1"],
  ),
];

async function hierarchy({ core, person, params, query }: Call): Promise<string> {
  const room = await core.rooms.byId(params.roomId!);
  if (!room || !(await mayKnow(core, room, person.userId)))
    throw forbidden("There is no such room that you may look into.");
  const limit = queryNumber(query.limit, "limit", usual, most) || usual;
  const from = placeIn(query.from);
  const visited = await walkSpace(core, room, person.userId, {
    suggestedOnly: queryFlag(query.suggested_only),
    maxDepth: queryNumber(query.max_depth, "max_depth", deepest, deepest),
  });
  const shown = visited.slice(from, from + limit).map(json);
  const next = visited.length > from + limit ? `,"next_batch":"h${from + limit}"` : "";
  return `{"rooms":[${shown.join(",")}]${next}}`;
}

function placeIn(from: string | undefined): number {
  if (from === undefined || from === "") return 0;
  const parts = /^h(\d{1,6})$/.exec(from);
  if (!parts) throw invalidParam(`from must be a token that a page gave; got ${from.slice(0, 50)}.`);
  return Number(parts[1]);
}

function json({ room, children }: Visited): string {
  const list = children.map(childJson).join(",");
  return `${JSON.stringify(summaryOf(room)).slice(0, -1)},"children_state":[${list}]}`;
}

const childJson = (event: ChatEvent) =>
  `${strippedJson(event).slice(0, -1)},"origin_server_ts":${event.fields.ts}}`;

async function summary({ core, person, params }: Call): Promise<object> {
  const room = await core.rooms.byId(await roomIdOf(core, params.roomIdOrAlias!));
  if (!room || !(await mayKnow(core, room, person.userId)))
    throw notFound("There is no such room that you may look into.");
  const membership = room.get("m.room.member", person.userId) && membershipOf(room, person.userId);
  return { ...summaryOf(room), ...(membership && { membership }) };
}
