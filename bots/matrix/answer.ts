/** An answer as messages. Whatever is sent has a transaction id that follows from what is answered: sent twice, it stands there once. */
import { createHash } from "node:crypto";
import type { Reply } from "../commands/command.ts";
import { SurfaceRefused } from "../errors.ts";
import { eventOf } from "./ask.ts";
import { path } from "./client.ts";
import { contentOf, replyToKey, type Shown } from "./content.ts";
import { hear, relationOf, type MatrixEvent } from "./event.ts";
import type { MatrixSurfaceOptions } from "./surface.ts";

type Options = MatrixSurfaceOptions;

/** @returns room and event of the answer, with a space between; undefined when the hub's own card is the answer */
export async function answer(
  options: Options,
  event: MatrixEvent,
  reply: Reply,
): Promise<string | undefined> {
  const shown = await picture(options, reply);
  const [room, before] = reply.replaces?.split(" ") ?? [];
  if (before && room === (await whereTo(options, event, reply))) {
    await replace(options, event, room, before, contentOf(reply, shown));
    return reply.replaces;
  }
  // The card that the hub posts to this very room is the answer.
  if (!reply.isPrivate && reply.posted === event.room_id) return undefined;
  if (!reply.isPrivate && (await isStruck(options, event))) return undefined;
  if (reply.isPrivate) return whisper(options, event, reply, shown);
  try {
    return await send(
      options,
      event,
      event.room_id,
      { ...contentOf(reply, shown), "m.relates_to": relation(event) },
      reply,
    );
  } catch (error) {
    if (!(error instanceof SurfaceRefused)) throw error;
    return whisper(options, event, reply, shown);
  }
}

/** Told again after a crash it is handed over again; the one before stands nowhere. What the homeserver refuses is told by the table. */
async function picture({ upload }: Options, { picture }: Reply): Promise<Shown | undefined> {
  if (!picture) return undefined;
  try {
    return { ...picture, mxc: await upload(picture) };
  } catch (error) {
    if (error instanceof SurfaceRefused) return undefined;
    throw error;
  }
}

async function whereTo(
  { rooms, direct }: Options,
  { room_id: room, sender }: MatrixEvent,
  reply: Reply,
): Promise<string> {
  return reply.isPrivate && !(await rooms.isDirect(room)) ? direct.with(sender) : room;
}

async function replace(
  options: Options,
  event: MatrixEvent,
  room: string,
  before: string,
  content: Record<string, unknown>,
): Promise<void> {
  const body = {
    ...content,
    body: `* ${String(content["body"])}`,
    "m.new_content": content,
    "m.relates_to": { rel_type: "m.replace", event_id: before },
  };
  await put(options, room, "m.room.message", transaction(event, "0"), body);
}

/** Undone by a reaction to the card that the hub itself posted: the hub strikes the card through, which says enough. */
async function isStruck(options: Options, event: MatrixEvent): Promise<boolean> {
  const heard = hear(event, options.ears);
  if (heard?.kind !== "sign" || options.ears.signs.get(heard.sign) !== "undo") return false;
  const target = await eventOf(options, event.room_id, heard.of);
  return target !== undefined && relationOf(target)["m.in_reply_to"] === undefined;
}

/** Says something to the person alone. A person who left the direct room for good is not followed. */
async function whisper(
  options: Options,
  event: MatrixEvent,
  reply: Reply,
  shown: Shown | undefined,
): Promise<string> {
  const { room_id, event_id, sender } = event;
  const here = await options.rooms.isDirect(room_id);
  const room = here ? room_id : await options.direct.with(sender);
  const reference = here ? { "m.relates_to": relation(event) } : { [replyToKey]: { room_id, event_id } };
  return send(options, event, room, { ...contentOf(reply, shown), ...reference }, reply);
}

/** In a thread when the words stood in one. A reaction is no message to reply to. */
function relation(event: MatrixEvent): object {
  const { rel_type: kind, event_id: root } = relationOf(event);
  const about = event.type === "m.reaction" || kind === "m.replace" ? root : event.event_id;
  const repliesTo = { "m.in_reply_to": { event_id: about } };
  return kind === "m.thread"
    ? { rel_type: kind, event_id: root, is_falling_back: true, ...repliesTo }
    : repliesTo;
}

const transaction = ({ event_id: id }: MatrixEvent, step: string) =>
  `r-${createHash("sha1").update(`${id} ${step}`).digest("hex")}`;

async function put(
  { matrix }: Options,
  room: string,
  type: string,
  id: string,
  body: object,
): Promise<string> {
  const where = path("rooms", room, "send", type, id);
  const { event_id: sent = "" } = await matrix<{ event_id?: string }>({
    method: "PUT",
    path: where,
    body: body as Record<string, unknown>,
  });
  return sent;
}

async function send(
  options: Options,
  event: MatrixEvent,
  room: string,
  body: object,
  reply: Reply,
): Promise<string> {
  const id = transaction(event, reply.apology ? "apology" : "0");
  const sent = await put(options, room, "m.room.message", id, body);
  await seed(options, event, room, sent, reply);
  return `${room} ${sent}`;
}

/** The signs that take a choice stand there to be tapped. Nobody misses them: the words say the same. */
async function seed(
  options: Options,
  event: MatrixEvent,
  room: string,
  sent: string,
  reply: Reply,
): Promise<void> {
  const { choices = [] } = reply;
  const numbers = choices.filter(({ reaction }) => !reaction).slice(0, 5);
  const signs = [
    ...choices.flatMap(({ reaction }) => reaction ?? []),
    ...numbers.map((_, index) => `${index + 1}\ufe0f\u20e3`),
  ];
  if (!sent) return;
  for (const [index, key] of signs.entries()) {
    const body = { "m.relates_to": { rel_type: "m.annotation", event_id: sent, key } };
    try {
      await put(options, room, "m.reaction", transaction(event, `sign ${index}`), body);
    } catch {
      return;
    }
  }
}
