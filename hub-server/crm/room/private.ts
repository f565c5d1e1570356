/** What only certain people should read is said to each of them in their direct room with the bot, if they still may see it. */
import { createHash } from "node:crypto";
import type { Sequelize } from "sequelize";
import type { Card } from "../../contract/index.ts";
import { standingsOf } from "../access/standing.ts";
import type { LinkValue, Parts } from "../context.ts";
import { inTransaction } from "../tx.ts";
import { sees } from "./govern.ts";
import { cardContent } from "./content.ts";

/** Their direct room with the bot, under the alias by which the bots find it too; made when there is none. */
export async function directRoom(parts: Parts, userId: string): Promise<string> {
  const { rooms } = parts.chat;
  const localpart = `direct-${createHash("sha1").update(userId).digest("hex").slice(0, 20)}`;
  const named = await rooms.resolveAlias(`#${localpart}:${parts.identity.serverName}`);
  // A room that somebody else made is no place for what only this person should read, whatever it is called.
  const known = named && (await rooms.info(named))?.creator === parts.bot ? named : undefined;
  if (!known) {
    const room = await rooms.create({
      creator: parts.bot,
      isDirect: true,
      preset: "trusted_private_chat",
      ...(named ? {} : { aliasLocalpart: localpart }),
      invite: [userId],
    });
    // Here and now: what is said to somebody who is only invited they cannot read.
    await rooms.join(room, [userId]);
    return room;
  }
  // Whoever left is asked back, not put back.
  const membership = await rooms.membership(known, userId);
  if (membership !== "join" && membership !== "invite") await rooms.invite(known, userId, parts.bot);
  return known;
}

/** Says a card to people by their ids, once each, however often this runs. @param record null: about themselves, always theirs to read */
export async function tellDirectly(
  parts: Parts,
  sequelize: Sequelize,
  { to, record, card }: { to: readonly string[]; record: LinkValue | null; card: Card },
  key: string,
): Promise<void> {
  const people = await inTransaction(sequelize, async (tx) => {
    const accounts = await tx.query<{ user_id: string }>(
      `select user_id from access.person where id = any ($1) and disabled_at is null`,
      [to],
    );
    return standingsOf(
      tx,
      accounts.map((account) => account.user_id),
    );
  });
  for (const person of people) {
    if (record && !(await sees(parts, sequelize, person, { noun: record.noun, record_id: record.id })))
      continue;
    await parts.chat.speak.send({
      roomId: await directRoom(parts, person.userId),
      sender: parts.bot,
      type: "m.room.message",
      content: cardContent(card),
      txnId: `${key}-${person.id}`,
    });
  }
}
