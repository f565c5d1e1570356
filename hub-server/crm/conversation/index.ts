/** What is under way between the bots and people; only the bots know what it means. */
import { keepConversation, recallConversation } from "../../contract/index.ts";
import { does, type Handler } from "../context.ts";

const keep = does(keepConversation, async (ctx, { place, thread = "", person, state, seconds }) => {
  const now = ctx.now.toISOString();
  await ctx.tx.query(
    `delete from hub.conversation where expires_at < $1 or ($2::boolean and place = $3 and thread = $4 and person = $5)`,
    [now, state === null, place, thread, person],
  );
  if (state === null || state === undefined) return { done: true };
  await ctx.tx.query(
    `insert into hub.conversation (place, thread, person, state, expires_at)
     values ($1, $2, $3, $4::jsonb, $5::timestamptz + make_interval(secs => $6))
     on conflict (place, thread, person) do update set state = excluded.state, expires_at = excluded.expires_at`,
    [place, thread, person, JSON.stringify(state), now, seconds],
  );
  return { done: true };
});

const recall = does(recallConversation, async (ctx, { place, thread = "", person }) => {
  const [row] = await ctx.tx.query<{ state: unknown }>(
    `select state from hub.conversation where place = $1 and thread = $2 and person = $3 and expires_at >= $4`,
    [place, thread, person, ctx.now.toISOString()],
  );
  return { state: row?.state ?? null };
});

export const conversationHandlers: readonly Handler[] = [keep, recall];
