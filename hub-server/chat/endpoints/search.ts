/** POST /search over the rooms that one is in. */
import { eventJson, type ChatEvent } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { optionalObject, optionalText, optionalTexts, queryNumber, text } from "../http/read.ts";
import { ownOf } from "../named.ts";
import { invalidParam } from "../refusals.ts";
import { page } from "../rooms/page.ts";
import type { Room } from "../rooms/room.ts";
import { indexUpTo } from "../rooms/search-index.ts";
import { seerOf, type Seer } from "../rooms/seer.ts";
import { eventColumns, eventJoins, eventOf, type EventRow } from "../rooms/select.ts";
import { readEventFilter } from "../sync/filter.ts";
import { writeSeq } from "../sync/token.ts";
import type { Content } from "../types.ts";

export const searchEndpoints = [endpoint("POST /search", search)];

const keyTypes: Readonly<Record<string, string>> = {
  "content.body": "m.room.message",
  "content.name": "m.room.name",
  "content.topic": "m.room.topic",
};

async function search(call: Call): Promise<string> {
  const { core, person, body, query } = call;
  const wanted = optionalObject(optionalObject(body, "search_categories") ?? {}, "room_events");
  if (!wanted) return `{"search_categories":{}}`;
  const term = text(wanted, "search_term");
  const order = optionalText(wanted, "order_by") ?? "rank";
  if (order !== "rank" && order !== "recent") throw invalidParam("order_by must be rank or recent.");
  const filter = readEventFilter(optionalObject(wanted, "filter") ?? {});
  const rooms = await joinedRooms(call);
  await indexUpTo(core.pool, core.writer.head());
  const limit = Math.max(1, Math.min(filter.limit, 100));
  const offset = queryNumber(query.next_batch, "next_batch", 0, 100_000);
  const types = (optionalTexts(wanted, "keys") ?? Object.keys(keyTypes)).flatMap(
    (key) => ownOf(keyTypes, key) ?? [],
  );
  const found = await find(call, { term, order, types, rooms: [...rooms.keys()], limit: limit + 1, offset });
  const seers = new Map<Room, Seer>();
  const results: string[] = [];
  for (const { event, rank } of found.slice(0, limit)) {
    const room = rooms.get(event.fields.room)!;
    const seer = seers.get(room) ?? (await seerOf(core.pool, room, person.userId));
    seers.set(room, seer);
    if (!seer.sees(event) || seer.as(event) !== event || !filter.matches(event)) continue;
    const around = await context(call, room, seer, event, optionalObject(wanted, "event_context"));
    results.push(`{"rank":${rank},"result":${eventJson(event, { device: person.device })}${around}}`);
  }
  const next = found.length > limit ? `,"next_batch":"${offset + limit}"` : "";
  const highlights = JSON.stringify(term.toLowerCase().split(/\s+/).filter(Boolean));
  return `{"search_categories":{"room_events":{"count":${results.length + offset},"highlights":${highlights},"results":[${results.join(",")}]${next}}}}`;
}

async function joinedRooms({ core, person }: Call): Promise<Map<number, Room>> {
  const stream = await core.streams.get(person.userId);
  const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
  return core.rooms.byNumbers(ids);
}

interface Query {
  readonly term: string;
  readonly order: "rank" | "recent";
  readonly types: readonly string[];
  readonly rooms: readonly number[];
  readonly limit: number;
  readonly offset: number;
}

async function find({ core }: Call, { term, order, types, rooms, limit, offset }: Query) {
  const { rows } = await core.pool.query<EventRow & { rank: number }>({
    name: `chat-search-${order}`,
    text: `select ${eventColumns}, ts_rank(s.words, q) as rank
      from plainto_tsquery('simple', $1) q, chat.search s join chat.event e on e.seq = s.seq ${eventJoins}
      where s.words @@ q and s.room = any($2) and e.type = any($3)
      order by ${order === "rank" ? "rank desc, e.seq desc" : "e.seq desc"} limit $4 offset $5`,
    values: [term, rooms, types, limit, offset],
  });
  return rows.map((row) => ({ event: eventOf(row), rank: row.rank }));
}

async function context(
  { core }: Call,
  room: Room,
  seer: Seer,
  event: ChatEvent,
  wanted: Content | undefined,
): Promise<string> {
  if (!wanted) return "";
  const count = (key: string) =>
    typeof wanted[key] === "number" ? Math.max(0, Math.min(wanted[key], 20)) : 5;
  const request = { to: undefined, end: core.writer.head(), wanted: seer.sees, as: seer.as };
  const before = await page(core.pool, room, {
    ...request,
    dir: "b",
    from: event.seq - 1,
    limit: count("before_limit"),
  });
  const after = await page(core.pool, room, {
    ...request,
    dir: "f",
    from: event.seq,
    limit: count("after_limit"),
  });
  const json = (events: readonly ChatEvent[]) => events.map((one) => eventJson(one)).join(",");
  const start = writeSeq((before.events.at(-1)?.seq ?? event.seq) - 1);
  const end = writeSeq(after.events.at(-1)?.seq ?? event.seq);
  return `,"context":{"start":"${start}","end":"${end}","events_before":[${json(before.events)}],"events_after":[${json(after.events)}]}`;
}
