/** Typing and receipts of a room, as events. */
import type { Receipt, Room } from "../rooms/room.ts";

/** Receipts after `since` that the user may see: everybody's public ones, their own private ones. */
export function receiptsJson(room: Room, since: number, userId: string): string | undefined {
  if (room.lastReceiptSeq <= since) return undefined;
  const content: Record<string, Record<string, Record<string, { ts: number; thread_id?: string }>>> = {};
  let any = false;
  for (const receipt of room.receipts.values()) {
    if (receipt.seq <= since || !isFor(receipt, userId)) continue;
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
