/** The room of a group of colleagues: exactly the present members, brought there and taken away by the server; and its name. */
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
  await syncNames(parts, sequelize, group);
  const { rooms } = parts.chat;
  const present = (await rooms.members(room.id)).filter((user) => user !== parts.bot);
  await rooms.join(
    room.id,
    room.people.filter((user) => !present.includes(user)),
  );
  const gone = present.filter((user) => !room.people.includes(user));
  if (gone.length) await rooms.remove(room.id, gone, "no longer in this group");
}

/** `@key` in a room calls those who belong to the group: it is a rule of each account, so every client knows it. */
async function syncNames(parts: Parts, sequelize: Sequelize, group: string): Promise<void> {
  const people = await inTransaction(sequelize, (tx) =>
    tx.query<{ user_id: string; keys: string[] }>(`select user_id, keys from crm.group_names($1)`, [group]),
  );
  for (const { user_id, keys } of people) await parts.chat.people.calledBy(user_id, "group", keys);
}
