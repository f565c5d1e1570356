/**
 * Merging duplicates: what points at one party moves to another, whose empty fields are filled; the first is removed and its id and
 * number lead to the second. One change, and one undo, which moves exactly those rows back.
 */
import { Op, type WhereOptions } from "sequelize";
import { mergeParty, partyDuplicates } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { grantsFor, hiddenFields, hiddenFromAny, predicate } from "../access/gate.ts";
import { undoEvent } from "../change/undo.ts";
import { does, type ChangeEvent, type Ctx, type Handler, type Undone } from "../context.ts";
import { roomOf } from "../record/card.ts";
import { linkOf } from "../record/links.ts";
import { customShown } from "../record/present.ts";
import { resolveIn } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { fromColumns, toColumns } from "../record/values.ts";
import { lockRow, updateRow, written } from "../record/write.ts";
import { presentRoles, setRoles, withRoles, type PartyRole } from "./roles.ts";

/** A row that moved, and the column that led to the party. */
interface Moved {
  readonly noun: string;
  readonly field: string;
  readonly id: string;
}

const partyTable = (ctx: Ctx) => ctx.parts.tables.find((table) => table.noun.key === "party")!;

export const duplicates = does(partyDuplicates, async (ctx, { ref }) => {
  const table = partyTable(ctx);
  const row = await resolveIn(ctx, table, ref);
  const contacts = ctx.viewers.every((viewer) => grantsFor(viewer, "contact_point", "view").length > 0);
  const found = await ctx.tx.query<{ id: string; why: string; score: number }>(
    `select id, why, score from crm.similar_parties($1, $2)`,
    [row.id, contacts],
  );
  const rows = (await table.model.findAll({
    where: {
      id: [...new Set(found.map((one) => one.id))],
      [Op.and]: [predicate(table, ctx.viewers, "view")],
    } as WhereOptions,
    transaction: ctx.tx.transaction,
    raw: true,
  })) as unknown as Row[];
  const items = rows
    .filter((one) => !one.removed_at)
    .map((one) => {
      const fits = found.filter(({ id }) => id === one.id);
      return {
        party: linkOf(table, one),
        reasons: [...new Set(fits.map(({ why }) => why))].toSorted(),
        score: Math.max(...fits.map(({ score }) => score)),
      };
    });
  return { items: items.toSorted((a, b) => b.score - a.score || b.reasons.length - a.reasons.length) };
});

export const merge = does(
  mergeParty,
  async (ctx, { ref, into }) => {
    const table = partyTable(ctx);
    const [loser, winner] = await both(ctx, table, ref, into);
    const moved = await move(ctx, table, loser, winner);
    const roles = [...(await presentRoles(ctx, winner.id)), ...(await presentRoles(ctx, loser.id))];
    const patch = await setRoles(ctx, winner.id, roles);
    const columns = filled(table, loser, winner, closedTo(ctx, table, loser));
    const after = await updateRow(ctx, table, winner, columns, { op: "change", patch });
    await updateRow(ctx, table, loser, { removed_at: ctx.now }, { op: "remove" });
    await tellOldRoom(ctx, table, loser, after);
    const touched = Object.keys(table.noun.fields).filter((key) => key in columns);
    const answer = await written(
      ctx,
      table,
      after,
      mergeParty.name,
      `merged with ${loser.number}`,
      touched,
      withRoles,
    );
    return { ...answer, moved };
  },
  unmerge,
);

/** Both, locked in the order of their ids, so that two merges never wait for each other. */
async function both(ctx: Ctx, table: Table, ref: string, into: string): Promise<[Row, Row]> {
  const loser = await resolveIn(ctx, table, ref);
  const winner = await resolveIn(ctx, table, into);
  if (loser.id === winner.id) throw new Conflict(`${loser.number} cannot be merged into itself.`);
  const [colleague] = await ctx.tx.query(`select 1 from access.person where id = $1`, [loser.id]);
  if (colleague) throw new Conflict(`${loser.number} is a colleague: merge the other way round.`);
  const locked = new Map<string, Row>();
  for (const id of [loser.id, winner.id].toSorted())
    locked.set(id, await lockRow({ ...ctx, version: undefined }, table, id, "merge"));
  return [locked.get(loser.id)!, locked.get(winner.id)!];
}

/** @returns how many rows moved */
async function move(ctx: Ctx, table: Table, loser: Row, winner: Row): Promise<number> {
  const [answer] = await ctx.tx.query<{ moved: Moved[] }>(`select crm.merge_party($1, $2, $3) as moved`, [
    loser.id,
    winner.id,
    ctx.change,
  ]);
  for (const { noun, field, id } of answer!.moved) {
    const key = field.replace(/_id$/, "");
    const type = ctx.parts.tables.find((one) => one.noun.key === noun)?.noun.fields[key]?.type;
    if (!type) continue; // no record of its own, such as who belongs to a group
    const value = (to: Row) => (type === "anyref" ? { id: to.id, noun: table.noun.key } : to.id);
    ctx.record({ entity: noun, entityId: id, op: "change", patch: { [key]: [value(loser), value(winner)] } });
  }
  return answer!.moved.length;
}

/** Fields that whoever merges, or reads of it, may not see in the one or write in the other. They stay where they are. */
function closedTo(ctx: Ctx, { noun }: Table, loser: Row): ReadonlySet<string> {
  const unseen = hiddenFromAny(ctx.viewers, noun.key, loser);
  return new Set([...unseen, ...hiddenFields(ctx.who, noun.key, "change")]);
}

/** Columns for what the winner lacks and the loser has, without those of closed fields. */
function filled(table: Table, loser: Row, winner: Row, closed: ReadonlySet<string>): Partial<Row> {
  const columns: Partial<Row> = { custom: { ...customShown(loser.custom, closed), ...winner.custom } };
  if (winner["parent_id"] === loser.id) columns["parent_id"] = null;
  for (const [key, field] of Object.entries(table.noun.fields)) {
    if (closed.has(key)) continue;
    const value = fromColumns(key, field, loser);
    const empty = fromColumns(key, field, winner) === null;
    if (empty && value !== null && !field.managed && value !== winner.id)
      Object.assign(columns, toColumns(key, field, value));
  }
  return columns;
}

async function tellOldRoom(ctx: Ctx, table: Table, loser: Row, winner: Row): Promise<void> {
  if (!(await roomOf(ctx, loser.id))) return;
  const room = await roomOf(ctx, winner.id);
  ctx.tell({
    kind: "card",
    about: linkOf(table, loser),
    card: {
      record: linkOf(table, winner),
      call: mergeParty.name,
      change: ctx.change,
      title: `${loser.number} is now ${winner.number}: ${table.titleOf(winner)}`,
      ...(room ? { text: `https://matrix.to/#/${encodeURIComponent(room)}` } : {}),
      by: ctx.who.name,
      facts: [],
      actions: [{ label: "Undo", words: "undo", reaction: "↩️" }],
      state: "current",
    },
  });
}

async function unmerge(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const table = partyTable(ctx);
  const removal = events.find((event) => event.op === "remove")!;
  const [map] = await ctx.tx.query<{ into_id: string }>(
    `select into_id from crm.merge_map where change = $1`,
    [removal.change],
  );
  if (!map) throw new Conflict("That was undone already.");
  const [answer] = await ctx.tx.query<{ stuck: string[] }>(`select crm.unmerge_party($1) as stuck`, [
    removal.change,
  ]);
  const { stuck } = answer!;
  if (stuck.length)
    throw new Conflict(`${stuck.slice(0, 5).join(", ")} point elsewhere by now. Change it by hand.`);
  for (const { id, entity, entity_id, patch, op } of events) {
    if (op !== "change" || entity_id === map.into_id) continue;
    const back = Object.fromEntries(
      Object.entries(patch).map(([key, [old, now]]) => [key, [now, old] as const]),
    );
    ctx.record({ entity, entityId: entity_id, op, patch: back, undoOf: id, reversible: false });
  }
  const filling = events.find((event) => event.op === "change" && event.entity_id === map.into_id);
  const before = filling?.patch["roles"]?.[0] as PartyRole[] | undefined;
  if (before) await setRoles(ctx, map.into_id, before);
  const done = filling ? [await undoEvent(ctx, filling, "merge")] : [];
  done.push(await undoEvent(ctx, removal, "merge"));
  // A merge is made anew rather than redone: what was added since would not move.
  ctx.record({ entity: "party", entityId: removal.entity_id, op: "change", patch: {}, reversible: false });
  const { row } = done.at(-1)!;
  return {
    summary: `Undone: party merged, ${table.titleOf(row)} (${row.number}).`,
    records: done.map((one) => linkOf(one.table, one.row)),
  };
}

export const mergeHandlers: readonly Handler[] = [duplicates, merge];
