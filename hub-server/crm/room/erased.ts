/** The rooms of an erased record: what the hub itself said there goes, and they are named by its number. What people wrote stays theirs. */
import type { Sequelize } from "sequelize";
import type { LinkValue, Parts } from "../context.ts";
import { inTransaction } from "../tx.ts";
import { recordState } from "./open.ts";

/** May run twice. */
export async function eraseRooms(parts: Parts, sequelize: Sequelize, record: LinkValue): Promise<void> {
  const { rooms, speak } = parts.chat;
  const own = await inTransaction(sequelize, (tx) =>
    tx.query<{ room_id: string }>(
      `select room_id from crm.room
       where record_id = $1 or record_id in (select old_id from crm.merge_map where into_id = $1)`,
      [record.id],
    ),
  );
  // Elsewhere cards hold its id, and what is said in words names it as "title (number)".
  const holding = [record.id, `(${record.number})`];
  await rooms.unsay({ sender: parts.bot, rooms: own.map(({ room_id }) => room_id), holding });
  for (const { room_id: roomId } of own)
    for (const state of recordState(record)) await speak.state({ roomId, sender: parts.bot, ...state });
}
