/** Accounts of other chats: who is who there, proved by a code, and where somebody can be reached. */
import { createHash, randomInt } from "node:crypto";
import {
  inviteIdentity,
  listIdentities,
  reachIdentity,
  redeemIdentity,
  unlinkIdentity,
} from "../../contract/index.ts";
import { NotFound } from "../../errors.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { directRoom } from "../room/private.ts";

const life = 10 * 60_000;
/** Letters and digits that nobody takes for one another: 10 of 31 are 49 bits, for ten minutes. */
const signs = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const hashOf = (code: string) =>
  createHash("sha256")
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ""))
    .digest();

function newCode(): string {
  const all = Array.from({ length: 10 }, () => signs[randomInt(signs.length)]!).join("");
  return `${all.slice(0, 5)}-${all.slice(5)}`;
}

const invite = does(inviteIdentity, async (ctx) => {
  const code = newCode();
  const expires = new Date(ctx.now.getTime() + life).toISOString();
  await ctx.tx.query(`delete from hub.account_code where person_id = $1 or expires_at < $2`, [
    ctx.who.id,
    ctx.now.toISOString(),
  ]);
  await ctx.tx.query(`insert into hub.account_code (hash, person_id, expires_at) values ($1, $2, $3)`, [
    hashOf(code),
    ctx.who.id,
    expires,
  ]);
  return { code, expires_at: expires };
});

function accountOf(ctx: Ctx, person: string, change: readonly [unknown, unknown]): void {
  const patch = { account: change };
  ctx.record({ entity: "person", entityId: person, op: "change", patch, reversible: false });
}

const redeem = does(redeemIdentity, async (ctx, { surface, account, code }) => {
  const [found] = await ctx.tx.query<{ person_id: string }>(
    `delete from hub.account_code where hash = $1 and expires_at >= $2 returning person_id`,
    [hashOf(code), ctx.now.toISOString()],
  );
  if (!found) return { user_id: null };
  const [person] = await ctx.tx.query<{ user_id: string }>(
    `select user_id from access.person where id = $1 and disabled_at is null`,
    [found.person_id],
  );
  if (!person) return { user_id: null };
  await ctx.tx.query(
    `insert into access.identity_link (surface, account, person_id) values ($1, $2, $3)
     on conflict (surface, account) do update set person_id = excluded.person_id, created_at = now()`,
    [surface, account, found.person_id],
  );
  // It was taken for somebody else's, perhaps by an address: what is for that person alone goes there no longer.
  await ctx.tx.query(
    `delete from hub.account_reach where surface = $1 and account = $2 and person_id <> $3`,
    [surface, account, found.person_id],
  );
  accountOf(ctx, found.person_id, [null, `${surface} ${account}`]);
  return { user_id: person.user_id };
});

const reach = does(reachIdentity, async (ctx, { surface, account, person }) => {
  const [known] = await ctx.tx.query<{ id: string }>(
    `select id from access.person where user_id = $1 and disabled_at is null`,
    [person],
  );
  if (!known) throw new NotFound(person);
  const room = await directRoom(ctx.parts, person);
  await ctx.tx.query(
    `insert into hub.account_reach (surface, account, person_id, room_id, seen_at) values ($1, $2, $3, $4, $5)
     on conflict (surface, account) do update
     set person_id = excluded.person_id, room_id = excluded.room_id, seen_at = excluded.seen_at`,
    [surface, account, known.id, room, ctx.now.toISOString()],
  );
  return { done: true };
});

const list = does(listIdentities, async (ctx) => ({
  items: await ctx.tx.query<{ surface: string; account: string; linked: boolean }>(
    `select surface, account, bool_or(linked) as linked from (
       select surface, account, true as linked from access.identity_link where person_id = $1
       union all select surface, account, false from hub.account_reach where person_id = $1) mine
     group by surface, account order by surface, account`,
    [ctx.who.id],
  ),
}));

const unlink = does(unlinkIdentity, async (ctx, { surface, account }) => {
  const mine = [surface, account, ctx.who.id];
  const links = await ctx.tx.query(
    `delete from access.identity_link where surface = $1 and account = $2 and person_id = $3 returning account`,
    mine,
  );
  const reached = await ctx.tx.query(
    `delete from hub.account_reach where surface = $1 and account = $2 and person_id = $3 returning account`,
    mine,
  );
  const done = links.length + reached.length > 0;
  if (done) accountOf(ctx, ctx.who.id, [`${surface} ${account}`, null]);
  return { done };
});

export const accountHandlers: readonly Handler[] = [invite, redeem, reach, list, unlink];
