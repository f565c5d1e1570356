/** The general room: everybody who may sign in is in it. */
import type { Parts } from "../context.ts";

const alias = "general";

/** Joins a person to the general room, which is made for the first one. */
export async function welcome(
  parts: Pick<Parts, "chat" | "identity" | "bot">,
  userId: string,
): Promise<void> {
  const { rooms } = parts.chat;
  const known = await rooms.resolveAlias(`#${alias}:${parts.identity.serverName}`);
  const room =
    known ??
    (await rooms.create({
      creator: parts.bot,
      name: "General",
      topic: "Everybody in the company",
      aliasLocalpart: alias,
      governed: true,
    }));
  await rooms.join(room, [userId]);
}
