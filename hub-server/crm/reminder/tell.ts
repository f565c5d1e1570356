/** How a reminder reaches a person: in their direct room with the bot, by mail, by push, or in a room where everybody may see it. */
import type { Sequelize } from "sequelize";
import { cardText } from "../../contract/index.ts";
import { standingsOf, type Standing } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { cardContent } from "../room/content.ts";
import { sees } from "../room/govern.ts";
import { tellDirectly } from "../room/private.ts";
import { inTransaction } from "../tx.ts";
import type { Notice } from "./notice.ts";

/** Tells a firing, once, however often this runs; mail and push at least once, with a key by which the other side can tell. */
export async function tellReminder(
  parts: Parts,
  sequelize: Sequelize,
  notice: Notice,
  key: string,
): Promise<void> {
  if (notice.room && (await mayHear(parts, sequelize, notice, notice.room))) {
    const content = cardContent(notice.card);
    await parts.chat.speak.send({
      roomId: notice.room,
      sender: parts.bot,
      type: "m.room.message",
      content,
      txnId: key,
    });
  } else if (!(await tellElsewhere(parts, sequelize, notice, key))) {
    await tellDirectly(parts, sequelize, notice, key);
  }
}

async function mayHear(
  parts: Parts,
  sequelize: Sequelize,
  { to, record }: Notice,
  room: string,
): Promise<boolean> {
  const members = (await parts.chat.rooms.members(room)).filter((id) => id !== parts.bot);
  if ((await parts.chat.rooms.membership(room, parts.bot)) !== "join") return false;
  const people = await inTransaction(sequelize, (tx) => standingsOf(tx, members));
  if (people.length < members.length || !to.every((id) => people.some((person) => person.id === id)))
    return false;
  for (const person of people)
    if (record.noun !== "reminder" && !(await sees(parts, sequelize, person, about(record)))) return false;
  return true;
}

const about = ({ noun, id }: Notice["record"]) => ({ noun, record_id: id });

/** @returns false when it is for chat, or its port is not connected */
async function tellElsewhere(
  parts: Parts,
  sequelize: Sequelize,
  notice: Notice,
  key: string,
): Promise<boolean> {
  const port =
    notice.channel === "mail" ? parts.mailer : notice.channel === "push" ? parts.pusher : undefined;
  if (!port) return false;
  const letter = { subject: notice.card.title, text: cardText(notice.card) };
  for (const person of await stillAllowed(parts, sequelize, notice)) {
    const reached = await port.send({ ...letter, person: person.userId, key: `${key}-${person.id}` });
    if (reached === false) await tellDirectly(parts, sequelize, { ...notice, to: [person.id] }, key);
  }
  return true;
}

async function stillAllowed(parts: Parts, sequelize: Sequelize, { to, record }: Notice): Promise<Standing[]> {
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
  const allowed: Standing[] = [];
  for (const person of people) if (await sees(parts, sequelize, person, about(record))) allowed.push(person);
  return allowed;
}
