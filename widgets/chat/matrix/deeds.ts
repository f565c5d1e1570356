/** What people do, as calls of the Matrix SDK. */
import { EventStatus, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Deed } from "../store.ts";

type Of<D extends Deed["do"]> = Extract<Deed, { readonly do: D }>;

/** The local echo shows whether it was sent; a rejected promise would say it a second time. */
const echoed = (sending: Promise<unknown>): Promise<void> =>
  sending.then(
    () => undefined,
    () => undefined,
  );

function say(client: MatrixClient, { room, text, replyTo }: Of<"say">): Promise<void> {
  const relation = replyTo ? { "m.relates_to": { "m.in_reply_to": { event_id: replyTo } } } : {};
  return echoed(client.sendMessage(room, { msgtype: "m.text", body: text, ...relation } as never));
}

async function imageSize(file: File): Promise<{ w?: number; h?: number }> {
  try {
    const { width, height } = await createImageBitmap(file);
    return { w: width, h: height };
  } catch {
    return {};
  }
}

const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

async function attach(client: MatrixClient, { room, file }: Of<"attach">): Promise<void> {
  const isImage = shown.has(file.type);
  const { content_uri: url } = await client.uploadContent(file, {
    name: file.name,
    type: file.type || "application/octet-stream",
  });
  const info = { mimetype: file.type, size: file.size, ...(isImage ? await imageSize(file) : {}) };
  const content = {
    msgtype: isImage ? "m.image" : "m.file",
    body: file.name,
    filename: file.name,
    url,
    info,
  };
  await echoed(client.sendMessage(room, content as never));
}

/** Reacts, or takes the same reaction back. */
async function react(client: MatrixClient, { room, to, key }: Of<"react">): Promise<void> {
  const related = client.getRoom(room)?.relations.getChildEventsForEvent(to, "m.annotation", "m.reaction");
  const mine = related
    ?.getRelations()
    .find(
      (event) =>
        event.getSender() === client.getUserId() && event.getRelation()?.key === key && !event.isRedacted(),
    );
  const id = mine?.getId();
  if (id && !id.startsWith("~")) await client.redactEvent(room, id);
  else if (!mine)
    await client.sendEvent(
      room,
      "m.reaction" as never,
      { "m.relates_to": { rel_type: "m.annotation", event_id: to, key } } as never,
    );
}

function pending(client: MatrixClient, room: string, id: string): [MatrixEvent, Room] | undefined {
  const found = client.getRoom(room);
  const event = found
    ?.getLiveTimeline()
    .getEvents()
    .find((one) => one.getId() === id);
  return found && event?.status === EventStatus.NOT_SENT ? [event, found] : undefined;
}

async function retry(client: MatrixClient, { room, message }: Of<"retry" | "drop">): Promise<void> {
  const unsent = pending(client, room, message);
  if (unsent) await echoed(client.resendEvent(...unsent));
}

function drop(client: MatrixClient, { room, message }: Of<"retry" | "drop">): void {
  const unsent = pending(client, room, message);
  if (unsent) client.cancelPendingEvent(unsent[0]);
}

async function read(client: MatrixClient, { room }: Of<"read" | "earlier" | "join">): Promise<void> {
  const found = client.getRoom(room);
  const last = found
    ?.getLiveTimeline()
    .getEvents()
    .findLast((event) => event.status === null);
  if (!found || !last || found.getEventReadUpTo(client.getSafeUserId()) === last.getId()) return;
  await echoed(client.sendReadReceipt(last));
}

async function earlier(client: MatrixClient, { room }: Of<"read" | "earlier" | "join">): Promise<void> {
  const found = client.getRoom(room);
  if (found) await client.scrollback(found, 40);
}

async function perform(client: MatrixClient, deed: Deed): Promise<void> {
  switch (deed.do) {
    case "say":
      return say(client, deed);
    case "attach":
      return attach(client, deed);
    case "react":
      return react(client, deed);
    case "remove":
      await client.redactEvent(deed.room, deed.message);
      return;
    case "retry":
      return retry(client, deed);
    case "drop":
      return drop(client, deed);
    case "read":
      return read(client, deed);
    case "earlier":
      return earlier(client, deed);
    case "join":
      await client.joinRoom(deed.room);
      return;
    case "report":
      await client.reportEvent(deed.room, deed.message, 0, deed.reason);
      return;
    case "follow":
      await client.joinRoom(deed.to);
      return;
    case "vanish":
      await client.setPresence({ presence: "offline" });
      return;
    case "type":
      return echoed(client.sendTyping(deed.room, deed.on, 20_000));
  }
}

/** The hub's own sentence where it gave one. */
function sentenceOf(error: unknown): string {
  const { name, data } = error as { name?: string; data?: { error?: unknown } };
  if (name === "ConnectionError" || error instanceof TypeError)
    return "The hub cannot be reached. Try again in a moment.";
  return typeof data?.error === "string" ? data.error : "That did not work.";
}

/** Does what a person wants. @throws Error with a sentence for them */
export async function performOrExplain(client: MatrixClient, deed: Deed): Promise<void> {
  try {
    await perform(client, deed);
  } catch (error) {
    throw new Error(sentenceOf(error), { cause: error });
  }
}

/** Sends again, in order, what could not leave while the hub was out of reach. */
export async function resendWaiting(client: MatrixClient): Promise<void> {
  for (const room of client.getRooms()) {
    const waiting = room
      .getLiveTimeline()
      .getEvents()
      .filter((event) => event.status === EventStatus.NOT_SENT && event.error?.name === "ConnectionError");
    for (const event of waiting) await echoed(client.resendEvent(event, room));
  }
}
