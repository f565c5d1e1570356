/** `/events` and `/initialSync` of the first version of the API, told in terms of /sync: bots of many years still ask for them. */
import { setTimeout as pause } from "node:timers/promises";
import { eventJson, type ChatEvent } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { goneSignal } from "../http/gone.ts";
import { noGuests } from "../http/guests.ts";
import { queryFlag, queryNumber } from "../http/read.ts";
import { forbidden } from "../refusals.ts";
import { eventIn, roomOf } from "../rooms/speak.ts";
import { notFound } from "../refusals.ts";
import { page } from "../rooms/page.ts";
import type { Room } from "../rooms/room.ts";
import { rulesType } from "../push/rule-set.ts";
import { seerFor, seerOf } from "../rooms/seer.ts";
import { stateFor } from "../rooms/state-for.ts";
import { asObject } from "../rules/notify.ts";
import { membershipOf } from "../rules/state-view.ts";
import { receiptsJson } from "../sync/ephemeral.ts";
import { readSyncFilter } from "../sync/filter.ts";
import { sync, type SyncRequest } from "../sync/sync.ts";
import { readPlace, writePlace, writeSeq } from "../sync/token.ts";
import type { Content, Json } from "../types.ts";

/** No session of its own: messages to devices and what a session was shown belong to /sync. */
const device = "";

const longestWait = 60_000;

export const legacyEndpoints = [
  endpoint("GET /events", events),
  endpoint("GET /events/:eventId", async (call) => {
    const { core, person, params } = call;
    const { rows } = await core.pool.query<{ room_id: string }>(
      "select r.room_id from chat.event e join chat.room r on r.id = e.room where e.event_id = $1",
      [params.eventId],
    );
    const room = rows[0] && (await roomOf(core, rows[0].room_id));
    const event = room && (await eventIn(core, room, params.eventId!));
    if (!event || !(await seerFor(core.pool, room, person.userId)).sees(event))
      throw notFound("There is no such event that you can see.");
    return eventJson(event);
  }),
  endpoint("GET /initialSync", initialSync),
  endpoint("GET /rooms/:roomId/initialSync", async ({ core, person, params, query }) => {
    const room = await roomOf(core, params.roomId!);
    const state = await stateFor(core, room, person.userId);
    const { chunk, start, end } = await newest(core, room, person.userId, query.limit);
    const receipts = receiptsJson(room, 0, person.userId);
    const listed = await visibilityOf(core, room);
    const membership = room.get("m.room.member", person.userId) && membershipOf(room, person.userId);
    return (
      `{"room_id":"${room.roomId}",${membership ? `"membership":"${membership}",` : ""}"visibility":"${listed}",` +
      `"messages":{"chunk":[${chunk}],"start":"${start}","end":"${end}"},"state":[${jsons(state)}],` +
      `"receipts":[${receipts ?? ""}],"presence":[],"account_data":${JSON.stringify(await roomData({ core, person }, room))}}`
    );
  }),
];

const jsons = (list: readonly ChatEvent[]) => list.map((event) => eventJson(event)).join(",");

async function newest(core: Call["core"], room: Room, userId: string, asked: string | undefined) {
  const seer = await seerOf(core.pool, room, userId);
  const end = Math.min(core.writer.head(), seer.end);
  const limit = queryNumber(asked, "limit", 10, 100);
  const { events: found, next } = await page(core.pool, room, {
    dir: "b",
    from: end,
    to: undefined,
    end,
    limit,
    wanted: seer.sees,
  });
  return { chunk: jsons(found.toReversed()), start: writeSeq(next ?? 0), end: writeSeq(end) };
}

async function visibilityOf(core: Call["core"], room: Room): Promise<"public" | "private"> {
  const { rows } = await core.pool.query<{ is_public: boolean }>(
    "select is_public from chat.room where id = $1",
    [room.id],
  );
  return rows[0]?.is_public ? "public" : "private";
}

async function roomData({ core, person }: Pick<Call, "core" | "person">, room: Room): Promise<Content[]> {
  const stream = await core.streams.get(person.userId);
  return [...stream.accountData.values()]
    .filter((datum) => datum.room === room.id)
    .map(({ type, text }) => ({ type, content: JSON.parse(text) as Json }));
}

const requestOf = ({ person, reply }: Call): Omit<SyncRequest, "since" | "filter" | "timeout"> => ({
  userId: person.userId,
  device,
  fullState: false,
  stateField: "state",
  gone: goneSignal(reply),
});

type Answer = Content & { next_batch: string };

async function events(call: Call): Promise<object> {
  const { core, query } = call;
  const from = query.from ? readPlace(query.from, "from") : placeNow(core);
  const timeout = queryNumber(query.timeout, "timeout", 0, longestWait);
  queryNumber(query.limit, "limit", 0, 1000);
  if (call.person.principal.guest && query.room_id === undefined) throw noGuests();
  if (query.room_id !== undefined) {
    const room = await roomOf(core, query.room_id);
    if (!room.joined.has(call.person.userId)) return peek(call, room, from.seq, timeout);
  }
  const filter = readSyncFilter({
    room: {
      ...(query.room_id !== undefined && { rooms: [query.room_id] }),
      timeline: { limit: 500 },
    },
  });
  const since = from.seq === 0 ? { ...from, seq: 1 } : from;
  const answer = JSON.parse(await sync(core, { ...requestOf(call), filter, timeout, since })) as Answer;
  return { start: writePlace(from), end: answer.next_batch, chunk: chunkOf(answer) };
}

const placeNow = (core: Call["core"]) => {
  const head = core.writer.head();
  return { seq: head, typing: core.typing.head(), device: head };
};

function chunkOf({ rooms, account_data: data }: Answer): Json[] {
  const { join, leave, invite } = (asObject(rooms) ?? {}) as Record<string, Record<string, Content>>;
  const list = (part: Json | undefined) => (asObject(part)?.events as Content[] | undefined) ?? [];
  const inRooms = Object.entries({ ...join, ...leave }).flatMap(([room_id, room]) => [
    ...list(room.timeline),
    ...[...list(room.ephemeral), ...list(room.account_data)].map((event) => ({ ...event, room_id })),
  ]);
  const invited = Object.entries(invite ?? {}).flatMap(([room_id, room]) =>
    list(room.invite_state)
      .slice(-1)
      .map((event) => ({ ...event, room_id })),
  );
  return [...inRooms, ...invited, ...list(data)];
}

/** How often a room is looked at that somebody follows without being in it. */
const lookEvery = 200;

/** A room that is open to the world, for who is not in it. @throws MatrixError M_FORBIDDEN */
async function peek(call: Call, room: Room, from: number, timeout: number): Promise<object> {
  const { core, person } = call;
  const gone = goneSignal(call.reply);
  const deadline = Date.now() + timeout;
  for (;;) {
    if (room.get("m.room.history_visibility", "")?.content.history_visibility !== "world_readable")
      throw forbidden(`You are not in the room ${room.roomId}.`);
    const seer = await seerOf(core.pool, room, person.userId);
    const end = core.writer.head();
    const request = { dir: "f", from, to: undefined, end, limit: 100, wanted: seer.sees } as const;
    const { events: found } = await page(core.pool, room, request);
    const chunk = found.map((event) => JSON.parse(eventJson(event)) as Json);
    if (chunk.length || Date.now() >= deadline || gone.aborted || core.stopping.aborted)
      return { start: writeSeq(from), end: writeSeq(found.at(-1)?.seq ?? end), chunk };
    await pause(Math.min(lookEvery, Math.max(1, deadline - Date.now())));
  }
}

async function initialSync(call: Call): Promise<object> {
  const { core, person, query } = call;
  const limit = queryNumber(query.limit, "limit", 10, 100);
  const filter = readSyncFilter({
    room: { timeline: { limit }, include_leave: queryFlag(query.archived) },
  });
  const request = { ...requestOf(call), filter, timeout: 0, since: undefined };
  const answer = JSON.parse(await sync(core, { ...request, stateField: "state_after" })) as Answer;
  const sections = (asObject(answer.rooms) ?? {}) as Record<string, Record<string, Content>>;
  const rooms: Content[] = [];
  const receipts: Content[] = [];
  for (const membership of ["join", "invite", "leave"])
    for (const [roomId, section] of Object.entries(sections[membership] ?? {})) {
      const list = (name: string) => (asObject(section[name])?.events as Content[] | undefined) ?? [];
      const room = await roomOf(core, roomId);
      const inviter = room.get("m.room.member", person.userId)?.sender;
      for (const event of list("ephemeral"))
        if (event.type === "m.receipt") receipts.push({ ...event, room_id: roomId });
      const timeline = asObject(section.timeline);
      rooms.push({
        room_id: roomId,
        membership,
        visibility: await visibilityOf(core, room),
        ...(membership === "invite" && inviter !== undefined && { inviter }),
        ...(timeline && {
          messages: { chunk: list("timeline"), start: timeline.prev_batch!, end: answer.next_batch },
        }),
        state: list("state_after"),
        account_data: list("account_data"),
      });
    }
  return {
    end: answer.next_batch,
    rooms,
    receipts,
    presence: [],
    account_data: (asObject(answer.account_data)!.events as Content[]).filter(
      (event) => event.type !== rulesType,
    ),
  };
}
