/** How watches are kept. What fits already when a watch begins is no news: it is noted in silence, in the same transaction. */
import { enterAs } from "../access/standing.ts";
import type { Ctx } from "../context.ts";
import { capitalised } from "../record/values.ts";
import type { Row, Stored, TableOptions } from "../record/table.ts";
import type { Tx } from "../tx.ts";
import { turn, type Ruled } from "./matches.ts";

const stored: Stored = async (ctx, row, before) => {
  const same = (name: string) => JSON.stringify(row[name] ?? null) === JSON.stringify(before?.[name] ?? null);
  if (row.removed_at || !row["rule"] || (before && ["rule", "removed_at", "owner_id"].every(same))) return;
  const table = ctx.parts.tables.find((one) => one.noun.key === row["of"]);
  const user = row.owner_id === ctx.who.id ? ctx.who.userId : await userOf(ctx, row);
  if (!table || !user) return;
  await asJob(ctx.tx, async () => {
    const owner = await enterAs(ctx.tx, user);
    if (owner) await turn(ctx.tx, table, row as Row & Ruled, owner, null, ctx.now);
    if (user !== ctx.who.userId) await enterAs(ctx.tx, ctx.who.userId);
  });
};

async function userOf(ctx: Ctx, row: Row): Promise<string | undefined> {
  const [person] = await ctx.tx.query<{ user_id: string }>(
    `select user_id from access.person where id = $1 and disabled_at is null`,
    [row.owner_id],
  );
  return person?.user_id;
}

/** Runs statements about everybody's watches; row-level security admits them only inside. */
export async function asJob<R>(tx: Tx, work: () => Promise<R>): Promise<R> {
  await tx.query(`select set_config('hub.job', 'watches', true)`);
  const result = await work();
  await tx.query(`select set_config('hub.job', '', true)`);
  return result;
}

export const watchTable: TableOptions = {
  secondary: true,
  sort: "-created_at",
  stored,
  cardTitle: (row, done) => {
    const doing = { added: "begun", removed: "stopped", restored: "begun again" }[done] ?? done;
    return `Watch ${doing}${row["name"] ? `: ${capitalised(String(row["name"]))}` : ""}`;
  },
};
