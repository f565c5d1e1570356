/** A Matrix event as a message to draw. */
import { EventStatus, type MatrixEvent, type Room as MatrixRoom } from "matrix-js-sdk";
import { readAsks } from "../asks.ts";
import { readCard, type Card } from "../card.ts";
import type { Media, Message, Reaction } from "../store.ts";
import { stateLine } from "./state-line.ts";

type Content = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const size = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;

/** `> <@user> quote` lines before the answer, kept by older clients; the quote is drawn from the relation instead. */
const withoutFallback = (body: string): string => body.replace(/^(?:> .*\n?)+\n/, "");

function readMedia(content: Content): Media | undefined {
  const mxc = text(content["url"]);
  if (!/^mxc:\/\/[^/]+\/[\w-]+$/.test(mxc)) return undefined;
  const info = (content["info"] ?? {}) as Content;
  const [bytes, width, height] = [size(info["size"]), size(info["w"]), size(info["h"])];
  return {
    mxc,
    name: text(content["filename"]) || text(content["body"]) || "file",
    type: text(info["mimetype"]),
    // Where there is a file's name, other words are a caption (Matrix 1.10, 11.2.1.7).
    captioned: text(content["filename"]) !== "" && content["filename"] !== content["body"],
    ...(bytes ? { size: bytes } : {}),
    ...(width && height ? { width, height } : {}),
  };
}

const kinds: Readonly<Record<string, Message["kind"]>> = {
  "m.notice": "notice",
  "m.emote": "emote",
  "m.image": "image",
  "m.file": "file",
  "m.audio": "file",
  "m.video": "file",
};

function readReactions(event: MatrixEvent, room: MatrixRoom, me: string): Reaction[] {
  const id = event.getId();
  const related = id && room.relations.getChildEventsForEvent(id, "m.annotation", "m.reaction");
  const byKey = (related && related.getSortedAnnotationsByKey()) || [];
  return byKey.flatMap(([key, events]) => {
    const live = [...events].filter((one) => !one.isRedacted() && one.status !== EventStatus.NOT_SENT);
    const mine = live.find((one) => one.getSender() === me)?.getId();
    const names = live.map((one) => nameOf(room, one.getSender() ?? ""));
    return live.length ? [{ key: key.slice(0, 40), names, ...(mine ? { mine } : {}) }] : [];
  });
}

/** What people are called; who has no name is called by the first half of their Matrix id. */
export function nameOf(room: MatrixRoom, userId: string): string {
  const name = room.getMember(userId)?.rawDisplayName;
  return name && name !== userId ? name : userId.replace(/^@([^:]*):.*$/, "$1");
}

function readState(event: MatrixEvent): Message["state"] {
  if (event.status === null || event.status === EventStatus.SENT) return "sent";
  if (event.status !== EventStatus.NOT_SENT) return "sending";
  return event.error?.name === "ConnectionError" ? "waiting" : "failed";
}

function readReply(event: MatrixEvent, room: MatrixRoom): Message["replyTo"] {
  const id = event.replyEventId;
  if (!id) return undefined;
  const target = room.findEventById(id);
  if (!target) return { id, name: "", body: "An earlier message" };
  const body = withoutFallback(text(target.getContent()["body"]));
  return { id, name: nameOf(room, target.getSender() ?? ""), body: body || "A removed message" };
}

/** True for events that are drawn; edits and reactions only change others. */
export function isDrawn(event: MatrixEvent): boolean {
  if (event.isRelation("m.replace") || event.isRelation("m.annotation")) return false;
  return event.getType() === "m.room.message" || stateLine(event) !== undefined;
}

/** Who looks. */
export interface Eyes {
  /** Matrix id of the person. */
  readonly me: string;
  /** Matrix id of the hub's bot. */
  readonly bot: string;
  /** They see who is there. */
  readonly presence: boolean;
}

/** What buttons of a card say is said in the name of whoever presses them: only the bot's cards have any. */
const cardOf = (content: Content, isBot: boolean): Card | undefined => {
  const card = readCard(content);
  return card && !isBot ? { ...card, actions: [] } : card;
};

/** @param privately what is said about this message that only the person who looks can see */
export function readMessage(
  event: MatrixEvent,
  room: MatrixRoom,
  { me, bot }: Eyes,
  privately: readonly Message[] = [],
): Message {
  const content = event.getContent() as Content;
  const sender = event.getSender() ?? "";
  const line = stateLine(event);
  const media = readMedia(content);
  const kind = event.isRedacted() ? "removed" : line ? "event" : (kinds[text(content["msgtype"])] ?? "text");
  const html = content["format"] === "org.matrix.custom.html" ? text(content["formatted_body"]) : "";
  const card = event.isRedacted() ? undefined : cardOf(content, sender === bot);
  const asks = sender === bot && !event.isRedacted() ? readAsks(content) : undefined;
  const replyTo = readReply(event, room);
  return {
    id: event.getId() ?? event.getTxnId() ?? "",
    sender: { id: sender, name: nameOf(room, sender) },
    at: event.getTs(),
    kind,
    body: line ?? withoutFallback(text(content["body"])),
    ...(html ? { html } : {}),
    ...(card ? { card } : {}),
    ...(asks ? { asks } : {}),
    ...(media && (kind === "image" || kind === "file") ? { media } : {}),
    ...(replyTo ? { replyTo } : {}),
    edited: event.replacingEventId() !== undefined && event.replacingEventId() !== null,
    mine: sender === me,
    reactions: readReactions(event, room, me),
    state: readState(event),
    privately,
  };
}
