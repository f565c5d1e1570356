/** Matrix as a surface: turns an event into words, and an answer into a message. */
import { createHash } from "node:crypto";
import { cardKey, type Card } from "@singularity/hub-server/contract";
import type { Choice, Reply } from "../commands/command.ts";
import type { Ask, Heard as Item, Surface } from "../conversation/surface.ts";
import { SurfaceRefused } from "../errors.ts";
import { path, type Matrix } from "./client.ts";
import { choicesKey, contentOf, replyToKey } from "./content.ts";
import type { DirectRooms } from "./direct.ts";
import { hear, relationOf, type Ears, type Heard, type MatrixEvent } from "./event.ts";
import type { Rooms } from "./rooms.ts";

export interface MatrixSurfaceOptions {
  readonly matrix: Matrix;
  readonly ears: Ears;
  readonly rooms: Rooms;
  readonly direct: DirectRooms;
}

/** Work that takes longer is shown by "is typing". */
const slow = 300;
const typingFor = 10_000;

export function matrixSurface(options: MatrixSurfaceOptions): Surface {
  return {
    hear: (item) => ask(options, item),
    answer: (item, reply) => answer(options, item.body as MatrixEvent, reply),
    working: (item) => typing(options, (item.body as MatrixEvent).room_id),
  };
}

async function ask(options: MatrixSurfaceOptions, { body, attempts }: Item): Promise<Ask | undefined> {
  const event = body as MatrixEvent;
  const heard = hear(event, options.ears);
  if (heard?.kind === "invite") return accept(options, event);
  const words = heard && (await wordsOf(options, event, heard));
  if (words === undefined) return undefined;
  const { room_id: room, event_id: id } = event;
  return {
    speaker: event.sender,
    words,
    at: new Date(event.origin_server_ts),
    room: (await options.rooms.isDirect(room)) ? null : room,
    key: `matrix:${id}`,
    source: { kind: "chat", room, event: id },
    again: attempts > 1,
  };
}

/** Whoever invites the bot to a room of their own gets it; where it may not join it does not insist. */
async function accept({ matrix }: MatrixSurfaceOptions, { room_id: room }: MatrixEvent): Promise<undefined> {
  try {
    await matrix({ method: "POST", path: path("rooms", room, "join"), body: {} });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
  }
}

/** Reactions and choices are short for words; the words stand in the event that they refer to. */
async function wordsOf(
  options: MatrixSurfaceOptions,
  event: MatrixEvent,
  heard: Heard,
): Promise<string | undefined> {
  if (heard.kind === "words" || heard.kind === "bare") return heard.words;
  if (heard.kind === "invite") return undefined;
  const target = await eventOf(options, event.room_id, heard.of);
  if (target?.sender !== options.ears.userId) return undefined;
  if (heard.kind === "choice")
    return (target.content[choicesKey] as Choice[] | undefined)?.[heard.number - 1]?.words;
  const card = target.content[cardKey] as Card | undefined;
  if (heard.kind === "undo") return card?.change ? `undo ${card.change}` : undefined;
  return card?.record ? `history ${card.record.number}` : undefined;
}

async function eventOf(
  { matrix }: MatrixSurfaceOptions,
  room: string,
  id: string,
): Promise<MatrixEvent | undefined> {
  try {
    return await matrix<MatrixEvent>({ method: "GET", path: path("rooms", room, "event", id) });
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}

async function answer(options: MatrixSurfaceOptions, event: MatrixEvent, reply: Reply): Promise<void> {
  // The card that the hub posts to this very room is the answer.
  if (!reply.isPrivate && reply.posted === event.room_id) return;
  if (!reply.isPrivate && (await isStruck(options, event))) return;
  if (reply.isPrivate) return whisper(options, event, reply);
  try {
    await send(options, event, event.room_id, { ...contentOf(reply), "m.relates_to": relation(event) });
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
    await whisper(options, event, reply);
  }
}

/** Undone by a reaction to the card that the hub itself posted: the hub strikes the card through, which says enough. */
async function isStruck(options: MatrixSurfaceOptions, event: MatrixEvent): Promise<boolean> {
  const heard = hear(event, options.ears);
  if (heard?.kind !== "undo") return false;
  const target = await eventOf(options, event.room_id, heard.of);
  return target !== undefined && relationOf(target)["m.in_reply_to"] === undefined;
}

/** Says something to the person alone. A person who left the direct room for good is not followed. */
async function whisper(options: MatrixSurfaceOptions, event: MatrixEvent, reply: Reply): Promise<void> {
  const { room_id, event_id, sender } = event;
  const here = await options.rooms.isDirect(room_id);
  const room = here ? room_id : await options.direct.with(sender);
  const reference = here ? { "m.relates_to": relation(event) } : { [replyToKey]: { room_id, event_id } };
  await send(options, event, room, { ...contentOf(reply), ...reference });
}

/** In a thread when the words stood in one. A reaction is no message to reply to. */
function relation(event: MatrixEvent): object {
  const { rel_type: kind, event_id: root } = relationOf(event);
  const repliesTo = { "m.in_reply_to": { event_id: event.type === "m.reaction" ? root : event.event_id } };
  return kind === "m.thread"
    ? { rel_type: kind, event_id: root, is_falling_back: true, ...repliesTo }
    : repliesTo;
}

/** The transaction id follows from what is answered: sent twice, it stands there once. */
async function send(
  { matrix }: MatrixSurfaceOptions,
  event: MatrixEvent,
  room: string,
  body: object,
): Promise<void> {
  const transaction = `r-${createHash("sha1").update(`${event.event_id} 0`).digest("hex")}`;
  const where = path("rooms", room, "send", "m.room.message", transaction);
  await matrix({ method: "PUT", path: where, body: body as Record<string, unknown> });
}

/** Best effort: nobody misses it. */
function typing({ matrix, ears }: MatrixSurfaceOptions, room: string): () => void {
  let shown = false;
  const show = (is: boolean) => {
    shown = is;
    const body = is ? { typing: true, timeout: typingFor } : { typing: false };
    matrix({ method: "PUT", path: path("rooms", room, "typing", ears.userId), body }).catch(() => {});
  };
  const timer = setTimeout(() => show(true), slow);
  return () => {
    clearTimeout(timer);
    if (shown) show(false);
  };
}
