/** Channels of other chats that show the cards of rooms. */
import { channelTargets, linkChannel, shownInChannel, unlinkChannel } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { does, type Ctx, type Handler, type LinkValue } from "../context.ts";
import { linkTo } from "../record/anyref.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import { ensureRoom } from "../room/open.ts";

/** The channel that is named, or the one in which this was said. */
function channelOf(
  ctx: Ctx,
  given: { surface?: string; channel?: string },
): { surface: string; channel: string } {
  // T1/C1 means nothing without its chat; where this is said is another one, when a channel is named.
  if (given.channel && !given.surface)
    throw new InputInvalid([
      { field: "/surface", allowed: "the chat whose channel that is, e.g. slack", got: "nothing" },
    ]);
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
  if (made.length) shownIn(ctx, { noun: table.noun.key, id: row.id }, [null, `${surface} ${channel}`]);
  return { record, channel, done: made.length > 0 };
});

const unlink = does(unlinkChannel, async (ctx, given) => {
  const { surface, channel } = channelOf(ctx, given);
  const gone = await ctx.tx.query<{ noun: string | null; id: string }>(
    `with gone as (delete from hub.channel_link where surface = $1 and channel = $2 returning room_id)
     select r.noun, r.record_id as id from gone left join crm.room r on r.room_id = gone.room_id`,
    [surface, channel],
  );
  for (const { noun, id } of gone) if (noun) shownIn(ctx, { noun, id }, [`${surface} ${channel}`, null]);
  return { channel, done: gone.length > 0 };
});

/** Who began and who ended that a whole channel sees a record's cards stands in its history. */
function shownIn(
  ctx: Ctx,
  { noun, id }: { noun: string; id: string },
  change: readonly [unknown, unknown],
): void {
  const patch = { shown_in: change };
  ctx.record({ entity: noun, entityId: id, op: "change", patch, reversible: false });
}

/** Where a room is linked to; for a person's direct room, the account by which they were met last. */
const targets = does(channelTargets, async (ctx, { surface, rooms }) => ({
  items: (
    await ctx.tx.query<{ room: string; to: string; direct: boolean; person: string | null }>(
      `select room_id as room, channel as to, false as direct, null as person
       from hub.channel_link where surface = $1 and room_id = any ($2)
       union all
       select * from (
         select distinct on (r.room_id) r.room_id, r.account, true, p.user_id from hub.account_reach r
         join access.person p on p.id = r.person_id and p.disabled_at is null
         where r.surface = $1 and r.room_id = any ($2) order by r.room_id, r.seen_at desc) reached`,
      [surface, rooms],
    )
  ).map(({ person, ...target }) => ({ ...target, ...(person ? { person } : {}) })),
}));

const shows = does(shownInChannel, async (ctx, { surface, channel }) => {
  const rooms = await ctx.tx.query<{ noun: string; id: string }>(
    `select r.noun, r.record_id as id from hub.channel_link l join crm.room r on r.room_id = l.room_id
     where l.surface = $1 and l.channel = $2 order by l.linked_at, r.record_id limit 20`,
    [surface, channel],
  );
  const items: LinkValue[] = [];
  for (const one of rooms) {
    const seen = await linkTo(ctx, one);
    if (seen) items.push(seen);
  }
  return { items };
});

export const channelHandlers: readonly Handler[] = [link, unlink, targets, shows];
