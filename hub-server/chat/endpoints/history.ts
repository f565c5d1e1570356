/** Paging through a room's history, and the surroundings of one event. */
import { eventJson, type ChatEvent } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { goneSignal } from "../http/gone.ts";
import { oneOf, queryNumber } from "../http/read.ts";
import { badJson, notFound } from "../refusals.ts";
import { page } from "../rooms/page.ts";
import { openReads } from "../rooms/reads.ts";
import { bundles } from "../rooms/relations.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf, type Seer } from "../rooms/seer.ts";
import { stateAt } from "../rooms/select.ts";
import { eventIn, roomOf } from "../rooms/speak.ts";
import { asObject } from "../rules/notify.ts";
import { readEventFilter, type EventFilter } from "../sync/filter.ts";
import { readPlace, writeSeq } from "../sync/token.ts";
import type { Json } from "../types.ts";

const largestPage = 1000;

export const historyEndpoints = [
  endpoint("GET /rooms/:roomId/messages", messages),
  endpoint("GET /rooms/:roomId/context/:eventId", context),
];

async function messages({ core, person, params, query, reply, outflow }: Call): Promise<string> {
  const dir = oneOf(query.dir ?? "b", "dir", ["b", "f"]);
  const room = await roomOf(core, params.roomId!);
  const seer = await seerOf(core.pool, room, person.userId);
  const filter = filterOf(query.filter);
  const end = Math.min(core.writer.head(), seer.end);
  const from = query.from ? Math.min(readPlace(query.from, "from").seq, end) : dir === "b" ? end : 0;
  const to = query.to ? readPlace(query.to, "to").seq : undefined;
  const limit = queryNumber(query.limit, "limit", 10, largestPage);
  const wanted = (event: ChatEvent) => seer.sees(event) && filter.matches(event);
  await outflow.space(person.userId, goneSignal(reply));
  const { events, next } = await page(core.pool, room, { dir, from, to, end, limit, wanted, as: seer.as });
  const chunk = await eventsJson({ core, person }, room, events, seer);
  const state = filter.lazyMembers ? `,"state":[${speakers(room, events)}]` : "";
  const more = next === undefined ? "" : `,"end":"${writeSeq(next)}"`;
  return `{"chunk":[${chunk}],"start":"${writeSeq(from)}"${more}${state}}`;
}

async function context({ core, person, params, query }: Call): Promise<string> {
  const room = await roomOf(core, params.roomId!);
  const seer = await seerOf(core.pool, room, person.userId);
  const filter = filterOf(query.filter);
  const found = await eventIn(core, room, params.eventId!);
  const event = found && seer.as(found);
  if (!event || !seer.sees(event)) throw notFound("There is no such event that you can see.");
  const limit = Math.floor(queryNumber(query.limit, "limit", 10, largestPage) / 2);
  const end = Math.min(core.writer.head(), seer.end);
  const wanted = (one: ChatEvent) => seer.sees(one) && filter.matches(one);
  const [before, after] = await Promise.all([
    page(core.pool, room, { dir: "b", from: event.seq - 1, to: undefined, end, limit, wanted, as: seer.as }),
    page(core.pool, room, { dir: "f", from: event.seq, to: undefined, end, limit, wanted, as: seer.as }),
  ]);
  const all = [...before.events, event, ...after.events];
  const last = after.events.at(-1) ?? event;
  const state = await stateAt(core.pool, room.id, last.seq);
  const senders = new Set(all.map((one) => one.sender));
  const shown = filter.lazyMembers
    ? state.filter((one) => one.type !== "m.room.member" || senders.has(one.stateKey!))
    : state;
  const own = await eventsJson({ core, person }, room, [event], seer);
  const start = before.events.at(-1)?.seq ?? event.seq;
  return `{"event":${own},"events_before":[${await eventsJson({ core, person }, room, before.events, seer)}],"events_after":[${await eventsJson({ core, person }, room, after.events, seer)}],"start":"${writeSeq(start - 1)}","end":"${writeSeq(last.seq)}","state":[${shown.map((one) => eventJson(one)).join(",")}]}`;
}

/** For one reader, with bundled aggregations. */
export async function eventsJson(
  { core, person }: Pick<Call, "core" | "person">,
  room: Room,
  events: readonly ChatEvent[],
  seer: Seer,
): Promise<string> {
  const relations = await bundles(openReads(core.pool), room, events, person.userId);
  const texts = events.map((event) => {
    const bundle = relations.get(event.eventId);
    const membership = seer.membershipAt(event);
    return eventJson(event, { device: person.device, membership, ...(bundle && { relations: bundle }) });
  });
  return texts.join(",");
}

function speakers(room: Room, events: readonly ChatEvent[]): string {
  const senders = new Set(events.map((event) => event.sender));
  return [...senders]
    .flatMap((userId) => room.get("m.room.member", userId) ?? [])
    .map((e) => eventJson(e))
    .join(",");
}

function filterOf(json: string | undefined): EventFilter {
  if (!json) return readEventFilter({});
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    throw badJson("filter must be JSON.");
  }
  const object = asObject(value);
  if (!object) throw badJson("filter must be a JSON object.");
  return readEventFilter(object);
}
