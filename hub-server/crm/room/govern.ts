/** Membership follows rights: whoever may no longer see a record leaves its room, at once after the change that took the right. */
import { standingsOf, enterAs, type Standing } from "../access/standing.ts";
import type { Parts } from "../context.ts";
import { predicate } from "../access/gate.ts";
import { inTransaction, type Tx } from "../tx.ts";
import type { Sequelize, WhereOptions } from "sequelize";
import { Op } from "sequelize";

interface RoomRow {
  record_id: string;
  noun: string;
  room_id: string;
}

/** Checks the members of these records' rooms; all rooms in which a person is when `person` (Matrix id) is given. */
export async function governRooms(
  parts: Parts,
  sequelize: Sequelize,
  about: { records?: readonly string[]; person?: string },
): Promise<void> {
  const rooms = await inTransaction(sequelize, (tx) => affected(parts, tx, about));
  for (const room of rooms) {
    const members = about.person ? [about.person] : await parts.chat.rooms.members(room.room_id);
    const people = await inTransaction(sequelize, (tx) => standingsOf(tx, members));
    const gone: string[] = [];
    for (const person of people) if (!(await sees(parts, sequelize, person, room))) gone.push(person.userId);
    if (gone.length) await parts.chat.rooms.remove(room.room_id, gone, "no longer has access to this record");
  }
}

async function affected(
  parts: Parts,
  tx: Tx,
  about: { records?: readonly string[]; person?: string },
): Promise<RoomRow[]> {
  const joined = about.person ? await parts.chat.rooms.joined(about.person) : null;
  return tx.query<RoomRow>(
    `select record_id, noun, room_id from crm.room
     where ($1::uuid[] is null or record_id = any ($1)) and ($2::text[] is null or room_id = any ($2))`,
    [about.records ?? null, joined],
  );
}

/** Asked as that person, so that both walls answer. */
export async function sees(
  parts: Parts,
  sequelize: Sequelize,
  person: Standing,
  room: Pick<RoomRow, "noun" | "record_id">,
): Promise<boolean> {
  const table = parts.tables.find((candidate) => candidate.noun.key === room.noun);
  if (!table) return false;
  return inTransaction(sequelize, async (tx) => {
    if (!(await enterAs(tx, person.userId))) return false;
    const where = { [Op.and]: [{ id: room.record_id }, predicate(table, [person], "view")] } as WhereOptions;
    const allowed = person.grants.some((grant) => grant.noun === table.noun.key && grant.verb === "view");
    return allowed && (await table.model.count({ where, transaction: tx.transaction })) > 0;
  });
}
