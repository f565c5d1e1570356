/** Typing and receipts of a room, as events. */
import type { Receipt, Room } from "../rooms/room.ts";

/** Receipts after `since` that the user may see: everybody's public ones, their own private ones. */
export function receiptsJson(room: Room, since: number, userId: string): string | undefined {
  if (room.lastReceiptSeq <= since) return undefined;
  if (since === 0) {
    const { text, owners } = publicReceipts(room);
    if (!owners.has(userId)) return text;
  }
  return collected(room, since, (receipt) => isFor(receipt, userId));
}

/** Receipts on these events, and the user's own: what somebody needs who sees the room for the first time. */
export function receiptsOn(room: Room, events: ReadonlySet<string>, userId: string): string | undefined {
  return collected(
    room,
    0,
    (receipt) => receipt.userId === userId || (receipt.kind === "m.read" && events.has(receipt.eventId)),
  );
}

interface PublicReceipts {
  readonly seq: number;
  readonly text: string | undefined;
  /** Who has private ones beside. */
  readonly owners: ReadonlySet<string>;
}

const known = new WeakMap<Room, PublicReceipts>();

/** What everybody may see; made anew when somebody has read on. */
function publicReceipts(room: Room): PublicReceipts {
  const before = known.get(room);
  if (before?.seq === room.lastReceiptSeq) return before;
  const isPublic = (receipt: Receipt) => receipt.kind === "m.read";
  const owners = new Set<string>();
  for (const receipt of room.receipts.values()) if (!isPublic(receipt)) owners.add(receipt.userId);
  const fresh = { seq: room.lastReceiptSeq, text: collected(room, 0, isPublic), owners };
  known.set(room, fresh);
  return fresh;
}

function collected(room: Room, since: number, wanted: (receipt: Receipt) => boolean): string | undefined {
  const content: Record<string, Record<string, Record<string, { ts: number; thread_id?: string }>>> = {};
  let any = false;
  for (const receipt of room.receipts.values()) {
    if (receipt.seq <= since || !wanted(receipt)) continue;
    any = true;
    const ofEvent = (content[receipt.eventId] ??= {});
    const ofKind = (ofEvent[receipt.kind] ??= {});
    ofKind[receipt.userId] = {
      ts: receipt.ts,
      ...(receipt.thread !== "" && { thread_id: receipt.thread }),
    };
  }
  return any ? `{"type":"m.receipt","content":${JSON.stringify(content)}}` : undefined;
}

const isFor = (receipt: Receipt, userId: string) => receipt.kind === "m.read" || receipt.userId === userId;

export function typingJson(room: Room, since: number): string | undefined {
  if (room.typingAt <= since) return undefined;
  return `{"type":"m.typing","content":{"user_ids":${JSON.stringify([...room.typing.keys()])}}}`;
}
