/** Taking back what one sender said: messages, and names and other marks of rooms as they are and were. Memberships and rules stay. */
import type { Core } from "../core.ts";
import { redactEvent } from "./speak.ts";

export interface Unsaid {
  readonly sender: string;
  /** All that they said in these rooms. */
  readonly rooms: readonly string[];
  /** And whatever they said anywhere that holds one of these texts. */
  readonly holding: readonly string[];
}

/** Reads every message of the sender, so it is for rare occasions. May run twice: what is empty already stays as it is. */
export async function unsay(core: Core, { sender, rooms, holding }: Unsaid): Promise<void> {
  const { rows } = await core.pool.query<{ room_id: string; event_id: string }>(
    `select r.room_id, e.event_id from chat.event e join chat.room r on r.id = e.room
     where e.sender = $1 and e.redacted_by is null and e.type <> 'm.room.redaction' and e.content <> '{}'
       and (e.type not like 'm.room.%' or e.type in ('m.room.message', 'm.room.name', 'm.room.topic'))
       and (r.room_id = any ($2) or exists (select from unnest($3::text[]) t where position(t in e.content) > 0))
     order by e.seq`,
    [sender, rooms, holding],
  );
  for (const { room_id: roomId, event_id: eventId } of rows)
    await redactEvent(core, { roomId, sender, eventId, content: {} });
}
