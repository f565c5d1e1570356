/** Turns jobs into one batch: rules are asked against the state as the jobs before it leave it. Nothing is stored here. */
import { Unavailable } from "../../errors.ts";
import type { ChatEvent } from "../event.ts";
import { receiptKey, type Receipt, type Room } from "../rooms/room.ts";
import { authorise, type Draft } from "../rules/authorise.ts";
import { redacted } from "../rules/redact.ts";
import {
  emptyBatch,
  toDeviceKey,
  txnKey,
  type AccountDataJob,
  type Batch,
  type EventsJob,
  type Job,
  type ReceiptJob,
  type ToDeviceJob,
} from "./jobs.ts";
import { makeEvent } from "./make-event.ts";
import { Overlay } from "./overlay.ts";

/** Event ids, or the reason why not. */
export type Outcome = { readonly ids: readonly string[] } | { readonly refused: Error };

export interface Prepared {
  readonly batch: Batch;
  /** In the order of the jobs. */
  readonly outcomes: readonly Outcome[];
}

/**
 * @param head seq of the last commit
 * @param now milliseconds
 * @param known event ids of transactions that were stored before, by `txnKey`
 */
export function prepare(
  jobs: readonly Job[],
  head: number,
  now: number,
  known: ReadonlyMap<string, string>,
): Prepared {
  const work = new Preparation(head, now, known);
  const outcomes = jobs.map((job): Outcome => {
    try {
      return { ids: work.take(job) };
    } catch (refused) {
      return { refused: refused as Error };
    }
  });
  return { batch: work.batch, outcomes };
}

type Kept = Pick<EventsJob, "room" | "drafts" | "isNew">;

interface Made {
  readonly state: Overlay;
  /** What the events change in it. */
  readonly own: Overlay;
  readonly made: readonly ChatEvent[];
  readonly ids: readonly string[];
}

class Preparation {
  readonly batch: Batch;
  readonly #now: number;
  readonly #known: Map<string, string>;
  readonly #overlays = new Map<Room, Overlay>();
  readonly #receipts = new Map<string, Receipt>();

  constructor(head: number, now: number, known: ReadonlyMap<string, string>) {
    this.batch = emptyBatch(head);
    this.#now = now;
    this.#known = new Map(known);
  }

  take(job: Job): readonly string[] {
    if (job.kind === "events") return this.#events(job);
    if (job.kind === "receipt") this.#receipt(job);
    else if (job.kind === "account data") this.#accountData(job);
    else if (job.kind === "devices") this.batch.devices.push({ ...job, seq: ++this.batch.head });
    else this.#toDevice(job);
    return [];
  }

  #events(job: EventsJob): readonly string[] {
    const { room, txn } = job;
    const key = txn && txnKey(job.drafts[0]!.sender, room.id, txn.device, txn.id);
    const stored = key === undefined ? undefined : this.#known.get(key);
    if (stored !== undefined) return [stored];
    // All are made, and so allowed, before any is kept.
    const first = this.#make(job, this.batch.head);
    const second = job.together && this.#make(job.together, this.batch.head + first.made.length);
    for (const { state, own } of second ? [first, second] : [first]) state.accept(own);
    this.#keep(job, first.made);
    if (second) this.#keep(job.together, second.made);
    if (key !== undefined) this.#known.set(key, first.ids[0]!);
    return first.ids;
  }

  #make({ room, drafts, txn }: Pick<EventsJob, "room" | "drafts" | "txn">, seq: number): Made {
    const state = this.#overlay(room);
    const own = new Overlay(state);
    const made: ChatEvent[] = [];
    const ids: string[] = [];
    for (const draft of drafts) {
      authorise(own, draft);
      const same = unchanged(own, draft);
      if (same) {
        ids.push(same.eventId);
        continue;
      }
      const event = makeEvent(room, own, draft, { seq: seq + made.length + 1, ts: this.#now, txn });
      if (event.stateKey !== null) own.set(event);
      made.push(event);
      ids.push(event.eventId);
    }
    return { state, own, made, ids };
  }

  #keep({ room, isNew, drafts }: Kept, made: readonly ChatEvent[]): void {
    if (isNew) this.batch.newRooms.push({ room, isPublic: isNew.isPublic });
    for (const event of made) this.batch.events.push({ event, room });
    this.batch.head += made.length;
    const target = drafts[0]?.target;
    if (target && !target.fields.because)
      this.batch.redactions.push({ room, emptied: empty(target, made[0]!) });
  }

  /** A receipt only moves forward. */
  #receipt({ room, receipt }: ReceiptJob): void {
    const key = receiptKey(receipt.kind, receipt.userId, receipt.thread);
    const before = this.#receipts.get(`${room.id} ${key}`) ?? room.receipts.get(key);
    if (before && before.eventSeq >= receipt.eventSeq) return;
    const moved = { ...receipt, seq: ++this.batch.head };
    this.#receipts.set(`${room.id} ${key}`, moved);
    this.batch.receipts.push({ room, receipt: moved });
  }

  #accountData({ userId, room, type, text }: AccountDataJob): void {
    this.batch.accountData.push({ userId, room, type, text, seq: ++this.batch.head });
  }

  #toDevice({ sender, txn, recipients }: ToDeviceJob): void {
    const key = toDeviceKey(sender, txn);
    if (this.#known.has(key)) return;
    this.#known.set(key, "");
    this.batch.toDeviceTxns.push({ sender, ...txn });
    for (const message of recipients) this.batch.toDevice.push({ ...message, seq: ++this.batch.head });
  }

  #overlay(room: Room): Overlay {
    let overlay = this.#overlays.get(room);
    if (!overlay) this.#overlays.set(room, (overlay = new Overlay(room)));
    return overlay;
  }
}

/** Setting state to what it is already makes no event. */
function unchanged(state: Overlay, draft: Draft): ChatEvent | undefined {
  if (draft.stateKey === null || draft.type === "m.room.create") return undefined;
  const current = state.get(draft.type, draft.stateKey);
  const same = current?.sender === draft.sender && current.fields.text === JSON.stringify(draft.content);
  return same ? current : undefined;
}

function empty(target: ChatEvent, because: ChatEvent): ChatEvent {
  const text = JSON.stringify(redacted(target.type, target.content));
  return target.with({ text, because, relType: null, relatesTo: null, notify: 0, mentions: null });
}

/** What waiting jobs get when the outcome of their commit is not known. */
export const lost = () =>
  new Unavailable("The connection to the database was lost; send it again with the same transaction id.");
