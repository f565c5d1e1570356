/** Sending, and reading single events and the state. */
import { showGuestsOut } from "../account/guests.ts";
import { eventJson } from "../event.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { suspended } from "../http/suspended.ts";
import { takeTurn } from "../http/take-turn.ts";
import { invalidParam, notFound } from "../refusals.ts";
import { openReads } from "../rooms/reads.ts";
import { bundles } from "../rooms/relations.ts";
import { seerFor } from "../rooms/seer.ts";
import { eventIn, redactEvent, roomOf, sendMessage, setState } from "../rooms/speak.ts";
import { stateFor } from "../rooms/state-for.ts";
import { stateAt } from "../rooms/select.ts";
import { readPlace } from "../sync/token.ts";

export const eventEndpoints = [
  endpoint("PUT /rooms/:roomId/send/:type/:txnId", async (call) => {
    takeTurn(call, "message");
    const eventId = await sendMessage(call.core, {
      roomId: call.params.roomId!,
      sender: call.person.userId,
      type: call.params.type!,
      content: call.body,
      txn: { device: call.person.device, id: call.params.txnId! },
      ...timestamp(call),
    });
    return { event_id: eventId };
  }),
  // As old clients do it, without a transaction id.
  endpoint("POST /rooms/:roomId/send/:type", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "message");
    const eventId = await sendMessage(core, {
      roomId: params.roomId!,
      sender: person.userId,
      type: params.type!,
      content: body,
    });
    return { event_id: eventId };
  }),
  endpoint("PUT /rooms/:roomId/redact/:eventId/:txnId", async ({ core, person, params, body }) => {
    takeTurn({ core, person }, "message");
    if (person.principal.suspended) {
      const room = await core.rooms.byId(params.roomId!);
      const event = room && (await eventIn(core, room, params.eventId!));
      if (event?.sender !== person.userId) throw suspended();
    }
    const eventId = await redactEvent(core, {
      roomId: params.roomId!,
      sender: person.userId,
      eventId: params.eventId!,
      content: body,
      txn: { device: person.device, id: params.txnId! },
    });
    return { event_id: eventId };
  }),
  ...(
    [
      "/rooms/:roomId/state/:type",
      "/rooms/:roomId/state/:type/",
      "/rooms/:roomId/state/:type/:stateKey",
    ] as const
  ).flatMap((path) => [endpoint(`PUT ${path}`, putState), endpoint(`GET ${path}`, getState)]),
  endpoint("GET /rooms/:roomId/state", async ({ core, person, params }) => {
    const room = await roomOf(core, params.roomId!);
    const state = await stateFor(core, room, person.userId);
    return `[${state.map((event) => eventJson(event)).join(",")}]`;
  }),
  endpoint("GET /rooms/:roomId/event/:eventId", async ({ core, person, params }) => {
    const room = await roomOf(core, params.roomId!);
    const seer = await seerFor(core.pool, room, person.userId);
    const found = await eventIn(core, room, params.eventId!);
    const event = found && seer.as(found);
    if (!event || !seer.sees(event)) throw notFound("There is no such event that you can see.");
    const relations = (await bundles(openReads(core.pool), room, [event], person.userId)).get(event.eventId);
    return eventJson(event, {
      device: person.device,
      membership: seer.membershipAt(event),
      ...(relations && { relations }),
    });
  }),
  endpoint("GET /rooms/:roomId/members", members),
  endpoint("GET /rooms/:roomId/joined_members", async ({ core, person, params }) => {
    const room = await roomOf(core, params.roomId!);
    await stateFor(core, room, person.userId);
    const joined: Record<string, object> = {};
    for (const userId of room.joined) {
      const { displayname, avatar_url: avatar } = room.get("m.room.member", userId)!.content;
      // Other servers say null for what is missing, and clients look for it.
      joined[userId] = {
        display_name: typeof displayname === "string" ? displayname : null,
        avatar_url: typeof avatar === "string" ? avatar : null,
      };
    }
    return { joined };
  }),
];

async function putState(call: Call): Promise<object> {
  const { core, person, params, body } = call;
  takeTurn(call, "message");
  const eventId = await setState(core, {
    roomId: params.roomId!,
    sender: person.userId,
    type: params.type!,
    stateKey: params.stateKey ?? "",
    content: body,
    ...timestamp(call),
  });
  if (params.type === "m.room.guest_access") await showGuestsOut(core, params.roomId!);
  return { event_id: eventId };
}

async function getState({ core, person, params, query }: Call): Promise<string> {
  const room = await roomOf(core, params.roomId!);
  const { type, stateKey = "" } = params;
  const event = room.joined.has(person.userId)
    ? room.get(type!, stateKey)
    : (await stateFor(core, room, person.userId)).find((e) => e.type === type && e.stateKey === stateKey);
  if (!event) throw notFound(`There is no state ${type!.slice(0, 255)} with this key.`);
  return query.format === "event" ? eventJson(event) : event.fields.text;
}

async function members({ core, person, params, query }: Call): Promise<string> {
  const room = await roomOf(core, params.roomId!);
  const state = query.at
    ? await stateThen(core, room.id, query.at, await stateFor(core, room, person.userId))
    : await stateFor(core, room, person.userId);
  const { membership: wanted, not_membership: unwanted } = query;
  const chosen = state.filter((event) => {
    if (event.type !== "m.room.member") return false;
    const { membership } = event.content;
    return (
      (wanted === undefined || membership === wanted) && (unwanted === undefined || membership !== unwanted)
    );
  });
  return `{"chunk":[${chosen.map((event) => eventJson(event)).join(",")}]}`;
}

/** The state at a place in the past; the reader's own view stays the limit. */
async function stateThen(
  core: Call["core"],
  room: number,
  at: string,
  own: Awaited<ReturnType<typeof stateFor>>,
) {
  const last = Math.max(0, ...own.map((event) => event.seq));
  return stateAt(core.pool, room, Math.min(readPlace(at, "at").seq, last));
}

/** Application services may say when something happened ("Timestamp massaging"). */
function timestamp({ person, query }: Call): { ts?: number } {
  if (person.principal.kind !== "appservice" || query.ts === undefined) return {};
  const ts = Number(query.ts);
  if (!Number.isSafeInteger(ts) || ts < 0) throw invalidParam("ts must be milliseconds since 1970.");
  return { ts };
}
