/** A room goes on in another one of a newer version ("Room upgrades" of the specification). */
import { randomBytes } from "node:crypto";
import type { Core } from "../core.ts";
import { forbidden, notFound } from "../refusals.ts";
import { authorise, needJoined, type Draft } from "../rules/authorise.ts";
import { asObject } from "../rules/notify.ts";
import { powerFor, powerToSend } from "../rules/power-levels.ts";
import { contentOf } from "../rules/state-view.ts";
import type { Content } from "../types.ts";
import { checkedVersion, newRoomId } from "./create.ts";
import { followUser } from "./follow.ts";
import { memberContent, memberDraft } from "./memberships.ts";
import { Room } from "./room.ts";
import { setState } from "./speak.ts";

/** State that goes along, in the order in which it is sent. Power levels come last: until then the creator may do all. */
const copied = [
  "m.room.server_acl",
  "m.room.encryption",
  "m.room.name",
  "m.room.avatar",
  "m.room.topic",
  "m.room.guest_access",
  "m.room.history_visibility",
  "m.room.join_rules",
  "m.room.retention",
  "m.space.child",
];

/**
 * Makes the new room, with a tombstone in the old one that leads there; aliases and the place in the public list move. The room and
 * the tombstone are one commit; a request that comes again finishes what was left undone after it.
 * @returns id of the new room
 * @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_NOT_FOUND, M_FORBIDDEN
 */
export async function upgradeRoom(
  core: Core,
  roomId: string,
  userId: string,
  wanted: string,
): Promise<string> {
  const version = checkedVersion(wanted);
  const old = await core.rooms.byId(roomId);
  if (!old) throw notFound(`There is no room ${roomId.slice(0, 255)}.`);
  return core.inTurn(`upgrade ${roomId}`, async () => {
    needJoined(old, userId, roomId);
    if (old.row.governed) throw forbidden("The server keeps this room; it cannot be upgraded.");
    const next =
      (await successorOf(core, old, userId, version)) ?? (await replace(core, old, userId, version));
    await moveAliases(core, old, next, userId);
    await silence(core, old, userId);
    await followUser(core, old, next, userId);
    await takeFromPublicList(core, old);
    return next.roomId;
  });
}

/**
 * The room that an upgrade made before, which may not have come to its end.
 * @throws MatrixError M_FORBIDDEN when the room was replaced by another one
 */
async function successorOf(
  core: Core,
  old: Room,
  userId: string,
  version: string,
): Promise<Room | undefined> {
  const tombstone = old.get("m.room.tombstone", "");
  const id = tombstone?.content.replacement_room;
  if (!tombstone || typeof id !== "string") return undefined;
  const { content } = tombstone;
  authorise(old, { type: "m.room.tombstone", stateKey: "", sender: userId, content });
  const next = await core.rooms.byId(id);
  const predecessor = next && asObject(contentOf(next, "m.room.create").predecessor);
  if (predecessor?.event_id === tombstone.eventId && next?.row.version === version) return next;
  throw forbidden(`This room was replaced by ${id.slice(0, 255)} already.`);
}

/** In one commit. */
async function replace(core: Core, old: Room, userId: string, version: string): Promise<Room> {
  const next = new Room({
    id: core.writer.roomNumber(),
    roomId: newRoomId(core),
    version,
    creator: userId,
    governed: false,
  });
  const tombstone = tombstoneOf(next, userId);
  authorise(old, tombstone);
  const drafts = await firstEvents(core, old, next, tombstone);
  const isPublic = await isInPublicList(core, old);
  const together = { room: old, drafts: [tombstone] };
  await core.writer.write({ kind: "events", room: next, drafts, isNew: { isPublic }, together });
  return next;
}

/** Its id is known before it is sent: the new room names it. */
const tombstoneOf = (next: Room, sender: string): Draft & { readonly eventId: string } => ({
  type: "m.room.tombstone",
  stateKey: "",
  sender,
  content: { body: "This room has been replaced", replacement_room: next.roomId },
  eventId: `$${randomBytes(18).toString("base64url")}`,
});

async function firstEvents(
  core: Core,
  old: Room,
  next: Room,
  tombstone: { readonly eventId: string },
): Promise<Draft[]> {
  const { creator: sender, version } = next.row;
  const { predecessor: _before, ...kept } = contentOf(old, "m.room.create");
  const predecessor = { room_id: old.roomId, event_id: tombstone.eventId };
  const state = (type: string, content: Content, stateKey = ""): Draft => ({
    type,
    stateKey,
    sender,
    content,
  });
  const levels = old.get("m.room.power_levels", "");
  return [
    state("m.room.create", { ...kept, creator: sender, room_version: version, predecessor }),
    memberDraft(sender, sender, await memberContent(core, sender, "join")),
    ...copied.flatMap((type) =>
      [...(old.state.get(type) ?? [])]
        .filter(([, event]) => Object.keys(event.content).length)
        .map(([key, event]) => state(type, event.content, key)),
    ),
    // What was left unsaid is said, for clients that wait for it.
    ...(old.get("m.room.guest_access", "")
      ? []
      : [state("m.room.guest_access", { guest_access: "forbidden" })]),
    ...bans(old, sender),
    ...(levels ? [state("m.room.power_levels", levels.content)] : []),
  ];
}

function bans(old: Room, sender: string): Draft[] {
  const members = [...(old.state.get("m.room.member") ?? [])];
  return members
    .filter(([, event]) => event.content.membership === "ban")
    .map(([userId, event]) => memberDraft(sender, userId, event.content));
}

async function isInPublicList(core: Core, room: Room): Promise<boolean> {
  const { rowCount } = await core.pool.query("select from chat.room where id = $1 and is_public", [room.id]);
  return Boolean(rowCount);
}

/** The last step: as long as the others are not done, people find the old room. */
async function takeFromPublicList(core: Core, old: Room): Promise<void> {
  await core.pool.query("update chat.room set is_public = false where id = $1 and is_public", [old.id]);
}

async function moveAliases(core: Core, old: Room, next: Room, sender: string): Promise<void> {
  await core.aliases.move(old.id, next.id);
  const canonical = old.get("m.room.canonical_alias", "")?.content;
  if (!canonical || !Object.keys(canonical).length) return;
  const change = { sender, type: "m.room.canonical_alias", stateKey: "" };
  await attempt(core, next, setState(core, { ...change, roomId: next.roomId, content: canonical }));
  await attempt(core, old, setState(core, { ...change, roomId: old.roomId, content: {} }));
}

/** Nobody but those in charge speaks in the old room any more, as far as the upgrading person may say so. */
async function silence(core: Core, old: Room, sender: string): Promise<void> {
  const levels = contentOf(old, "m.room.power_levels");
  const everybody = typeof levels.users_default === "number" ? levels.users_default : 0;
  const level = Math.max(everybody + 1, 50);
  const content = {
    ...levels,
    events_default: Math.max(powerToSend(old, "", false), level),
    invite: Math.max(powerFor(old, "invite"), level),
  };
  const change = { roomId: old.roomId, sender, type: "m.room.power_levels", stateKey: "", content };
  await attempt(core, old, setState(core, change));
}

/** The upgrade itself is done; what the person may not change in the old room stays as it was. */
async function attempt(core: Core, room: Room, work: Promise<unknown>): Promise<void> {
  await work.catch((error: Error) =>
    core.log.info({ room: room.roomId, error: error.message }, "An upgraded room kept some of its state."),
  );
}
