/** Channels of other chats that show the cards of rooms. */
import { channelTargets, linkChannel, unlinkChannel } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import { ensureRoom } from "../room/open.ts";

/** The channel that is named, or the one in which this was said. */
function channelOf(
  ctx: Ctx,
  given: { surface?: string; channel?: string },
): { surface: string; channel: string } {
  const said = ctx.source.ref["room"];
  const surface = given.surface ?? ctx.source.kind;
  const channel = given.channel ?? (said?.includes("/") && surface === ctx.source.kind ? said : undefined);
  if (!channel)
    throw new Conflict("Say this in the channel of the other chat that is meant, or name chat and channel.");
  return { surface, channel };
}

const link = does(linkChannel, async (ctx, { ref, ...given }) => {
  const { surface, channel } = channelOf(ctx, given);
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref);
  if (table.noun.room === "none" || table.roomMembers)
    throw new Conflict(`${table.noun.label} ${row.number} has no room whose cards a channel could show.`);
  const record = linkOf(table, row);
  const room = await ensureRoom(ctx.parts, ctx.tx, record);
  const made = await ctx.tx.query(
    `insert into hub.channel_link (surface, channel, room_id, linked_by, linked_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning channel`,
    [surface, channel, room, ctx.who.id, ctx.now.toISOString()],
  );
  return { record, channel, done: made.length > 0 };
});

const unlink = does(unlinkChannel, async (ctx, given) => {
  const { surface, channel } = channelOf(ctx, given);
  const gone = await ctx.tx.query(
    `delete from hub.channel_link where surface = $1 and channel = $2 returning channel`,
    [surface, channel],
  );
  return { channel, done: gone.length > 0 };
});

/** Where a room is linked to; for a person's direct room, the account by which they were met last. */
const targets = does(channelTargets, async (ctx, { surface, rooms }) => ({
  items: await ctx.tx.query<{ room: string; to: string; direct: boolean }>(
    `select room_id as room, channel as to, false as direct from hub.channel_link where surface = $1 and room_id = any ($2)
     union all
     select * from (
       select distinct on (r.room_id) r.room_id, r.account, true from hub.account_reach r
       join access.person p on p.id = r.person_id and p.disabled_at is null
       where r.surface = $1 and r.room_id = any ($2) order by r.room_id, r.seen_at desc) reached`,
    [surface, rooms],
  ),
}));

export const channelHandlers: readonly Handler[] = [link, unlink, targets];
