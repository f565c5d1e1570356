/** Saying an answer: in the room for whose readers it was made, or in private. */
import type { Content } from "../../chat/index.ts";
import type { Answer } from "../../contract/index.ts";
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
  /** What the content is the caption of. */
  readonly picture?: Picture;
}

type Picture = NonNullable<Answer["chart"]>;

/** Says it, once, however often this runs. Whoever came into the room meanwhile was not asked for: it is said in private then. */
export async function postAnswer(
  parts: Pick<Parts, "chat" | "bot" | "identity">,
  { person, room, members, content, picture }: Posted,
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
    content: picture ? { ...content, ...(await shown(parts, picture)) } : content,
    txnId: key,
  });
}

/** Said again after a crash it is kept again; the one before stands nowhere. */
async function shown(
  { chat, bot }: Pick<Parts, "chat" | "bot">,
  { name, png, width, height }: Picture,
): Promise<Content> {
  const bytes = Buffer.from(png, "base64");
  const url = await chat.keepFile({ userId: bot, contentType: "image/png", name, bytes });
  const info = { mimetype: "image/png", w: width, h: height, size: bytes.length };
  return { msgtype: "m.image", filename: name, url, info };
}
