/** Verbs: kept for the composer, known only to the bots. */
import { listVerbs, publishVerbs, type Verb } from "../../contract/index.ts";
import { does, type Handler } from "../context.ts";

const publish = does(publishVerbs, async (ctx, { verbs }) => {
  await ctx.tx.query(`delete from crm.verb`);
  await ctx.tx.query(
    `insert into crm.verb (verb, position, body)
     select body ->> 'verb', position, body from jsonb_array_elements($1::jsonb) with ordinality as given (body, position)
     on conflict (verb) do nothing`,
    [JSON.stringify(verbs)],
  );
  return { count: verbs.length };
});

const list = does(listVerbs, async (ctx) => {
  const rows = await ctx.tx.query<{ body: Verb }>(`select body from crm.verb order by position`);
  return { items: rows.map((row) => row.body) };
});

export const verbHandlers: readonly Handler[] = [publish, list];
