/** Feeds: a secret link by which another calendar follows a person's. It shows what that person may see at the time, and nothing else. */
import { createHash, randomBytes, randomUUIDv7 } from "node:crypto";
import type { Sequelize } from "sequelize";
import { addFeed, listFeeds, revokeFeed } from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { enterAs } from "../access/standing.ts";
import { does, type Parts } from "../context.ts";
import { replacedIn } from "../meeting/aspect.ts";
import { attendeesOf } from "../meeting/attendees.ts";
import { inTransaction, type Tx } from "../tx.ts";
import { meetingsOf, openTodosOf, type Reader } from "./agenda.ts";
import { writeCalendar } from "./ics-write.ts";

const day = 86_400_000;
const back = 90 * day;
const ahead = 730 * day;

const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

export const feed = does(addFeed, async (ctx, { label }) => {
  const secret = `hub_c_${randomBytes(32).toString("base64url")}`;
  const id = randomUUIDv7();
  await ctx.tx.query(
    `insert into crm.calendar_feed (id, person_id, hash, label) values ($1, $2, decode($3, 'hex'), $4)`,
    [id, ctx.who.id, hashOf(secret), label ?? null],
  );
  ctx.record({
    entity: "calendar_feed",
    entityId: id,
    op: "add",
    patch: { label: [null, label ?? null] },
    reversible: false,
  });
  return { url: `${ctx.parts.publicUrl()}/calendar/${secret}.ics`, id, change: ctx.change };
});

interface FeedRow {
  readonly id: string;
  readonly label: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

export const feeds = does(listFeeds, async (ctx) => {
  const rows = await ctx.tx.query<FeedRow>(
    `select id, label, created_at, last_used_at from crm.calendar_feed where person_id = $1 and revoked_at is null order by created_at`,
    [ctx.who.id],
  );
  const items = rows.map(({ id, label, created_at, last_used_at }) => ({
    id,
    label,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
  }));
  return { items };
});

export const revoke = does(revokeFeed, async (ctx, { id }) => {
  const rows = await ctx.tx.query<{ label: string | null }>(
    `update crm.calendar_feed set revoked_at = $2 where id = $1 and revoked_at is null returning label`,
    [id, ctx.now.toISOString()],
  );
  if (!rows.length) throw new NotFound("a calendar link of yours");
  ctx.record({
    entity: "calendar_feed",
    entityId: id,
    op: "remove",
    patch: { label: [rows[0]!.label, null] },
    reversible: false,
  });
  return { done: true, change: ctx.change };
});

/** The calendar behind a secret link. @returns undefined when there is none, or none any more */
export async function readFeed(
  parts: Parts,
  sequelize: Sequelize,
  secret: string,
): Promise<string | undefined> {
  return inTransaction(sequelize, async (tx) => {
    const reader = await readerOf(parts, tx, hashOf(secret));
    if (!reader) return undefined;
    const now = new Date();
    const person = reader.who.id;
    const window = { from: new Date(now.getTime() - back), to: new Date(now.getTime() + ahead) };
    const meetings = await meetingsOf(reader, person, window);
    const attendees = await attendeesOf(
      reader,
      meetings.map((row) => row.id),
    );
    const declined = new Set(
      attendees
        .filter((one) => one.person_id === person && one.answer === "declined")
        .map((one) => one.meeting_id),
    );
    return writeCalendar({
      name: reader.who.name,
      serverName: parts.identity.serverName,
      now,
      meetings: meetings.filter((row) => !declined.has(row.id)),
      replaced: await replacedIn(reader, meetings),
      todos: await openTodosOf(reader, person, window.to),
      attendees,
      addresses: await addressesOf(tx),
    });
  });
}

async function readerOf(parts: Parts, tx: Tx, hash: string): Promise<Reader | undefined> {
  await tx.query(`select set_config('hub.feed', $1, true)`, [hash]);
  const [found] = await tx.query<{ id: string; user_id: string }>(
    `select f.id, p.user_id from crm.calendar_feed f join access.person p on p.id = f.person_id
     where f.hash = decode($1, 'hex') and f.revoked_at is null`,
    [hash],
  );
  const who = found && (await enterAs(tx, found.user_id));
  if (!who) return undefined;
  await tx.query(
    `update crm.calendar_feed set last_used_at = now() where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 hour')`,
    [found.id],
  );
  return { parts, tx, who, viewers: [who] };
}

async function addressesOf(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; email: string }>(
    `select id, email from access.person where email is not null and disabled_at is null`,
  );
  return new Map(rows.map((row) => [row.id, row.email]));
}
