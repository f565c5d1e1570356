/** Installations of our app in other chats. Their tokens are sealed: the hub keeps them and cannot read them. */
import { installationDetails, keepInstallation, removeInstallation } from "../../contract/index.ts";
import { does, type Handler } from "../context.ts";

const keep = does(keepInstallation, async (ctx, { surface, id, sealed, installed_at: at }) => {
  await ctx.tx.query(
    `insert into hub.installation (surface, id, sealed, installed_at) values ($1, $2, $3, $4)
     on conflict (surface, id) do update set sealed = excluded.sealed, installed_at = excluded.installed_at`,
    [surface, id, sealed, at ?? ctx.now.toISOString()],
  );
  return { done: true };
});

const details = does(installationDetails, async (ctx, { surface, id }) => {
  const [row] = await ctx.tx.query<{ sealed: string; installed_at: Date }>(
    `select sealed, installed_at from hub.installation where surface = $1 and id = $2`,
    [surface, id],
  );
  return { sealed: row?.sealed ?? null, installed_at: row?.installed_at.toISOString() ?? null };
});

const remove = does(removeInstallation, async (ctx, { surface, id, before }) => {
  const rows = await ctx.tx.query(
    `delete from hub.installation where surface = $1 and id = $2 and installed_at <= $3 returning id`,
    [surface, id, before],
  );
  return { done: rows.length > 0 };
});

export const installationHandlers: readonly Handler[] = [keep, details, remove];
