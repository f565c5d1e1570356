/** The room of a group of colleagues: exactly the present members, brought there and taken away by the server. */
import type { Sequelize } from "sequelize";
import type { Parts } from "../context.ts";
import { roomOf } from "../record/card.ts";
import { inTransaction } from "../tx.ts";
import { ensureRoom } from "./open.ts";

/** Makes the room when the group has its first member; may run twice. */
export async function syncGroupRoom(parts: Parts, sequelize: Sequelize, group: string): Promise<void> {
  const room = await inTransaction(sequelize, async (tx) => {
    const [row] = await tx.query<{ name: string; number: string; people: string[] }>(
      `select name, number, people from crm.group_room($1)`,
      [group],
    );
    if (!row) return undefined;
    const known = await roomOf({ tx }, group);
    if (!known && !row.people.length) return undefined;
    const link = { id: group, noun: "group", number: row.number, title: row.name };
    return { id: known ?? (await ensureRoom(parts, tx, link)), people: row.people };
  });
  if (!room) return;
  const { rooms } = parts.chat;
  const present = (await rooms.members(room.id)).filter((user) => user !== parts.bot);
  await rooms.join(
    room.id,
    room.people.filter((user) => !present.includes(user)),
  );
  const gone = present.filter((user) => !room.people.includes(user));
  if (gone.length) await rooms.remove(room.id, gone, "no longer in this group");
}
