/** Events as the homeserver pushes them, and what in them concerns us. Pure. */

export interface MatrixEvent {
  readonly type: string;
  readonly room_id: string;
  readonly event_id: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly state_key?: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What was heard. `bare` words are for us only in a direct room. */
export type Heard =
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "bare"; readonly words: string }
  | { readonly kind: "choice"; readonly number: number; readonly of: string }
  | { readonly kind: "undo"; readonly of: string }
  | { readonly kind: "history"; readonly of: string }
  | { readonly kind: "invite" };

/** Who we are, and which words are verbs. */
export interface Ears {
  readonly userId: string;
  /** Whether a word begins a command; for sentences that merely begin with our name. */
  readonly isVerb: (word: string) => boolean;
}

interface Relation {
  readonly rel_type?: string;
  readonly event_id?: string;
  readonly key?: string;
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
  if (event.type === "m.reaction") return reaction(relationOf(event));
  if (event.type !== "m.room.message" || event.content["msgtype"] !== "m.text") return undefined;
  return message(event, relationOf(event), ears);
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
function reaction({ rel_type, event_id: of, key }: Relation): Heard | undefined {
  if (rel_type !== "m.annotation" || typeof of !== "string" || typeof key !== "string") return undefined;
  const sign = key.replaceAll("\ufe0f", "");
  if (sign === "↩") return { kind: "undo", of };
  if (sign === "❓" || sign === "?") return { kind: "history", of };
  const digit = /^([1-5])\u20e3$/.exec(sign)?.[1];
  return digit ? { kind: "choice", number: Number(digit), of } : undefined;
}

function message(event: MatrixEvent, relation: Relation, ears: Ears): Heard | undefined {
  const { body } = event.content;
  if (typeof body !== "string" || relation.rel_type === "m.replace") return undefined;
  const repliedTo = relation["m.in_reply_to"]?.event_id;
  const text = (typeof repliedTo === "string" ? withoutQuote(body) : body).trim();
  if (text === "" || text.startsWith("//")) return undefined;
  if (typeof repliedTo === "string" && /^[1-5]$/.test(text))
    return { kind: "choice", number: Number(text), of: repliedTo };
  const words = prefixed(text) ?? mentioned(text, event, ears) ?? alone(text);
  return words === undefined ? { kind: "bare", words: text } : { kind: "words", words };
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
