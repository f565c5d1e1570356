/** Yes or no to a proposed to-do, and the list of those that wait. */
import { acceptPromise, dismissPromise, listPromises } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { undoEvent } from "../change/undo.ts";
import { does, type ChangeEvent, type Ctx, type LinkValue, type Undone } from "../context.ts";
import { linkOf } from "../record/links.ts";
import type { Row, Table } from "../record/table.ts";
import { addRow, written } from "../record/write.ts";
import { todoExtras } from "../todo/index.ts";
import { aboutOf, promiseFor, shown, shownAll, type PromiseRow } from "./promise.ts";

const todoTable = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === "todo")!;

/** Whoever may add to-dos for the one who promised may accept: the right is asked where the to-do is added. */
export const accept = does(
  acceptPromise,
  async (ctx, { id }) => {
    const promise = waiting(await promiseFor(ctx, id));
    const table = todoTable(ctx);
    const row = await addRow(ctx, table, todoOf(promise, await aboutOf(ctx, promise)), todoExtras);
    const decided = await decide(ctx, promise, "accepted", row.id);
    const { card, change, room } = await written(ctx, table, row, acceptPromise.name, "added", [
      "about",
      "due",
    ]);
    return { card, change, room, record: linkOf(table, row), promise: await shown(ctx, decided) };
  },
  undo,
);

export const dismiss = does(
  dismissPromise,
  async (ctx, { id }) => {
    const decided = await decide(ctx, waiting(await promiseFor(ctx, id)), "dismissed", null);
    return { change: ctx.change, promise: await shown(ctx, decided) };
  },
  undo,
);

function waiting(promise: PromiseRow): PromiseRow {
  if (promise.state !== "proposed") throw new Conflict(`${promise.number} is ${promise.state} already.`);
  return promise;
}

/** The input of a to-do, linked to the message. */
function todoOf(
  { what, due, all_day, time_zone, person_id, ...promise }: PromiseRow,
  about: LinkValue | null,
) {
  const link =
    promise.room?.startsWith("!") && promise.event
      ? `https://matrix.to/#/${encodeURIComponent(promise.room)}/${encodeURIComponent(promise.event)}`
      : "";
  const note = [promise.said ? `“${promise.said}”` : "", link].filter(Boolean).join("\n");
  return {
    title: what,
    due: due.toISOString(),
    time_zone,
    owner: person_id,
    ...(all_day ? { all_day } : {}),
    ...(about ? { about: about.id } : {}),
    ...(note ? { note } : {}),
  };
}

async function decide(
  ctx: Ctx,
  before: PromiseRow,
  state: PromiseRow["state"],
  todo: string | null,
  undoOf?: string,
): Promise<PromiseRow> {
  const [row] = await ctx.tx.query<PromiseRow>(
    `update crm.promise set state = $2, todo_id = $3, decided_at = $4 where id = $1 returning *`,
    [before.id, state, todo, ctx.now.toISOString()],
  );
  if (!row) throw new Conflict(`Only whoever promised ${before.number} decides on it.`);
  const patch = { state: [before.state, state] as const };
  ctx.record({ entity: "promise", entityId: before.id, op: "change", patch, ...(undoOf ? { undoOf } : {}) });
  return row;
}

/** It waits again, without its to-do. */
async function undo(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const decision = events.find((event) => event.entity === "promise")!;
  const removed: { table: Table; row: Row }[] = [];
  for (const event of events.filter((one) => one.entity !== "promise"))
    removed.push(await undoEvent(ctx, event, "remove"));
  const row = await decide(ctx, await promiseFor(ctx, decision.entity_id), "proposed", null, decision.id);
  return {
    summary: `Undone: ${row.number} waits for an answer again.`,
    records: removed.map((one) => linkOf(one.table, one.row)),
  };
}

export const list = does(listPromises, async (ctx, { state = "proposed", limit = 50 }) => {
  const rows = await ctx.tx.query<PromiseRow>(
    `select * from crm.promise where state = $1 and person_id = $2 order by due, id limit $3`,
    [state, ctx.who.id, limit],
  );
  return { items: await shownAll(ctx, rows) };
});
