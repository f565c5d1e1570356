/** Sessions and tokens: who one is, and proofs of it. */
import {
  addToken,
  closeSession,
  issueEmbed,
  listTokens,
  openSession,
  redeemLink,
  removeToken,
  setPassword,
  whoAmI,
} from "../../contract/index.ts";
import { NotFound, NotSignedIn } from "../../errors.ts";
import type { Account } from "../../identity/index.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";

const day = 24 * 3600;

async function session(ctx: Ctx, account: Account, device: string | undefined) {
  const opened = await ctx.parts.identity.openSession(account.userId, device ? { deviceName: device } : {});
  return {
    access_token: opened.token,
    user_id: opened.userId,
    device_id: opened.deviceId,
    must_set_password: !account.hasPassword,
  };
}

/** An e-mail address stands for its person's account; anything else is tried as a user name. */
async function userOf(ctx: Ctx, user: string): Promise<string> {
  if (!user.includes("@") || user.startsWith("@")) return user;
  const [row] = await ctx.tx.query<{ user_id: string }>(
    `select user_id from access.person where lower(email) = lower($1)`,
    [user],
  );
  return row?.user_id ?? user;
}

const open = does(openSession, async (ctx, { user, password, device }) => {
  const account = await ctx.parts.identity.signIn({
    user: await userOf(ctx, user),
    password,
    address: ctx.address,
  });
  return session(ctx, account, device);
});

const redeem = does(redeemLink, async (ctx, { link, device }) => {
  const account = await ctx.parts.identity.redeemLink(link);
  if (!account)
    throw new NotSignedIn("This sign-in link was used already or has expired. Ask for a new one.");
  return session(ctx, account, device);
});

const password = does(setPassword, async (ctx, { password, current }) => {
  const { identity } = ctx.parts;
  const account = await identity.account(ctx.who.userId);
  if (account?.hasPassword) {
    if (!current) throw new NotSignedIn("Give your current password too.");
    await identity.signIn({ user: ctx.who.userId, password: current, address: ctx.address });
  }
  await identity.setPassword(ctx.who.userId, password, ctx.principal.tokenId);
  return { done: true };
});

const close = does(closeSession, async (ctx) => {
  await ctx.parts.identity.closeSession(ctx.principal.tokenId);
  return { done: true };
});

const who = does(whoAmI, async (ctx) => {
  const account = await ctx.parts.identity.account(ctx.who.userId);
  const byRight = Map.groupBy(ctx.who.grants, (grant) => `${grant.noun}:${grant.verb}`);
  return {
    person: { id: ctx.who.id, noun: "person", number: ctx.who.number, title: ctx.who.name },
    user_id: ctx.who.userId,
    roles: [...ctx.who.roles],
    rights: [...byRight].map(([right, grants]) => ({
      right,
      scopes: [...new Set(grants.map((grant) => grant.scope))],
    })),
    server_name: ctx.parts.identity.serverName,
    bot: ctx.parts.bot,
    must_set_password: !account?.hasPassword,
  };
});

const issue = does(addToken, async (ctx, { label, days = 365 }) => {
  const made = await ctx.parts.identity.issueToken({
    userId: ctx.who.userId,
    kind: "api",
    label,
    seconds: days * day,
  });
  return {
    id: made.tokenId,
    label,
    created_at: ctx.now.toISOString(),
    expires_at: made.expiresAt?.toISOString() ?? null,
    last_used_at: null,
    token: made.token,
  };
});

const list = does(listTokens, async (ctx) => {
  const tokens = await ctx.parts.identity.listTokens(ctx.who.userId);
  return {
    items: tokens
      .filter((token) => token.kind === "api")
      .map((token) => ({
        id: token.tokenId,
        label: token.label ?? "",
        created_at: token.createdAt.toISOString(),
        expires_at: token.expiresAt?.toISOString() ?? null,
        last_used_at: token.lastUsedAt?.toISOString() ?? null,
      })),
  };
});

const remove = does(removeToken, async (ctx, { id }) => {
  const mine = await ctx.parts.identity.listTokens(ctx.who.userId);
  if (!mine.some((token) => token.tokenId === id)) throw new NotFound("this token");
  return { done: await ctx.parts.identity.revokeToken(id) };
});

const embed = does(issueEmbed, async (ctx, { record, origin, minutes = 10 }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, record);
  const made = await ctx.parts.identity.issueToken({
    userId: ctx.who.userId,
    kind: "embed",
    seconds: minutes * 60,
    record: row.id,
    origin: new URL(origin).origin,
  });
  return { token: made.token, expires_at: made.expiresAt!.toISOString(), record: linkOf(table, row) };
});

export const sessionHandlers: readonly Handler[] = [
  open,
  redeem,
  password,
  close,
  who,
  issue,
  list,
  remove,
  embed,
];
