/** `/initialSync` and single events of the first version of the API, told in terms of /sync: bots of many years still ask for them. */
import { eventJson, type ChatEvent } from "../event.ts";
import { absent, presenceEvent } from "../presence/presence.ts";
import { legacyRequest, oldPresence, type Answer } from "./event-stream.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { queryFlag, queryNumber } from "../http/read.ts";
import { eventIn, roomOf } from "../rooms/speak.ts";
import { notFound } from "../refusals.ts";
import { page } from "../rooms/page.ts";
import type { Room } from "../rooms/room.ts";
import { rulesType } from "../push/rule-set.ts";
import { seerFor, seerOf } from "../rooms/seer.ts";
import { stateFor } from "../rooms/state-for.ts";
import { asObject } from "../rules/notify.ts";
import { contentOf, membershipOf } from "../rules/state-view.ts";
import { receiptsJson } from "../sync/ephemeral.ts";
import { readSyncFilter } from "../sync/filter.ts";
import { sync } from "../sync/sync.ts";
import { writeSeq } from "../sync/token.ts";
import type { Content, Json } from "../types.ts";

export const legacyEndpoints = [
  endpoint("GET /events/:eventId", async (call) => {
    const { core, person, params } = call;
    const { rows } = await core.pool.query<{ room_id: string }>(
      "select r.room_id from chat.event e join chat.room r on r.id = e.room where e.event_id = $1",
      [params.eventId],
    );
    const room = rows[0] && (await roomOf(core, rows[0].room_id));
    const event = room && (await eventIn(core, room, params.eventId!));
    const seer = event && (await seerFor(core.pool, room, person.userId));
    if (!event || !seer?.sees(event)) throw notFound("There is no such event that you can see.");
    return eventJson(seer.as(event));
  }),
  endpoint("GET /initialSync", initialSync),
  endpoint("GET /rooms/:roomId/initialSync", async ({ core, person, params, query }) => {
    const room = await roomOf(core, params.roomId!);
    const state = await stateFor(core, room, person.userId);
    const { chunk, start, end } = await newest(core, room, person.userId, query.limit);
    // Who reads now is for those to whom the room is open now.
    const receipts = isOpenTo(room, person.userId) ? receiptsJson(room, 0, person.userId) : undefined;
    const listed = await visibilityOf(core, room);
    const membership = room.get("m.room.member", person.userId) && membershipOf(room, person.userId);
    return (
      `{"room_id":"${room.roomId}",${membership ? `"membership":"${membership}",` : ""}"visibility":"${listed}",` +
      `"messages":{"chunk":[${chunk}],"start":"${start}","end":"${end}"},"state":[${state.map(oldState).join(",")}],` +
      `"receipts":[${receipts ?? ""}],"presence":${JSON.stringify(room.joined.has(person.userId) ? presenceIn(core, room) : [])},"account_data":${JSON.stringify(await roomData({ core, person }, room))}}`
    );
  }),
];

const isOpenTo = (room: Room, userId: string) =>
  room.joined.has(userId) ||
  contentOf(room, "m.room.history_visibility").history_visibility === "world_readable";

/** In the first version an event names its sender twice. */
const oldState = (event: ChatEvent) =>
  `${eventJson(event).slice(0, -1)},"user_id":${JSON.stringify(event.sender)}}`;

function presenceIn({ presence, clock }: Call["core"], room: Room): Content[] {
  if (!presence.isOn) return [];
  const now = clock().getTime();
  return [...room.joined]
    .map((userId) => presence.of(userId) ?? absent(userId))
    .map((standing) => oldPresence(presenceEvent(standing, now)));
}

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
    as: seer.as,
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

/** The person too, who may not have listened yet. */
function presentTo({ presence, clock }: Call["core"], userId: string, answer: Answer): Content[] {
  const others = ((asObject(answer.presence)?.events as Content[] | undefined) ?? []).map(oldPresence);
  if (!presence.isOn || others.some((event) => event.sender === userId)) return others;
  const now = clock().getTime();
  const own = presence.of(userId) ?? { ...absent(userId), lastActive: now };
  return [...others, oldPresence(presenceEvent(own, now))];
}

async function initialSync(call: Call): Promise<object> {
  const { core, person, query } = call;
  const limit = queryNumber(query.limit, "limit", 10, 100);
  const filter = readSyncFilter({
    room: { timeline: { limit }, include_leave: queryFlag(query.archived) },
  });
  const request = { ...legacyRequest(call), filter, timeout: 0, since: undefined };
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
    presence: presentTo(core, person.userId, answer),
    account_data: (asObject(answer.account_data)!.events as Content[]).filter(
      (event) => event.type !== rulesType,
    ),
  };
}
