/** What only one person should read, the bot says in a direct room. Nobody should have to accept an invitation to read an error. */
import type { ClientEvent } from "../../chat/index.ts";
import type { Parts } from "../context.ts";

/** Accepts the bot's invitations to direct rooms for the person invited. @returns the way to stop */
export function acceptDirectRooms(
  parts: Pick<Parts, "chat" | "bot">,
  onError: (error: unknown) => void,
): () => void {
  return parts.chat.onEvents((events) => {
    for (const event of events)
      if (isDirectInvitation(event, parts.bot))
        parts.chat.rooms.join(event.room_id, [event.state_key!]).catch(onError);
  });
}

function isDirectInvitation({ type, sender, content }: ClientEvent, bot: string): boolean {
  return (
    type === "m.room.member" &&
    sender === bot &&
    content["membership"] === "invite" &&
    content["is_direct"] === true
  );
}
