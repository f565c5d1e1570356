/** Messages, state and redactions: the same way for clients over HTTP and for other parts of the hub. */
import { MatrixError } from "../../errors.ts";
import type { Core } from "../core.ts";
import type { ChatEvent } from "../event.ts";
import { invalidParam, notFound, unknownRoom } from "../refusals.ts";
import { relation } from "../rules/notify.ts";
import type { Draft } from "../rules/authorise.ts";
import type { Content } from "../types.ts";
import { checkEvent } from "./check-event.ts";
import type { Room } from "./room.ts";
import { eventById } from "./select.ts";

export interface Txn {
  /** The session, the application service or the part of the hub that speaks. */
  readonly device: string;
  readonly id: string;
}

export interface Message {
  readonly roomId: string;
  readonly sender: string;
  readonly type: string;
  readonly content: Content;
  readonly txn?: Txn;
  /** Milliseconds; only application services may say when. */
  readonly ts?: number;
}

/** @throws MatrixError M_FORBIDDEN: missing rooms and those one is not in answer alike */
export async function roomOf(core: Core, roomId: string): Promise<Room> {
  const room = await core.rooms.byId(roomId);
  if (!room) throw unknownRoom(roomId);
  return room;
}

/** @returns the event id, after COMMIT */
export async function sendMessage(core: Core, message: Message): Promise<string> {
  const { sender, type, content, txn, ts } = message;
  refuseCircle(message);
  const { redacts } = content;
  if (type === "m.room.redaction" && typeof redacts === "string")
    return redactEvent(core, { ...message, eventId: redacts });
  checkEvent(type, null, content);
  const room = await roomOf(core, message.roomId);
  if (type === "m.reaction") await refuseTwice(core, room, message);
  return write(core, room, { type, stateKey: null, sender, content, ...(ts !== undefined && { ts }) }, txn);
}

/** @returns the event id, after COMMIT; the present one when nothing changes */
export async function setState(
  core: Core,
  change: Message & { readonly stateKey: string; readonly admitted?: boolean },
): Promise<string> {
  const { sender, type, content, stateKey, ts, admitted } = change;
  refuseCircle(change);
  checkEvent(type, stateKey, content);
  const room = await roomOf(core, change.roomId);
  if (type === "m.room.canonical_alias") await checkAliases(core, room, content);
  return write(core, room, {
    type,
    stateKey,
    sender,
    content,
    ...(ts !== undefined && { ts }),
    ...(admitted && { admitted }),
  });
}

/** A tombstone that leads back to its own room would lead clients in a circle. */
function refuseCircle({ type, content, roomId }: Message): void {
  if (type === "m.room.tombstone" && content.replacement_room === roomId)
    throw invalidParam("A room cannot be replaced by itself.");
}

export interface RedactionRequest extends Pick<Message, "roomId" | "sender" | "txn"> {
  readonly eventId: string;
  readonly content: Content;
}

/** @throws MatrixError M_NOT_FOUND when there is no such event in the room */
export async function redactEvent(core: Core, request: RedactionRequest): Promise<string> {
  const room = await roomOf(core, request.roomId);
  const content: Content = { ...request.content, redacts: request.eventId };
  checkEvent("m.room.redaction", null, content);
  const target =
    room.ring.findLast((event) => event.eventId === request.eventId) ??
    (await eventById(core.pool, request.eventId));
  if (target && target.fields.room !== room.id) throw invalidParam("The event is in another room.");
  if (!target) throw notFound(`There is no event ${request.eventId.slice(0, 100)} in this room.`);
  const draft = { type: "m.room.redaction", stateKey: null, sender: request.sender, content, target };
  return write(core, room, draft, request.txn);
}

/** An event of this room, from memory when it is recent. */
export async function eventIn(core: Core, room: Room, eventId: string): Promise<ChatEvent | undefined> {
  const held = room.ring.findLast((event) => event.eventId === eventId);
  if (held) return held;
  const event = await eventById(core.pool, eventId);
  return event?.fields.room === room.id ? event : undefined;
}

async function write(core: Core, room: Room, draft: Draft, txn?: Txn): Promise<string> {
  const [id] = await core.writer.write({ kind: "events", room, drafts: [draft], ...(txn && { txn }) });
  return id!;
}

/** Nobody reacts twice with the same key ("Annotations": server behaviour). */
async function refuseTwice(core: Core, room: Room, { sender, content, txn }: Message): Promise<void> {
  const { rel_type: kind, event_id: target, key } = relation(content) ?? {};
  if (kind !== "m.annotation" || typeof target !== "string") return;
  const { rows } = await core.pool.query<{ content: string }>({
    name: "chat-own-annotations",
    text: `select content from chat.event where relates_to = $1 and rel_type = 'm.annotation' and sender = $2 and room = $3
      and type = 'm.reaction' and (txn_device, txn_id) is distinct from ($4, $5)`,
    values: [target, sender, room.id, txn?.device ?? null, txn?.id ?? null],
  });
  if (rows.some((row) => relation(JSON.parse(row.content) as Content)?.key === key))
    throw new MatrixError("M_DUPLICATE_ANNOTATION", 400, "You have already reacted with this.");
}

/** Aliases in a canonical alias must lead to this room. */
async function checkAliases(core: Core, room: Room, content: Content): Promise<void> {
  const listed = Array.isArray(content.alt_aliases) ? content.alt_aliases : [];
  const aliases = [content.alias, ...listed].filter(
    (alias) => alias !== undefined && alias !== null && alias !== "",
  );
  if (!aliases.every((alias): alias is string => typeof alias === "string" && /^#[^:]*:.+/.test(alias)))
    throw invalidParam("Aliases must look like #name:server.");
  if (!aliases.length) return;
  const { rows } = await core.pool.query<{ n: number }>(
    "select count(*)::int as n from chat.alias where alias = any($1) and room = $2",
    [aliases, room.id],
  );
  if (rows[0]!.n < new Set(aliases).size)
    throw new MatrixError("M_BAD_ALIAS", 400, "An alias in this list does not lead to this room.");
}
