/**
 * Undo: the inverse of a change, written like any other change, with the rights of whoever undoes. Nothing is written per call:
 * the history of a change says what to put back. Where later edits conflict it refuses and says which.
 */
import { isDeepStrictEqual } from "node:util";
import { undoChange } from "../../contract/index.ts";
import { Conflict, NotFound } from "../../errors.ts";
import { hiddenFields, hiddenFromAny, mustHold, mustShow } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Handler, type Undone } from "../context.ts";
import { setRoles, type PartyRole } from "../party/roles.ts";
import { linkOf } from "../record/links.ts";
import { granters, lockRow, updateRow } from "../record/write.ts";
import type { Row, Table } from "../record/table.ts";
import { fromColumns, toColumns } from "../record/values.ts";

/** `undo` without saying which reaches back this far. */
const window = "1 day";

const columns = `e.id, e.seq, e.change, e.entity, e.entity_id, e.op, e.patch, e.call, e.reversible,
  exists (select from hub.change_event u where u.undo_of = e.id) as undone`;

async function latest(ctx: Ctx, room: string | undefined): Promise<string> {
  const [row] = await ctx.tx.query<{ change: string }>(
    `select e.change from hub.change_event e
     where (e.actor_id = $1 or e.id = any (array(select h.id from hub.hidden_actor h where h.actor_id = $1))) and e.reversible and e.undo_of is null and e.at > now() - $2::interval
       and not exists (select from hub.change_event u where u.undo_of = e.id)
       and ($3::text is null or e.source_ref ->> 'room' = $3)
     order by e.seq desc limit 1`,
    [ctx.who.id, window, room ?? null],
  );
  if (!row)
    throw new NotFound(
      room ? "a change of yours in this room that could be undone" : "a change of yours that could be undone",
    );
  return row.change;
}

async function eventsOf(ctx: Ctx, change: string): Promise<ChangeEvent[]> {
  const events = await ctx.tx.query<ChangeEvent>(
    `select ${columns} from hub.change_event e where e.change = $1 order by e.seq desc`,
    [change],
  );
  if (!events.length) throw new NotFound("this change");
  if (events.some((event) => event.undone)) throw new Conflict("That was undone already.", { undone: true });
  if (events.some((event) => !event.reversible)) throw new Conflict(`${events[0]!.call} cannot be undone.`);
  return events;
}

/** Putting a field back is writing it, and refusing for what stands there now tells it. @throws FieldHidden */
function refuseHidden(ctx: Ctx, table: Table, row: Row, event: ChangeEvent): void {
  if (event.op !== "change") return; // to remove and to restore a record is to write none of its fields
  const { key, fields } = table.noun;
  const written = Object.keys(event.patch).filter((name) => !fields[name]?.managed); // the call's own right is over those
  mustShow(hiddenFields(ctx.who, key, "change"), written);
  mustShow(hiddenFromAny(ctx.viewers, key, row), written);
}

/** What the record was changed to must still stand; otherwise a later edit would be lost. */
function refuseConflicts(table: Table, row: Row, event: ChangeEvent): void {
  const later = Object.entries(event.patch).filter(([key, [, now]]) => {
    const field = table.noun.fields[key];
    return (
      field &&
      !field.computed &&
      event.op === "change" &&
      !isDeepStrictEqual(plain(fromColumns(key, field, row)), plain(now))
    );
  });
  if (later.length)
    throw new Conflict(
      `${row.number} was edited since: ${later.map(([key]) => table.noun.fields[key]!.label).join(", ")}. Change it by hand.`,
      {
        fields: later.map(([key]) => key),
      },
    );
}

/** As jsonb would give it back: undefined and null are one, and the order of keys means nothing. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function inverse(table: Table, row: Row, event: ChangeEvent): Partial<Row> {
  const back: Partial<Row> = {};
  const custom: Record<string, unknown> = { ...row.custom };
  for (const [key, [before]] of Object.entries(event.patch)) {
    const field = table.noun.fields[key];
    if (field?.computed) continue; // follows from the others
    if (field) Object.assign(back, toColumns(key, field, before));
    else if (key === "owner") back.owner_id = before as string | null;
    else if (key === "group") back.group_id = before as string | null;
    else if (key.startsWith("custom.")) custom[key.slice("custom.".length)] = before;
  }
  return { ...back, custom };
}

const past = {
  add: "added",
  change: "changed",
  remove: "removed",
  restore: "restored",
  convert: "converted",
} as const;
const verbs = {
  add: "remove",
  change: "change",
  remove: "remove",
  restore: "remove",
  convert: "convert",
} as const;

/** What was added meanwhile and hangs on a record would lose its footing. */
async function refuseDependents(ctx: Ctx, event: ChangeEvent, together: readonly string[]): Promise<void> {
  for (const { noun } of ctx.parts.tables)
    for (const [key, field] of Object.entries(noun.fields)) {
      if (field.type !== "anyref" && field.to !== event.entity) continue;
      const rows = await ctx.tx.query<{ number: string }>(
        `select number from crm."${noun.key}" where "${key}_id" = $1 and removed_at is null and not (id = any ($2)) limit 3`,
        [event.entity_id, together],
      );
      if (rows.length)
        throw new Conflict(`${rows.map((row) => row.number).join(", ")} depend on it. Remove them first.`);
    }
}

/** Takes one event back. @param verb the right that the one who undoes must hold */
export async function undoEvent(
  ctx: Ctx,
  event: ChangeEvent,
  verb: string,
): Promise<{ table: Table; row: Row }> {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === event.entity);
  if (!table) throw new Conflict(`${event.call} cannot be undone.`);
  const row = await lockRow({ ...ctx, version: undefined }, table, event.entity_id, verb);
  refuseHidden(ctx, table, row, event);
  refuseConflicts(table, row, event);
  const undoOf = event.id;
  switch (event.op) {
    case "add":
      return {
        table,
        row: await updateRow(ctx, table, row, { removed_at: ctx.now }, { op: "remove", undoOf }),
      };
    case "remove":
      return {
        table,
        row: await updateRow(ctx, table, row, { removed_at: null }, { op: "restore", undoOf }),
      };
    case "restore":
      return {
        table,
        row: await updateRow(ctx, table, row, { removed_at: ctx.now }, { op: "remove", undoOf }),
      };
    case "convert": {
      const patch = await setRoles(ctx, row.id, (event.patch["roles"]?.[0] ?? []) as PartyRole[]);
      return { table, row: await updateRow(ctx, table, row, {}, { op: "convert", undoOf, patch }) };
    }
    case "change":
      return {
        table,
        row: await updateRow(ctx, table, row, inverse(table, row, event), { op: "change", undoOf }),
      };
  }
}

const putBack = (ctx: Ctx, events: readonly ChangeEvent[]) => putAllBack(ctx, events, (op) => verbs[op]);

/** The inverse patch, for a call that a right of its own allows: whoever may make it may take it back. */
export const putBackBy = (verb: string) => (ctx: Ctx, events: readonly ChangeEvent[]) =>
  putAllBack(ctx, events, () => verb);

async function putAllBack(
  ctx: Ctx,
  events: readonly ChangeEvent[],
  verbOf: (op: ChangeEvent["op"]) => string,
): Promise<Undone> {
  const together = events.map((event) => event.entity_id);
  const done: { table: Table; row: Row }[] = [];
  for (const event of events) {
    if (event.op === "add") await refuseDependents(ctx, event, together);
    done.push(await undoEvent(ctx, event, verbOf(event.op)));
  }
  const { table, row } = done.at(-1)!; // events are undone in reverse: the last is what the call was about
  const summary = `Undone: ${table.noun.label.toLowerCase()} ${past[events.at(-1)!.op]}, ${table.titleOf(row)} (${row.number}).`;
  return { summary, records: done.map((one) => linkOf(one.table, one.row)) };
}

/** A call with an undo of its own is taken back by those who may make it. @throws NotAllowed */
function mayMake(ctx: Ctx, { call }: Handler): void {
  const [noun, verb] = call.needs.split(":");
  if (noun && verb) mustHold(ctx.who, noun, verb, granters);
}

export const undo = does(undoChange, async (ctx, { change, room }) => {
  const undone = change ?? (await latest(ctx, room));
  const events = await eventsOf(ctx, undone);
  const handler = ctx.parts.handlers.find((candidate) => candidate.call.name === events[0]!.call);
  if (handler?.undo) mayMake(ctx, handler);
  const { summary, records } = await (handler?.undo ?? putBack)(ctx, events);
  ctx.tell({ kind: "undone", change: undone });
  return { change: ctx.change, undone, summary, records: [...records] };
});
