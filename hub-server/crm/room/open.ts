/**
 * Rooms of records. A record has a room from the first time it is opened or written to; people's rights on the record govern who is
 * in it: the server joins and removes them, nobody invites.
 */
import { recordOfRoom, recordRoom } from "../../contract/index.ts";
import type { Content } from "../../chat/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Ctx, type LinkValue, type Parts } from "../context.ts";
import { linkOf, recordLinks } from "../record/links.ts";
import { roomOf } from "../record/card.ts";
import { resolve } from "../record/resolve.ts";
import type { Tx } from "../tx.ts";

const marks = "org.singularity.record";

/** How a room shows whose it is. */
export const recordState = (record: LinkValue): { readonly type: string; readonly content: Content }[] => [
  { type: "m.room.name", content: { name: record.title } },
  { type: "m.room.topic", content: { topic: record.number } },
  { type: marks, content: { ...record } },
];

/** The room of a record, made when missing. Two who make it at once get the same one. */
export async function ensureRoom(
  parts: Pick<Parts, "chat" | "bot">,
  tx: Tx,
  record: LinkValue,
): Promise<string> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('crm.room ' || $1, 0))`, [record.id]);
  const known = await roomOf({ tx }, record.id);
  if (known) return known;
  const roomId = await parts.chat.rooms.create({
    creator: parts.bot,
    name: record.title,
    topic: record.number,
    governed: true,
    initialState: [{ type: marks, state_key: "", content: { ...record } }],
  });
  await tx.query(`insert into crm.room (record_id, noun, room_id) values ($1, $2, $3)`, [
    record.id,
    record.noun,
    roomId,
  ]);
  return roomId;
}

export const openRoom = does(recordRoom, async (ctx, { ref }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref);
  if (table.noun.room === "none")
    throw new Conflict(`${table.noun.label} ${row.number} has no room of its own.`);
  const listed = await table.roomMembers?.(ctx.tx, row.id);
  if (listed && !listed.includes(ctx.who.userId))
    throw new Conflict(`Only the members of ${row.number} are in its room.`);
  const record = linkOf(table, row);
  const room = await ensureRoom(ctx.parts, ctx.tx, record);
  await ctx.parts.chat.rooms.join(room, [ctx.who.userId]);
  return { room, record };
});

/** The record of a room, for whoever may see it. */
export const here = does(recordOfRoom, async (ctx, { room }) => ({
  record: await recordOfRoomId(ctx, room),
}));

async function recordOfRoomId(ctx: Ctx, room: string): Promise<LinkValue | null> {
  const [row] = await ctx.tx.query<{ record_id: string; noun: string }>(
    `select coalesce(m.into_id, r.record_id) as record_id, r.noun
     from crm.room r left join crm.merge_map m on m.old_id = r.record_id where r.room_id = $1`,
    [room],
  );
  const table = row && ctx.parts.tables.find((candidate) => candidate.noun.key === row.noun);
  return (table && (await recordLinks(ctx, table, [row.record_id])).get(row.record_id)) ?? null;
}
