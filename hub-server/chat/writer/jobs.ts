/** What the writer is asked to do, and what it made of it. */
import type { ChatEvent } from "../event.ts";
import type { Room, Receipt } from "../rooms/room.ts";
import type { Draft } from "../rules/authorise.ts";

/** Events for one room: all of them or none. */
export interface EventsJob {
  readonly kind: "events";
  readonly room: Room;
  readonly drafts: readonly Draft[];
  /** The room comes into being with these events. */
  readonly isNew?: { readonly isPublic: boolean };
  /** Same sender, room, session and id: the first event is answered again. Only for a single draft. */
  readonly txn?: { readonly device: string; readonly id: string };
  /** Events of another room that stand or fall with these. */
  readonly together?: Pick<EventsJob, "room" | "drafts">;
}

export interface ReceiptJob {
  readonly kind: "receipt";
  readonly room: Room;
  readonly receipt: Omit<Receipt, "seq">;
}

export interface AccountDataJob {
  readonly kind: "account data";
  readonly userId: string;
  /** Number of the room, 0 for none. */
  readonly room: number;
  readonly type: string;
  /** JSON text. */
  readonly text: string;
}

/** A user's devices or keys changed. */
export interface DevicesJob {
  readonly kind: "devices";
  readonly userId: string;
  /** Who alone may know; `""`: everybody who shares a room with the user. */
  readonly reader: string;
  /** Whose members are told. */
  readonly rooms: readonly Room[];
}

/** Messages to single devices: all of them or none, once per transaction id. */
export interface ToDeviceJob {
  readonly kind: "to device";
  readonly sender: string;
  readonly txn: { readonly device: string; readonly id: string };
  readonly recipients: readonly Omit<DeviceMessage, "seq">[];
}

export interface DeviceMessage {
  readonly userId: string;
  readonly deviceId: string;
  /** The event, as JSON text. */
  readonly text: string;
  readonly seq: number;
}

export type Job = EventsJob | ReceiptJob | AccountDataJob | DevicesJob | ToDeviceJob;

export interface AccountDatum {
  readonly userId: string;
  readonly room: number;
  readonly type: string;
  readonly text: string;
  readonly seq: number;
}

export interface Redaction {
  /** The event as it is afterwards. */
  readonly emptied: ChatEvent;
  readonly room: Room;
}

export interface NewRoomRow {
  readonly room: Room;
  readonly isPublic: boolean;
}

export interface NewReceipt {
  readonly room: Room;
  readonly receipt: Receipt;
}

/** One commit. */
export interface Batch {
  /** Seq of the last thing in it. */
  head: number;
  readonly newRooms: NewRoomRow[];
  readonly events: { event: ChatEvent; room: Room }[];
  readonly redactions: Redaction[];
  readonly receipts: NewReceipt[];
  readonly accountData: AccountDatum[];
  readonly devices: (Omit<DevicesJob, "kind"> & { readonly seq: number })[];
  readonly toDevice: DeviceMessage[];
  readonly toDeviceTxns: { readonly sender: string; readonly device: string; readonly id: string }[];
}

export const emptyBatch = (head: number): Batch => ({
  head,
  newRooms: [],
  events: [],
  redactions: [],
  receipts: [],
  accountData: [],
  devices: [],
  toDevice: [],
  toDeviceTxns: [],
});

/** Names a transaction of messages to devices; no room has the number -1. */
export const toDeviceKey = (sender: string, txn: { device: string; id: string }) =>
  txnKey(sender, -1, txn.device, txn.id);

/** Names a transaction across restarts. */
export const txnKey = (sender: string, room: number, device: string, id: string) =>
  `${sender}\n${room}\n${device}\n${id}`;
