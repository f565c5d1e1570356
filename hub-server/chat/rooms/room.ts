/** A room in memory: its current state, and its newest events in a ring. Only what is committed is ever in it. */
import type { ChatEvent } from "../event.ts";
import { FewMembers } from "./few-members.ts";
import type { StateView } from "../rules/state-view.ts";

/** Newest events kept per room; most syncs and first pages are answered from them. */
export const ringSize = 100;

/** As many are read at first. */
export const ringAtFirst = 30;

export interface RoomRow {
  /** Number inside this database. */
  readonly id: number;
  readonly roomId: string;
  readonly version: string;
  readonly creator: string;
  /** Membership is decided by the server. */
  readonly governed: boolean;
}

export type ReceiptKind = "m.read" | "m.read.private";

export interface Receipt {
  readonly userId: string;
  readonly kind: ReceiptKind;
  /** `""` without a thread, `main`, or the id of the thread's first event. */
  readonly thread: string;
  readonly eventId: string;
  readonly eventSeq: number;
  readonly ts: number;
  /** Place in the stream of changes. */
  readonly seq: number;
}

export class Room implements StateView {
  readonly row: RoomRow;
  readonly id: number;
  readonly roomId: string;
  /** Type, then state key. */
  readonly state = new Map<string, Map<string, ChatEvent>>();
  readonly joined = new Set<string>();
  /** Everybody who asked to be forgotten, whether they were here or not. */
  erased: ReadonlySet<string> = new Set();
  /** In order; holds every event after `ringFrom`. */
  ring: ChatEvent[] = [];
  ringFrom = 0;
  /** Seq of the newest event. */
  lastSeq = 0;
  /** By kind, user and thread; the most recently changed last. */
  readonly receipts = new Map<string, Receipt>();
  lastReceiptSeq = 0;
  /** Seq of the last receipt of each user. */
  readonly receiptSeqs = new Map<string, number>();
  /** Every change of history visibility, in order. */
  readonly visibilities: { seq: number; value: string }[] = [];
  /** Who is typing, and until when (milliseconds). */
  readonly typing = new Map<string, number>();
  /** Place of the last change of `typing` in the stream of typing. */
  typingAt = 0;
  lastUsed = 0;
  /** What was made of the room as it is now, e.g. for first syncs; forgotten as soon as anything happens in it. */
  readonly fragments = new Map<string, unknown>();

  constructor(row: RoomRow) {
    this.row = row;
    this.id = row.id;
    this.roomId = row.roomId;
  }

  get(type: string, stateKey: string): ChatEvent | undefined {
    return this.state.get(type)?.get(stateKey);
  }

  /** While only a few members are in memory. */
  get fewMembers(): FewMembers | undefined {
    const members = this.state.get("m.room.member");
    return members instanceof FewMembers ? members : undefined;
  }

  /** Everybody who has a membership, with it. */
  *memberships(): Iterable<readonly [userId: string, membership: string]> {
    const few = this.fewMembers;
    if (few) yield* few.memberships();
    else
      for (const [userId, { content }] of this.state.get("m.room.member") ?? [])
        yield [userId, content.membership as string];
  }

  *stateBesideMembers(): Iterable<ChatEvent> {
    for (const [type, byKey] of this.state) if (type !== "m.room.member") yield* byKey.values();
  }

  /** Every current state event. */
  *stateEvents(): Iterable<ChatEvent> {
    for (const byKey of this.state.values()) yield* byKey.values();
  }

  /** Puts a state event in force. */
  setState(event: ChatEvent): void {
    const key = event.stateKey!;
    let byKey = this.state.get(event.type);
    if (!byKey) this.state.set(event.type, (byKey = new Map()));
    byKey.set(key, event);
    if (event.type === "m.room.member") {
      if (event.content.membership === "join") this.joined.add(key);
      else this.joined.delete(key);
    }
  }

  /** Adds an event that was committed. */
  append(event: ChatEvent): void {
    this.fragments.clear();
    if (event.stateKey !== null) {
      this.setState(event);
      if (event.type === "m.room.history_visibility" && event.stateKey === "")
        this.visibilities.push({ seq: event.seq, value: visibilityOf(event) });
    }
    this.ring.push(event);
    this.lastSeq = event.seq;
    if (this.ring.length >= 2 * ringSize) {
      const gone = this.ring.splice(0, this.ring.length - ringSize);
      this.ringFrom = gone.at(-1)!.seq;
    }
  }

  /** Puts the emptied event in the place of the full one, wherever it is held. */
  replace(event: ChatEvent): void {
    this.fragments.clear();
    const previous = {
      seq: event.seq,
      eventId: event.eventId,
      sender: event.sender,
      text: event.fields.text,
    };
    this.ring = this.ring.map((held) => {
      if (held.seq === event.seq) return event;
      return held.fields.previous?.seq === event.seq ? held.with({ previous }) : held;
    });
    if (event.stateKey === null) return;
    const current = this.get(event.type, event.stateKey);
    if (current?.seq === event.seq) this.state.get(event.type)!.set(event.stateKey, event);
    else if (current?.fields.previous?.seq === event.seq)
      this.state.get(event.type)!.set(event.stateKey, current.with({ previous }));
  }

  /** Takes messages out of memory that are in the database no more. */
  purge(seqs: ReadonlySet<number>): void {
    this.ring = this.ring.filter((event) => !seqs.has(event.seq));
    this.fragments.clear();
  }

  setReceipt(receipt: Receipt): void {
    const key = receiptKey(receipt.kind, receipt.userId, receipt.thread);
    this.receipts.delete(key);
    this.receipts.set(key, receipt);
    this.lastReceiptSeq = Math.max(this.lastReceiptSeq, receipt.seq);
    this.receiptSeqs.set(receipt.userId, receipt.seq);
  }

  /** Events after `seq`, when the ring still holds all of them. */
  since(seq: number): ChatEvent[] | undefined {
    if (seq < this.ringFrom) return undefined;
    let start = this.ring.length;
    while (start > 0 && this.ring[start - 1]!.seq > seq) start--;
    return this.ring.slice(start);
  }
}

/** Without a usable value a room is `shared`. */
export function visibilityOf(event: ChatEvent): string {
  const value = event.content.history_visibility;
  return typeof value === "string" ? value : "shared";
}

export const receiptKey = (kind: string, userId: string, thread: string) => `${kind} ${userId} ${thread}`;
