/** Saying an answer: in the room for whose readers it was made, or in private. */
import type { Content } from "../../chat/index.ts";
import type { Parts } from "../context.ts";
import { directRoom } from "../room/private.ts";

/** As it stands in the outbox. */
export interface Posted {
  /** Matrix id of whoever asked. */
  readonly person: string;
  /** Null: in private. */
  readonly room: string | null;
  /** For whom it was made, besides the bot. */
  readonly members: readonly string[];
  readonly content: Content;
}

/** Says it, once, however often this runs. Whoever came into the room meanwhile was not asked for: it is said in private then. */
export async function postAnswer(
  parts: Pick<Parts, "chat" | "bot" | "identity">,
  { person, room, members, content }: Posted,
  key: string,
): Promise<void> {
  const present = room ? await parts.chat.rooms.members(room) : [];
  const heard = new Set([
    ...members,
    parts.bot,
    ...parts.identity.appservices.map((service) => service.sender),
  ]);
  const open = present.includes(parts.bot) && present.every((id) => heard.has(id));
  await parts.chat.speak.send({
    roomId: room && open ? room : await directRoom(parts as Parts, person),
    sender: parts.bot,
    type: "m.room.message",
    content,
    txnId: key,
  });
}
