import { randomBytes } from "node:crypto";
import { ChatEvent } from "../event.ts";
import type { Room } from "../rooms/room.ts";
import type { Draft } from "../rules/authorise.ts";
import { notifyOf, relation } from "../rules/notify.ts";
import type { StateView } from "../rules/state-view.ts";

/** An authorised draft becomes an event. @param ts milliseconds */
export function makeEvent(
  room: Room,
  state: StateView,
  draft: Draft,
  place: { seq: number; ts: number; txn: { device: string; id: string } | undefined },
): ChatEvent {
  const replaced = draft.stateKey === null ? undefined : state.get(draft.type, draft.stateKey);
  const { level, mentions } = notifyOf(state, draft);
  const relatesTo = relation(draft.content);
  const related = typeof relatesTo?.event_id === "string" && typeof relatesTo.rel_type === "string";
  return new ChatEvent(
    {
      seq: place.seq,
      room: room.id,
      roomId: room.roomId,
      eventId: draft.eventId ?? `$${randomBytes(18).toString("base64url")}`,
      type: draft.type,
      stateKey: draft.stateKey,
      sender: draft.sender,
      ts: draft.ts ?? place.ts,
      text: JSON.stringify(draft.content),
      relType: related ? (relatesTo.rel_type as string) : null,
      relatesTo: related ? (relatesTo.event_id as string) : null,
      txnDevice: place.txn?.device ?? null,
      txnId: place.txn?.id ?? null,
      notify: level,
      mentions,
      previous: replaced
        ? {
            seq: replaced.seq,
            eventId: replaced.eventId,
            sender: replaced.sender,
            text: replaced.fields.text,
          }
        : null,
      because: null,
    },
    draft.content,
  );
}
