/** A Matrix room as the list and the timeline show it. */
import { type MatrixClient, type MatrixEvent, type Room as MatrixRoom } from "matrix-js-sdk";
import type { Message, Room, RoomSummary } from "../store.ts";
import { isDrawn, nameOf, readMessage, type Eyes } from "./read-message.ts";

/** Rooms that people marked as direct, whoever is in them. */
function directRooms(client: MatrixClient): Set<string> {
  const content = client.getAccountData("m.direct" as never)?.getContent() ?? {};
  return new Set(
    Object.values(content as Record<string, unknown>).flatMap((rooms) => (Array.isArray(rooms) ? rooms : [])),
  );
}

function isDirect(room: MatrixRoom, marked: Set<string>): boolean {
  if (marked.has(room.roomId) || room.getDMInviter() !== undefined) return true;
  return room.getInvitedAndJoinedMemberCount() === 2 && !room.currentState.getStateEvents("m.room.name", "");
}

const lastDrawn = (room: MatrixRoom): MatrixEvent | undefined =>
  room
    .getLiveTimeline()
    .getEvents()
    .findLast((event) => isDrawn(event) && !event.isState());

function latestLine(event: MatrixEvent | undefined, room: MatrixRoom, eyes: Eyes): string {
  if (!event) return "";
  const { body, kind, media, sender, mine } = readMessage(event, room, eyes);
  const said = kind === "removed" ? "Message removed" : media && !media.captioned ? media.name : body;
  const who = mine ? "You" : sender.name.split(" ")[0];
  return `${who}: ${said.split("\n")[0]}`.slice(0, 120);
}

function topicOf(room: MatrixRoom): string {
  const topic: unknown = room.currentState.getStateEvents("m.room.topic", "")?.getContent()["topic"];
  return typeof topic === "string" ? topic : "";
}

/** Of the one person besides me; nothing of whoever is not there, and nothing of bots, which always are. */
function presenceOf(
  client: MatrixClient,
  room: MatrixRoom,
  { me, bot, presence: isTold }: Eyes,
): RoomSummary["presence"] {
  if (!isTold) return undefined;
  const others = room
    .getMembers()
    .filter(({ userId, membership }) => userId !== me && membership !== "leave");
  const [other] = others;
  if (!other || others.length > 1 || other.userId === bot) return undefined;
  const { presence = "" } = client.getUser(other.userId) ?? {};
  return ({ online: "online", unavailable: "away" } as const)[presence];
}

function successorOf(room: MatrixRoom): string | undefined {
  const id: unknown = room.currentState.getStateEvents("m.room.tombstone", "")?.getContent()[
    "replacement_room"
  ];
  return typeof id === "string" && id.startsWith("!") ? id : undefined;
}

function predecessorOf(room: MatrixRoom): string | undefined {
  const before = room.currentState.getStateEvents("m.room.create", "")?.getContent()["predecessor"] as
    | { room_id?: unknown }
    | undefined;
  return typeof before?.room_id === "string" ? before.room_id : undefined;
}

function summary(client: MatrixClient, room: MatrixRoom, eyes: Eyes, marked: Set<string>): RoomSummary {
  const last = lastDrawn(room);
  const invited = room.getMyMembership() === "invite";
  const kind = isDirect(room, marked) ? "direct" : "room";
  const presence = kind === "direct" ? presenceOf(client, room, eyes) : undefined;
  const upgradedTo = successorOf(room);
  return {
    id: room.roomId,
    name: room.name,
    topic: topicOf(room),
    kind,
    ...(presence ? { presence } : {}),
    ...(upgradedTo ? { upgradedTo } : {}),
    unread: room.getUnreadNotificationCount("total" as never),
    mentions: room.getUnreadNotificationCount("highlight" as never),
    invited,
    at: last?.getTs() ?? 0,
    latest: invited ? "You are invited" : latestLine(last, room, eyes),
  };
}

/** Rooms that I am in or invited to, without those that go on in another one of them; the ones in which something happened last come first. */
export function readRooms(client: MatrixClient, eyes: Eyes): RoomSummary[] {
  const marked = directRooms(client);
  return client
    .getRooms()
    .filter((room) => ["join", "invite"].includes(room.getMyMembership()))
    .map((room) => summary(client, room, eyes, marked))
    .filter(({ upgradedTo = "" }) => client.getRoom(upgradedTo)?.getMyMembership() !== "join")
    .toSorted((a, b) => Number(b.invited) - Number(a.invited) || b.at - a.at || a.name.localeCompare(b.name));
}

/** @param privately answers only I can see, by the event that they answer */
export function readRoom(
  client: MatrixClient,
  id: string,
  eyes: Eyes,
  privately: (eventId: string) => readonly Message[],
): Room | undefined {
  const room = client.getRoom(id);
  if (!room || !["join", "invite"].includes(room.getMyMembership())) return undefined;
  const { me } = eyes;
  const all = room.getLiveTimeline().getEvents();
  const begun = all.some((event) => event.getType() === "m.room.create");
  const before = predecessorOf(room);
  return {
    ...(before ? { continues: before } : {}),
    ...summary(client, room, eyes, directRooms(client)),
    members: room.getJoinedMemberCount(),
    messages: all
      .filter(isDrawn)
      .map((event) => readMessage(event, room, eyes, privately(event.getId() ?? ""))),
    typing: room
      .getMembers()
      .filter((member) => member.typing && member.userId !== me)
      .map((member) => nameOf(room, member.userId)),
    more: !begun && room.getLiveTimeline().getPaginationToken("b" as never) !== null,
    readUpTo: room.getEventReadUpTo(me) ?? undefined,
  };
}
