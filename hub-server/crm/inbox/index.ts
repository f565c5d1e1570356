/** The inbox of the bots: kept before it is acknowledged, claimed for a while, settled once. */
import { claimInbox, inboxOutcome, settleInbox, takeIn } from "../../contract/index.ts";
import { does, type Handler } from "../context.ts";

const take = does(takeIn, async (ctx, { items }) => {
  const rows = await ctx.tx.query<{ id: string }>(
    `insert into hub.inbox (source, id, body, lane)
     select source, id, body, coalesce(lane, '')
     from jsonb_to_recordset($1::jsonb) as item (source text, id text, body jsonb, lane text)
     on conflict do nothing returning id`,
    [JSON.stringify(items)],
  );
  return { fresh: rows.map((row) => row.id) };
});

interface InboxRow {
  source: string;
  id: string;
  body: unknown;
  received_at: Date;
  attempts: number;
}

/**
 * So many of one lane are out at once: a room in which everybody speaks leaves space for the others. What follows an item that another
 * worker has waits for it, so that a lane keeps its order whoever works.
 */
const perLane = 8;

const claim = does(claimInbox, async (ctx, { source, worker, limit, seconds, held = [] }) => {
  // One after another: what another takes at this moment would be neither claimed nor to be had, and what follows it free.
  await ctx.tx.query(`select pg_advisory_xact_lock(hashtextextended('hub.inbox ' || $1, 0))`, [source]);
  if (held.length)
    await ctx.tx.query(
      `update hub.inbox set claimed_until = now() + make_interval(secs => $3)
       where source = $1 and claimed_by = $2 and settled_at is null and id = any($4)`,
      [source, worker, seconds, held],
    );
  const rows = await ctx.tx.query<InboxRow>(
    `update hub.inbox set claimed_by = $2, claimed_until = now() + make_interval(secs => $4), attempts = attempts + 1
     where (source, id) in (
       select source, id from hub.inbox i
       where source = $1 and settled_at is null and (claimed_until is null or claimed_until < now())
         and (lane = '' or (
           select count(*) < ${perLane} and coalesce(bool_and(claimed_by = $2 or claimed_until is null or claimed_until < now()), true)
           from hub.inbox o where o.source = i.source and o.lane = i.lane
             and o.settled_at is null and (o.received_at, o.id) < (i.received_at, i.id)))
       order by received_at, id limit $3 for update skip locked)
     returning source, id, body, received_at, attempts`,
    [source, worker, limit, seconds],
  );
  const items = rows.toSorted(
    (a, b) => a.received_at.getTime() - b.received_at.getTime() || (a.id < b.id ? -1 : 1),
  );
  return { items: items.map((item) => ({ ...item, received_at: item.received_at.toISOString() })) };
});

const settle = does(settleInbox, async (ctx, { source, id, outcome, replaces }) => {
  const given = JSON.stringify(outcome ?? null);
  const rows = await ctx.tx.query(
    `update hub.inbox set settled_at = now(), claimed_until = null, outcome = $3::jsonb
     where source = $1 and id = $2 and settled_at is null returning id`,
    [source, id, given],
  );
  // In one transaction: an edit that is tried again must find what it found first. What it edits may never have concerned us before.
  if (replaces && rows.length)
    await ctx.tx.query(
      `insert into hub.inbox (source, id, body, settled_at, outcome) values ($1, $2, 'null', now(), $3::jsonb)
       on conflict (source, id) do update set outcome = excluded.outcome`,
      [source, replaces, given],
    );
  return { done: rows.length > 0 };
});

const outcome = does(inboxOutcome, async (ctx, { source, id }) => {
  const [row] = await ctx.tx.query<{ outcome: unknown }>(
    `select outcome from hub.inbox where source = $1 and id = $2`,
    [source, id],
  );
  return { outcome: row?.outcome ?? null };
});

export const inboxHandlers: readonly Handler[] = [take, claim, settle, outcome];
