/** GET /events, the stream of the first version: all of a person's rooms in one list, or one room that is open to the world. */
import { setTimeout as pause } from "node:timers/promises";
import { eventJson } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { goneSignal } from "../http/gone.ts";
import { noGuests } from "../http/guests.ts";
import { queryNumber } from "../http/read.ts";
import { presenceEvent } from "../presence/presence.ts";
import { forbidden } from "../refusals.ts";
import { page } from "../rooms/page.ts";
import type { Room } from "../rooms/room.ts";
import { seerOf } from "../rooms/seer.ts";
import { roomOf } from "../rooms/speak.ts";
import { asObject } from "../rules/notify.ts";
import { receiptsJson, typingJson } from "../sync/ephemeral.ts";
import { readSyncFilter } from "../sync/filter.ts";
import { sync, type SyncRequest } from "../sync/sync.ts";
import { readPlace, writePlace, type Place } from "../sync/token.ts";
import type { Content, Json } from "../types.ts";

/** No session of its own: messages to devices and what a session was shown belong to /sync. */
const device = "";

const longestWait = 60_000;

export const eventStreamEndpoints = [endpoint("GET /events", events)];

/** What the endpoints of the first version ask of /sync. */
export function legacyRequest(call: Call): Omit<SyncRequest, "since" | "filter" | "timeout"> {
  const { userId } = call.person;
  const gone = goneSignal(call.reply);
  return {
    userId,
    device,
    fullState: false,
    stateField: "state",
    gone,
    turn: (work) => call.outflow.make(userId, work, gone),
  };
}

export type Answer = Content & { next_batch: string };

async function events(call: Call): Promise<object> {
  const { core, query } = call;
  const from = query.from ? readPlace(query.from, "from") : placeNow(core);
  const timeout = queryNumber(query.timeout, "timeout", 0, longestWait);
  queryNumber(query.limit, "limit", 0, 1000);
  if (call.person.principal.guest && query.room_id === undefined) throw noGuests();
  if (query.room_id !== undefined) {
    const room = await roomOf(core, query.room_id);
    if (!room.joined.has(call.person.userId)) return peek(call, room, from, timeout);
  }
  const filter = readSyncFilter({
    room: {
      ...(query.room_id !== undefined && { rooms: [query.room_id] }),
      timeline: { limit: 500 },
    },
  });
  const since = from.seq === 0 ? { ...from, seq: 1 } : from;
  const answer = JSON.parse(await sync(core, { ...legacyRequest(call), filter, timeout, since })) as Answer;
  return { start: writePlace(from), end: answer.next_batch, chunk: chunkOf(answer) };
}

const placeNow = (core: Call["core"]): Place => {
  const head = core.writer.head();
  return { seq: head, typing: core.typing.head(), device: head };
};

/** In the first version presence names its person in the content too, and always has a message. */
export const oldPresence = (event: Content): Content => ({
  ...event,
  content: { status_msg: null, ...asObject(event.content), user_id: event.sender! },
});

function chunkOf({ rooms, account_data: data, presence }: Answer): Json[] {
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
  return [...inRooms, ...invited, ...list(data), ...list(presence).map(oldPresence)];
}

/** How often a room is looked at that somebody follows without being in it. */
const lookEvery = 200;

const mostAtOnce = 100;

/** A room that is open to the world, for who is not in it. @throws MatrixError M_FORBIDDEN */
async function peek(call: Call, room: Room, from: Place, timeout: number): Promise<object> {
  const { core } = call;
  const gone = goneSignal(call.reply);
  const deadline = Date.now() + timeout;
  for (;;) {
    if (room.get("m.room.history_visibility", "")?.content.history_visibility !== "world_readable")
      throw forbidden(`You are not in the room ${room.roomId}.`);
    const { chunk, end } = hasMoved(core, room, from)
      ? await newsOf(call, room, from)
      : { chunk: [], end: placeNow(core) };
    if (chunk.length || Date.now() >= deadline || gone.aborted || core.stopping.aborted)
      return { start: writePlace(from), end: writePlace(end), chunk };
    await pause(Math.min(lookEvery, Math.max(1, deadline - Date.now())));
  }
}

/** From memory: whoever waits costs no statement. */
const hasMoved = ({ presence }: Call["core"], room: Room, from: Place): boolean =>
  room.lastSeq > from.seq ||
  room.lastReceiptSeq > from.seq ||
  room.typingAt > from.typing ||
  presence.changedSince(from.typing).some(({ userId }) => room.joined.has(userId));

/** Up to the present. What stands beside the events and came while they were read is told now and once more: it means the same. */
async function newsOf(call: Call, room: Room, from: Place): Promise<{ chunk: Json[]; end: Place }> {
  const { core, person } = call;
  const now = placeNow(core);
  const seer = await seerOf(core.pool, room, person.userId);
  const request = {
    dir: "f",
    from: from.seq,
    to: undefined,
    end: now.seq,
    limit: mostAtOnce,
    wanted: seer.sees,
    as: seer.as,
  } as const;
  const { events: found } = await page(core.pool, room, request);
  const time = core.clock().getTime();
  const present = core.presence.changedSince(from.typing).filter(({ userId }) => room.joined.has(userId));
  const beside = [receiptsJson(room, from.seq, person.userId), typingJson(room, from.typing)];
  const chunk = [
    ...found.map((event) => JSON.parse(eventJson(event)) as Json),
    ...beside.flatMap((text) =>
      text === undefined ? [] : { ...(JSON.parse(text) as Content), room_id: room.roomId },
    ),
    ...present.map((standing) => oldPresence(presenceEvent(standing, time))),
  ];
  return { chunk, end: found.length < mostAtOnce ? now : { ...now, seq: found.at(-1)!.seq } };
}
