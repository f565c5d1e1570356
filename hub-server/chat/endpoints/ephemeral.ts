/** Receipts, typing, presence. */
import type { Core } from "../core.ts";
import { endpoint, type Call } from "../http/endpoint.ts";
import { oneOf, optionalText } from "../http/read.ts";
import { presenceContent, presenceKinds } from "../presence/presence.ts";
import { badJson, forbidden, invalidParam, notFound } from "../refusals.ts";
import type { ReceiptKind, Room } from "../rooms/room.ts";
import { eventIn, roomOf } from "../rooms/speak.ts";
import { needJoined } from "../rules/authorise.ts";
import { needSelf } from "./sync.ts";

const longestMessage = 1000;
const longestTyping = 120_000;

export const ephemeralEndpoints = [
  endpoint("POST /rooms/:roomId/receipt/:kind/:eventId", async (call) => {
    const room = await joinedRoom(call);
    const kind = oneOf(call.params.kind!, "the receipt type", ["m.read", "m.read.private", "m.fully_read"]);
    const thread = optionalText(call.body, "thread_id");
    if (thread === "" || (thread !== undefined && kind === "m.fully_read"))
      throw invalidParam("thread_id must be main or an event id, and m.fully_read has none.");
    if (kind === "m.fully_read") await fullyRead(call, room, call.params.eventId!);
    else await receipt(call, room, kind, call.params.eventId!, thread ?? "");
    return {};
  }),
  endpoint("POST /rooms/:roomId/read_markers", async (call) => {
    const room = await joinedRoom(call);
    const marker = optionalText(call.body, "m.fully_read");
    if (marker !== undefined) await fullyRead(call, room, marker);
    for (const kind of ["m.read", "m.read.private"] as const) {
      const eventId = optionalText(call.body, kind);
      if (eventId !== undefined) await receipt(call, room, kind, eventId, "");
    }
    return {};
  }),
  endpoint("PUT /rooms/:roomId/typing/:userId", async (call) => {
    needSelf(call);
    const room = await joinedRoom(call);
    const { typing, timeout } = call.body;
    if (typeof typing !== "boolean") throw badJson("typing must be true or false.");
    if (timeout !== undefined && (typeof timeout !== "number" || timeout < 0))
      throw badJson("timeout must be a number of milliseconds.");
    call.core.typing.set(room, call.person.userId, typing ? Math.min(timeout ?? 30_000, longestTyping) : 0);
    return {};
  }),
  endpoint("PUT /presence/:userId/status", async (call) => {
    needSelf(call);
    const { core, person, body } = call;
    const kind = oneOf(optionalText(body, "presence") ?? "", "presence", presenceKinds);
    const message = optionalText(body, "status_msg");
    if ((message ?? "").length > longestMessage)
      throw invalidParam(`status_msg has at most ${longestMessage} characters.`);
    core.presence.set(await core.streams.get(person.userId), kind, message);
    return {};
  }),
  endpoint("GET /presence/:userId/status", async ({ core, person, params }) => {
    const userId = params.userId!;
    if (!(await core.identity.account(userId))) throw notFound("There is no such user.");
    if (!core.presence.isOn) return { presence: "offline" };
    if (userId !== person.userId && !(await shareRoom(core, person.userId, userId)))
      throw forbidden("You see the presence of those only with whom you share a room.");
    const standing = core.presence.of(userId);
    return standing ? presenceContent(standing, core.clock().getTime()) : { presence: "offline" };
  }),
];

async function shareRoom(core: Core, one: string, other: string): Promise<boolean> {
  const stream = await core.streams.get(one);
  const ids = [...stream.memberships.values()].filter((e) => e.membership === "join").map((e) => e.room);
  return [...(await core.rooms.byNumbers(ids)).values()].some((room) => room.joined.has(other));
}

async function joinedRoom({ core, person, params }: Call): Promise<Room> {
  const room = await roomOf(core, params.roomId!);
  needJoined(room, person.userId, room.roomId);
  return room;
}

async function receipt(
  { core, person }: Call,
  room: Room,
  kind: ReceiptKind,
  eventId: string,
  thread: string,
): Promise<void> {
  const event = await eventIn(core, room, eventId);
  if (!event) throw notFound(`There is no event ${eventId.slice(0, 100)} in this room.`);
  const ts = core.clock().getTime();
  const receipt = { userId: person.userId, kind, thread, eventId, eventSeq: event.seq, ts };
  await core.writer.write({ kind: "receipt", room, receipt });
}

async function fullyRead({ core, person }: Call, room: Room, eventId: string): Promise<void> {
  const text = JSON.stringify({ event_id: eventId });
  await core.writer.write({
    kind: "account data",
    userId: person.userId,
    room: room.id,
    type: "m.fully_read",
    text,
  });
}
