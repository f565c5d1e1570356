/** An event as it is stored and sent. Its JSON is made once; only `unsigned` differs between readers. */
import type { ClientEvent, Content } from "./types.ts";

export interface EventFields {
  /** Place in the order of commits over all rooms. */
  readonly seq: number;
  /** Number of the room inside this database; never leaves it. */
  readonly room: number;
  readonly roomId: string;
  readonly eventId: string;
  readonly type: string;
  readonly stateKey: string | null;
  readonly sender: string;
  /** Milliseconds since 1970. */
  readonly ts: number;
  /** Content as JSON text. */
  readonly text: string;
  readonly relType: string | null;
  readonly relatesTo: string | null;
  /** The session that sent it and its transaction id: only that session gets the id back. */
  readonly txnDevice: string | null;
  readonly txnId: string | null;
  /** 0 silent, 1 counts as unread, 2 calls everybody. */
  readonly notify: number;
  readonly mentions: readonly string[] | null;
  /** The state event that this one replaced. */
  readonly previous: Previous | null;
  /** The redaction that emptied this event. */
  readonly because: ChatEvent | null;
  /** A copy without content, for who may not read what an erased person wrote. */
  readonly isErased?: true;
}

export interface Previous {
  readonly seq: number;
  readonly eventId: string;
  readonly sender: string;
  readonly text: string;
}

export class ChatEvent {
  readonly fields: EventFields;
  readonly seq: number;
  readonly type: string;
  readonly stateKey: string | null;
  readonly sender: string;
  readonly eventId: string;
  #content: Content | undefined;
  #head: string | undefined;
  #words: string | undefined;

  constructor(fields: EventFields, content?: Content) {
    this.fields = fields;
    this.seq = fields.seq;
    this.type = fields.type;
    this.stateKey = fields.stateKey;
    this.sender = fields.sender;
    this.eventId = fields.eventId;
    this.#content = content;
  }

  get content(): Content {
    return (this.#content ??= JSON.parse(this.fields.text) as Content);
  }

  /** The body in lower case, for push rules that look for names in it. */
  get words(): string {
    const { body } = this.content;
    return (this.#words ??= typeof body === "string" ? body.toLowerCase() : "");
  }

  /** The thread that it belongs to, by the id of the thread's first event. */
  get thread(): string | null {
    return this.fields.relType === "m.thread" ? this.fields.relatesTo : null;
  }

  /** Everything but `unsigned` and the closing brace. */
  get head(): string {
    return (this.#head ??= serialisedHead(this.fields, this.content));
  }

  /** Without `unsigned`, for other parts of the hub and for application services. */
  toClient(): ClientEvent {
    return JSON.parse(`${this.head}}`) as ClientEvent;
  }

  /** The same event with other fields, e.g. redacted. */
  with(fields: Partial<EventFields>): ChatEvent {
    return new ChatEvent({ ...this.fields, ...fields });
  }
}

/** What differs between readers. */
export interface Tail {
  /** Session of the reader. */
  readonly device?: string;
  /** JSON text of `m.relations`. */
  readonly relations?: string;
  /** Membership of the reader when the event was sent (MSC4115). */
  readonly membership?: string;
}

/** The event as JSON text for one reader. */
export function eventJson(event: ChatEvent, tail: Tail = {}): string {
  const { txnId, txnDevice, previous, because } = event.fields;
  const unsigned: string[] = [];
  if (txnId !== null && txnDevice === tail.device) unsigned.push(`"transaction_id":${JSON.stringify(txnId)}`);
  if (previous)
    unsigned.push(
      `"prev_content":${previous.text},"prev_sender":"${previous.sender}","replaces_state":"${previous.eventId}"`,
    );
  if (because) unsigned.push(`"redacted_because":${eventJson(because)}`);
  if (tail.relations) unsigned.push(`"m.relations":${tail.relations}`);
  if (tail.membership) unsigned.push(`"membership":"${tail.membership}"`);
  return unsigned.length ? `${event.head},"unsigned":{${unsigned.join(",")}}}` : `${event.head}}`;
}

/** Stripped state, as invited people see it. */
export function strippedJson(event: ChatEvent): string {
  const { type, stateKey, sender, text } = event.fields;
  return `{"type":${JSON.stringify(type)},"state_key":${JSON.stringify(stateKey)},"sender":"${sender}","content":${text}}`;
}

function serialisedHead(fields: EventFields, content: Content): string {
  const { eventId, roomId, type, stateKey, sender, ts, text } = fields;
  const state = stateKey === null ? "" : `,"state_key":${JSON.stringify(stateKey)}`;
  // Since room version 11 the target is in the content; clients of older versions look for it beside it.
  const redacts =
    type === "m.room.redaction" && typeof content.redacts === "string"
      ? `,"redacts":${JSON.stringify(content.redacts)}`
      : "";
  return `{"content":${text},"event_id":"${eventId}","origin_server_ts":${ts},"room_id":"${roomId}","sender":"${sender}","type":${JSON.stringify(type)}${state}${redacts}`;
}
