/** Events as the homeserver pushes them, and what in them concerns us. Pure. */

import { holdsRows, nameOf } from "../conversation/posted.ts";
import { withPills } from "./pills.ts";
import { no, plainSign, yes, type Signs } from "./signs.ts";

export interface MatrixEvent {
  readonly type: string;
  readonly room_id: string;
  readonly event_id: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly state_key?: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * What was heard. `bare` words are for us only in a direct room, or when they reply to something of ours. `of` is the event that is
 * replied to, or the first one of the thread. A `file` is for us in a direct room.
 */
export type Heard =
  | { readonly kind: "words"; readonly words: string; readonly of?: string }
  | { readonly kind: "bare"; readonly words: string; readonly of?: string }
  | { readonly kind: "edit"; readonly words: string; readonly of: string; readonly isBare: boolean }
  | { readonly kind: "choice"; readonly number: number; readonly of: string }
  | { readonly kind: "sign"; readonly sign: string; readonly of: string }
  | { readonly kind: "file"; readonly name: string; readonly mxc: string | undefined }
  | { readonly kind: "invite" };

/** Who we are, and which words are verbs. */
export interface Ears {
  readonly userId: string;
  /** Whether a word begins a command; for sentences that merely begin with our name. */
  readonly isVerb: (word: string) => boolean;
  /** Reactions that say something. */
  readonly signs: Signs;
}

interface Relation {
  readonly rel_type?: string;
  readonly event_id?: string;
  readonly key?: string;
  readonly is_falling_back?: boolean;
  readonly "m.in_reply_to"?: { readonly event_id?: string };
}

/** An event of a transaction, or undefined when it is not one. */
export function readEvent(value: unknown): MatrixEvent | undefined {
  const event = value as Partial<MatrixEvent> | null;
  const texts = [event?.type, event?.room_id, event?.event_id, event?.sender];
  const whole = texts.every((text) => typeof text === "string" && text.length <= 255);
  return whole && typeof event?.content === "object" && event.content !== null
    ? (event as MatrixEvent)
    : undefined;
}

/** What an event asks of us, if anything. Our own words, notices, edits and other bots' chatter never do. */
export function hear(event: MatrixEvent, ears: Ears): Heard | undefined {
  if (event.type === "m.room.member") return invited(event, ears);
  if (event.sender === ears.userId || event.state_key !== undefined) return undefined;
  if (event.type === "m.reaction") return reaction(relationOf(event), ears.signs);
  if (event.type !== "m.room.message") return undefined;
  if (event.content["msgtype"] === "m.file") return table(event.content);
  if (event.content["msgtype"] !== "m.text") return undefined;
  return message(event, relationOf(event), ears);
}

/** A file with rows. Others are posted for people. */
function table({ body, filename, url, info }: MatrixEvent["content"]): Heard | undefined {
  const name = [filename, body].find((one): one is string => typeof one === "string" && one.trim() !== "");
  const { mimetype } = (typeof info === "object" && info !== null ? info : {}) as { mimetype?: unknown };
  if (!name || !holdsRows(name, String(mimetype))) return undefined;
  return { kind: "file", name: nameOf(name), mxc: typeof url === "string" ? url : undefined };
}

function invited(event: MatrixEvent, ears: Ears): Heard | undefined {
  const mine = event.state_key === ears.userId && event.content["membership"] === "invite";
  return mine ? { kind: "invite" } : undefined;
}

export function relationOf({ content }: Pick<MatrixEvent, "content">): Relation {
  const relation = content["m.relates_to"];
  return typeof relation === "object" && relation !== null ? relation : {};
}

/** Reactions come with and without the variation selector that asks for a picture. */
function reaction({ rel_type, event_id: of, key }: Relation, signs: Signs): Heard | undefined {
  if (rel_type !== "m.annotation" || typeof of !== "string" || typeof key !== "string") return undefined;
  const sign = plainSign(key);
  const digit = /^([1-5])\u20e3$/.exec(sign)?.[1];
  if (digit) return { kind: "choice", number: Number(digit), of };
  return signs.has(sign) || sign === yes || sign === no ? { kind: "sign", sign, of } : undefined;
}

function message(event: MatrixEvent, relation: Relation, ears: Ears): Heard | undefined {
  if (relation.rel_type === "m.replace") return edited(event, relation, ears);
  const { body: typed, formatted_body: html } = event.content;
  if (typeof typed !== "string") return undefined;
  const body = withPills(typed, html, ears.userId);
  const repliedTo = repliedIn(relation);
  const text = (repliedTo ? withoutQuote(body) : body).trim();
  if (text === "" || text.startsWith("//")) return undefined;
  if (repliedTo && /^[1-5]$/.test(text)) return { kind: "choice", number: Number(text), of: repliedTo };
  const words = prefixed(text) ?? mentioned(text, event, ears) ?? alone(text);
  const of = repliedTo ? { of: repliedTo } : {};
  return words === undefined ? { kind: "bare", words: text, ...of } : { kind: "words", words, ...of };
}

/** In a thread the reply that old clients are shown is none; what is meant is the thread. */
function repliedIn(relation: Relation): string | undefined {
  const { rel_type: kind, event_id: root, is_falling_back: falling } = relation;
  const to =
    kind === "m.thread" && falling
      ? root
      : (relation["m.in_reply_to"]?.event_id ?? (kind === "m.thread" ? root : undefined));
  return typeof to === "string" ? to : undefined;
}

/** New words in the place of old ones; talk that was edited stays talk. */
function edited(event: MatrixEvent, { event_id: of }: Relation, ears: Ears): Heard | undefined {
  const fresh = event.content["m.new_content"];
  if (typeof of !== "string" || typeof fresh !== "object" || fresh === null) return undefined;
  const { "m.relates_to": _, ...content } = fresh as Record<string, unknown>;
  if (content["msgtype"] !== "m.text") return undefined;
  const heard = message({ ...event, content }, {}, ears);
  if (heard?.kind !== "words" && heard?.kind !== "bare") return undefined;
  return { kind: "edit", words: heard.words, of, isBare: heard.kind === "bare" };
}

/** Older clients repeat what is replied to: lines with `>`, then an empty one. */
function withoutQuote(body: string): string {
  return body.startsWith("> ") ? body.replace(/^(?:>.*\n)+\n?/, "") : body;
}

/** `/verb …`, `!verb …`, `/hub verb …`; a path such as /etc/hosts is none. Full-width signs are signs too. */
function prefixed(text: string): string | undefined {
  const found = /^[/!／！](\p{L}[\p{L}\p{N}-]*|\?)(:?)(?=\s|$)/u.exec(text);
  if (!found) return undefined;
  const words = text.slice(1);
  return found[1]!.toLowerCase() === "hub" ? words.slice(3 + found[2]!.length).trim() || "help" : words;
}

/** Our name at the beginning: as a pill, with `@`, with a colon or a comma, or before a verb. */
function mentioned(text: string, event: MatrixEvent, ears: Ears): string | undefined {
  const pill = pillOf(event, ears.userId);
  const local = ears.userId.slice(1).split(":")[0]!;
  const rest =
    (pill && after(text, pill)) ??
    after(text, ears.userId) ??
    after(text, `@${local}`) ??
    named(text, local, event, ears);
  return rest === "" ? "help" : rest;
}

function named(text: string, local: string, event: MatrixEvent, ears: Ears): string | undefined {
  const rest = after(text, local);
  if (rest === undefined) return undefined;
  const first = rest.split(/\s/)[0]!.toLowerCase();
  const addressed = /^[:,]/.test(text.slice(local.length)) || mentions(event, ears.userId);
  return addressed || ears.isVerb(first) ? rest : undefined;
}

function mentions(event: MatrixEvent, userId: string): boolean {
  const { user_ids: ids } = (event.content["m.mentions"] ?? {}) as { user_ids?: unknown };
  return Array.isArray(ids) && ids.includes(userId);
}

/** What a client wrote for us in the body, when the message begins with a link to us. */
function pillOf({ content }: MatrixEvent, userId: string): string | undefined {
  const html = content["formatted_body"];
  if (typeof html !== "string") return undefined;
  const found = /^\s*(?:<p>)?<a href="https:\/\/matrix\.to\/#\/([^"?]+)[^"]*">([^<]{1,100})<\/a>/.exec(html);
  return found && safeDecode(found[1]!) === userId ? found[2] : undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What follows a name at the beginning of a text, without the colon or comma between. */
function after(text: string, name: string): string | undefined {
  if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return undefined;
  const rest = text.slice(name.length);
  return /^(?:[:,]|\s|$)/.test(rest) ? rest.replace(/^[:,]/, "").trim() : undefined;
}

function alone(text: string): string | undefined {
  return /^(?:undo|help)[.!?]*$/i.test(text) ? text.replace(/[.!?]+$/, "") : undefined;
}
