/** The history of a record: who changed what, by which call, from where. */
import { listChanges } from "../../contract/index.ts";
import { hiddenFromAny } from "../access/gate.ts";
import { does } from "../context.ts";
import { linkFor, peopleLinks } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";

interface ChangeRow {
  seq: string;
  id: string;
  change: string;
  call: string;
  op: string;
  patch: Record<string, [unknown, unknown]>;
  actor_id: string | null;
  source: string;
  at: Date;
  undone: boolean;
}

export const history = does(listChanges, async (ctx, { ref, limit = 50, after }) => {
  const { table, row } = await resolve(ctx, ctx.parts.tables, ref, "any");
  const rows = await ctx.tx.query<ChangeRow>(
    `select e.seq, e.id, e.change, e.call, e.op, e.patch, e.actor_id, e.source, e.at,
       exists (select from hub.change_event u where u.undo_of = e.id) as undone
     from hub.change_event e where e.entity = $1 and e.entity_id = $2 and e.seq < $3 order by e.seq desc limit $4`,
    [
      table.noun.key,
      row.id,
      after ? Number(decodeCursor(after, "number").value) : Number.MAX_SAFE_INTEGER,
      limit + 1,
    ],
  );
  const page = rows.slice(0, limit);
  const people = await peopleLinks(
    ctx,
    page.map((change) => change.actor_id),
  );
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
  const last = page.at(-1);
  return {
    items: page.map((entry) => ({
      change: entry.change,
      call: entry.call,
      op: entry.op,
      record: linkFor(ctx, table, row),
      patch: Object.fromEntries(Object.entries(entry.patch).filter(([field]) => !hidden.has(field))),
      by: (entry.actor_id && people.get(entry.actor_id)) || null,
      source: entry.source,
      at: entry.at.toISOString(),
      undone: entry.undone,
    })),
    next: rows.length > limit && last ? encodeCursor({ value: last.seq, id: row.id }) : null,
  };
});
