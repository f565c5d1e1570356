/** Taking an import back, a part at a time, newest first. What was edited since, or is leant on by something newer, is kept and told. */
import type { ChangeDraft, ChangeEvent, Ctx } from "../context.ts";
import { importDocuments } from "../../contract/index.ts";
import { undoEvent } from "../change/undo.ts";
import { refusalOf } from "./refused.ts";
import type { Staged } from "./staged.ts";

export interface Taken {
  readonly kept: number;
  readonly left: boolean;
}

const verbs = {
  add: "remove",
  change: "change",
  remove: "remove",
  restore: "remove",
  convert: "convert",
} as const;
const money = new Set(["invoice", "payment", "order", "bill"]);

/** Takes the newest part back that was not yet. */
export async function undoPart(ctx: Ctx, staged: Staged): Promise<Taken> {
  const [part] = await ctx.tx.query<{ change: string }>(
    `select change from crm.import_change where import_id = $1 and undone_at is null order by place desc limit 1`,
    [staged.id],
  );
  if (!part) return { kept: 0, left: false };
  const events = await eventsOf(ctx, part.change);
  const kept = new Map<string, string>();
  const papers = events.filter((event) => money.has(event.entity));
  if (papers.length) await undoPapers(ctx, papers, kept);
  const others = events.filter((event) => !money.has(event.entity));
  const edited = await editedSince(ctx, staged, others);
  const leant = await leantOn(ctx, others);
  for (const event of others)
    await takeBack(ctx, event, kept, edited.get(event.entity_id) ?? leant.get(event.entity_id));
  const told = await keep(ctx, staged, events, kept);
  await ctx.tx.query(`update crm.import_change set undone_at = $2 where change = $1`, [
    part.change,
    ctx.now.toISOString(),
  ]);
  return { kept: told, left: true };
}

function eventsOf(ctx: Ctx, change: string): Promise<ChangeEvent[]> {
  return ctx.tx.query<ChangeEvent>(
    `select e.id, e.seq, e.change, e.entity, e.entity_id, e.op, e.patch, e.call, e.reversible, false as undone
     from hub.change_event e where e.change = $1 and not exists (select from hub.change_event u where u.undo_of = e.id) order by e.seq desc`,
    [change],
  );
}

/** @param why it is to be kept; undefined: unless something speaks against it */
async function takeBack(
  ctx: Ctx,
  event: ChangeEvent,
  kept: Map<string, string>,
  why: string | undefined,
): Promise<void> {
  const reason =
    why ?? (kept.has(event.entity_id) || pointsTo(event, kept) ? "what it belongs to is kept" : undefined);
  if (reason && (event.op === "add" || why)) {
    keepWith(event, kept, reason);
    return;
  }
  const refused = await tried(ctx, (inside) => undoEvent(inside, event, verbs[event.op]));
  if (refused !== undefined) keepWith(event, kept, refused);
}

/** Does something in a savepoint: what is refused, by the hub or by the database, leaves nothing. @returns why it was refused */
async function tried(ctx: Ctx, work: (inside: Ctx) => Promise<unknown>): Promise<string | undefined> {
  const drafts: ChangeDraft[] = [];
  await ctx.tx.query("savepoint import_undo");
  try {
    await work({ ...ctx, record: (draft) => drafts.push(draft) });
    await ctx.tx.query("release savepoint import_undo");
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    await ctx.tx.query("rollback to savepoint import_undo");
    return reason;
  }
  for (const draft of drafts) ctx.record(draft);
  return undefined;
}

/** What is kept keeps what it points to. */
function keepWith(event: ChangeEvent, kept: Map<string, string>, reason: string): void {
  kept.set(event.entity_id, kept.get(event.entity_id) ?? reason);
  for (const id of pointers(event)) if (!kept.has(id)) kept.set(id, "something that is kept belongs to it");
}

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const pointers = ({ patch }: ChangeEvent): string[] =>
  Object.entries(patch).flatMap(([key, [, now]]) => {
    if (key === "owner" || key === "group") return [];
    const id = typeof now === "object" && now !== null && "id" in now ? now.id : now;
    return typeof id === "string" && uuid.test(id) ? [id] : [];
  });

/** A contact point of a party that is kept is kept with it. */
const pointsTo = (event: ChangeEvent, kept: ReadonlyMap<string, string>) =>
  event.entity === "contact_point" && pointers(event).some((id) => kept.has(id));

/** Records that somebody wrote to after the import did. */
async function editedSince(
  ctx: Ctx,
  staged: Staged,
  events: readonly ChangeEvent[],
): Promise<Map<string, string>> {
  const rows = await ctx.tx.query<{ id: string }>(
    `select distinct e.entity_id as id from hub.change_event e join (select entity_id, max(seq) as seq from unnest($1::uuid[], $2::bigint[]) as t (entity_id, seq) group by entity_id) mine
       on mine.entity_id = e.entity_id and e.seq > mine.seq
     where e.undo_of is null and not exists (select from hub.change_event u where u.undo_of = e.id)
       and not exists (select from crm.import_change c where c.change = e.change and c.import_id = $3)`,
    [events.map((event) => event.entity_id), events.map((event) => event.seq), staged.id],
  );
  const parties = new Map<string, string>();
  for (const { id } of rows) {
    parties.set(id, "it was edited since");
    const owner = events.find((event) => event.entity === "contact_point" && event.entity_id === id);
    for (const party of owner ? pointers(owner) : [])
      parties.set(party, "a contact point of it was edited since");
  }
  for (const event of events)
    if (event.entity === "contact_point" && pointers(event).some((id) => parties.has(id)))
      parties.set(event.entity_id, "what it belongs to is kept");
  return parties;
}

/** Records added by this part on which others lean that are not part of it and still stand. */
async function leantOn(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const together = events.map((event) => event.entity_id);
  for (const [entity, added] of Map.groupBy(
    events.filter((event) => event.op === "add"),
    (event) => event.entity,
  ))
    for (const { noun } of ctx.parts.tables)
      for (const [key, field] of Object.entries(noun.fields)) {
        if (field.type !== "anyref" && field.to !== entity) continue;
        const rows = await ctx.tx.query<{ id: string; number: string }>(
          `select "${key}_id" as id, min(number) as number from crm."${noun.key}"
           where "${key}_id" = any ($1) and removed_at is null and not (id = any ($2)) group by 1`,
          [added.map((event) => event.entity_id), together],
        );
        for (const row of rows) found.set(row.id, `${row.number} depends on it`);
      }
  return found;
}

/** All at once, which is quick; where one is refused each by itself, so that it alone is kept. */
async function undoPapers(
  ctx: Ctx,
  events: readonly ChangeEvent[],
  kept: Map<string, string>,
): Promise<void> {
  const handler = ctx.parts.handlers.find(({ call }) => call.name === importDocuments.name)!;
  if ((await tried(ctx, (inside) => handler.undo!(inside, events))) === undefined) return;
  for (const event of events) {
    const refused = await tried(ctx, (inside) => handler.undo!(inside, [event]));
    if (refused !== undefined) keepWith(event, kept, refused);
  }
}

async function keep(
  ctx: Ctx,
  staged: Staged,
  events: readonly ChangeEvent[],
  kept: ReadonlyMap<string, string>,
): Promise<number> {
  const nounOf = new Map(events.map((event) => [event.entity_id, event.entity]));
  const rows = [...kept].flatMap(([id, reason]) =>
    nounOf.has(id) ? [{ id, noun: nounOf.get(id), reason }] : [],
  );
  if (!rows.length) return 0;
  await ctx.tx.query(
    `insert into crm.import_kept (import_id, noun, record_id, reason)
     select $1, noun, id, reason from jsonb_to_recordset($2::jsonb) as k (noun text, id uuid, reason text) on conflict do nothing`,
    [staged.id, JSON.stringify(rows)],
  );
  return rows.length;
}
