/** The writes of the generic slice: add, change, remove, restore. Each leaves one change event and one card. */
import { randomUUIDv7 } from "node:crypto";
import { Op, type WhereOptions } from "sequelize";
import { Conflict, NotAllowed, Stale } from "../../errors.ts";
import { hiddenFields, mustShow, namesIn, predicate, reachesRow } from "../access/gate.ts";
import type { ChangeDraft, Ctx, LinkValue } from "../context.ts";
import { cardOf, roomOf } from "./card.ts";
import { followRoom } from "./follow-room.ts";
import { linkOf, linksOf } from "./links.ts";
import { present, type Aspect } from "./present.ts";
import { resolveIn } from "./resolve.ts";
import { madeHere } from "./made.ts";
import { takeFields, takeGroup, takeOwner } from "./take.ts";
import type { Row, Table } from "./table.ts";
import { difference } from "./values.ts";

type Input = Readonly<Record<string, unknown>>;

/** Who can grant what is missing; roles are granted by administrators. */
export const granters = ["an administrator"];

/** What a noun adds to the slice's writes. */
export interface Extras {
  readonly aspect?: Aspect;
  /**
   * Completes and checks the columns of an add (`before` is null) or a change; answers the columns to store.
   * An undo does not pass here: it puts back what stood.
   */
  readonly prepare?: (
    ctx: Ctx,
    columns: Partial<Row>,
    before: Row | null,
    input: Input,
  ) => Promise<Partial<Row>>;
  /** Runs after the row is stored, in the same transaction; may add to the patch. */
  readonly added?: (ctx: Ctx, row: Row, input: Input) => Promise<Record<string, [unknown, unknown]> | void>;
  /** Refuses a removal, or clears what hangs on the row. */
  readonly removing?: (ctx: Ctx, row: Row) => Promise<void>;
  /** Prefix of the new row's number. */
  readonly prefix?: (input: Input) => string;
}

/** Adds a row. The owner is the asker unless the asker may add for others. */
export async function addRow(ctx: Ctx, table: Table, input: Input, extras: Extras = {}): Promise<Row> {
  const { key, prefix, fields } = table.noun;
  mustShow(hiddenFields(ctx.who, key, "add"), namesIn(input));
  const owner_id = (await takeOwner(ctx, input)) ?? ctx.who.id;
  const taken = await takeFields(ctx, table, input);
  const columns = extras.prepare ? await extras.prepare(ctx, { owner_id, ...taken }, null, input) : taken;
  const now = ctx.now;
  const row = {
    id: randomUUIDv7(),
    number: await nextNumber(ctx, extras.prefix?.(input) ?? prefix),
    owner_id,
    group_id: (await takeGroup(ctx, input)) ?? null,
    custom: (input["custom"] as Row["custom"]) ?? {},
    external_id: (input["external_id"] as string) ?? null,
    version: 1,
    created_at: now,
    changed_at: now,
    removed_at: null,
    ...columns,
  } as Row;
  if (!(await mayAdd(ctx, table, row))) throw new NotAllowed(`${key}:add for another owner`, granters);
  await table.model.create(row, { transaction: ctx.tx.transaction, returning: false });
  const stored = await asStored(ctx, table, row);
  madeHere(ctx.tx).set(row.id, stored);
  const patch = difference(fields, null, stored);
  const hiddenFrom = table.hidesAuthorFrom?.(row);
  ctx.record({ entity: key, entityId: row.id, op: "add", patch, hiddenFrom }); // before what hangs on it: undo goes backwards
  Object.assign(patch, await extras.added?.(ctx, stored, input));
  await table.stored?.(ctx, stored, null, {});
  return stored;
}

/** The row as the database keeps it: nouns with computed fields are read again after a write. */
export async function asStored(ctx: Pick<Ctx, "tx">, table: Table, row: Row): Promise<Row> {
  if (!Object.values(table.noun.fields).some((field) => field.computed)) return row;
  const stored = await table.model.findByPk(row.id, { transaction: ctx.tx.transaction, raw: true });
  return (stored as unknown as Row | null) ?? row;
}

/** A row that hides its author has no owner: it counts as the asker's. */
async function mayAdd(ctx: Ctx, table: Table, row: Row): Promise<boolean> {
  const owner_id = table.hidesAuthorFrom?.(row) ? ctx.who.id : row.owner_id;
  return reachesRow(ctx.who, table, "add", { ...row, owner_id, ...(await parentOwner(ctx, table, row)) });
}

async function mayTouch(ctx: Ctx, table: Table, verb: string, row: Row): Promise<boolean> {
  if (!table.scope)
    return reachesRow(ctx.who, table, verb, { ...row, ...(await parentOwner(ctx, table, row)) });
  const where = { [Op.and]: [{ id: row.id }, predicate(table, [ctx.who], verb)] } as WhereOptions;
  return (await table.model.count({ where, transaction: ctx.tx.transaction })) > 0;
}

/** The owner of the party that a row hangs on, for nouns that are reached through it. */
async function parentOwner(ctx: Ctx, table: Table, row: Row) {
  if (table.reach !== "parent") return {};
  const made = madeHere(ctx.tx).get(String(row["party_id"]));
  if (made) return { parent_owner_id: made.owner_id, parent_group_id: made.group_id };
  const [parent] = await ctx.tx.query<{ owner_id: string | null; group_id: string | null }>(
    `select owner_id, group_id from crm.party where id = $1`,
    [row["party_id"]],
  );
  return { parent_owner_id: parent?.owner_id ?? null, parent_group_id: parent?.group_id ?? null };
}

/** Numbers that a transaction took in advance, because it will need many. */
const reserved = new WeakMap<object, Map<string, { next: number; end: number }>>();

/** Takes numbers in one statement for rows to come; those that are not used stay unused. */
export async function reserveNumbers(ctx: Pick<Ctx, "tx">, prefix: string, count: number): Promise<void> {
  if (count < 2) return;
  const [row] = await ctx.tx.query<{ next: string }>(`select hub.next_number($1, $2) as next`, [
    prefix,
    count,
  ]);
  const next = Number(row!.next);
  const here = reserved.get(ctx.tx) ?? new Map<string, { next: number; end: number }>();
  reserved.set(ctx.tx, here.set(prefix, { next, end: next + count }));
}

async function nextNumber(ctx: Ctx, prefix: string): Promise<string> {
  const block = reserved.get(ctx.tx)?.get(prefix);
  if (block && block.next < block.end) return `${prefix}-${block.next++}`;
  const [row] = await ctx.tx.query<{ next: string }>(`select hub.next_number($1) as next`, [prefix]);
  return `${prefix}-${row!.next}`;
}

/** Reads a row for a write: it must be visible, reached by the verb, and of the version that the caller saw. */
export async function rowFor(
  ctx: Ctx,
  table: Table,
  reference: string,
  verb: string,
  removed: "no" | "only" = "no",
): Promise<Row> {
  const row = await resolveIn(ctx, table, reference, removed);
  return lockRow(ctx, table, row.id, verb);
}

/** Locks a row that is known by id, for the same. */
export async function lockRow(ctx: Ctx, table: Table, id: string, verb: string): Promise<Row> {
  const found = await table.model.findByPk(id, { transaction: ctx.tx.transaction, lock: true, raw: true });
  const row = found as unknown as Row | null;
  if (!row || !(await mayTouch(ctx, table, verb, row)))
    throw new NotAllowed(`${table.noun.key}:${verb} for this record`, granters);
  if (ctx.version !== undefined && ctx.version !== row.version) throw new Stale(ctx.version, row.version);
  return row;
}

/** Changes the columns given, and nothing when they are the same already. */
export async function updateRow(
  ctx: Ctx,
  table: Table,
  before: Row,
  columns: Partial<Row>,
  draft: Pick<ChangeDraft, "op" | "undoOf" | "hiddenFrom"> & Partial<Pick<ChangeDraft, "patch">>,
): Promise<Row> {
  const frozen = table.frozen?.(before);
  if (frozen) throw new Conflict(frozen);
  const wanted = { ...before, ...columns, version: before.version + 1, changed_at: ctx.now } as Row;
  const asked = { ...difference(table.noun.fields, before, wanted), ...draft.patch };
  if (!Object.keys(asked).length && draft.op === "change") return before;
  const { version, changed_at } = wanted;
  await table.model.update(
    { ...columns, version, changed_at },
    { where: { id: before.id }, transaction: ctx.tx.transaction },
  );
  const after = await asStored(ctx, table, wanted);
  madeHere(ctx.tx).delete(before.id);
  const patch = { ...difference(table.noun.fields, before, after), ...draft.patch };
  const hiddenFrom = table.hidesAuthorFrom?.(before);
  ctx.record({ entity: table.noun.key, entityId: before.id, hiddenFrom, ...draft, patch });
  await table.stored?.(ctx, after, before, draft);
  await followRoom(ctx, table, before, after);
  return after;
}

export async function changeRow(
  ctx: Ctx,
  table: Table,
  input: Input,
  { prepare }: Pick<Extras, "prepare"> = {},
): Promise<Row> {
  const { ref, owner, group, custom, ...fields } = input;
  mustShow(hiddenFields(ctx.who, table.noun.key, "change"), namesIn(input));
  const before = await rowFor(ctx, table, String(ref), "change");
  const taken: Partial<Row> = await takeFields(ctx, table, fields);
  if (owner !== undefined) taken.owner_id = await takeOwner(ctx, input);
  const columns = prepare ? await prepare(ctx, taken, before, input) : taken;
  if (group !== undefined) columns.group_id = await takeGroup(ctx, input);
  if (custom !== undefined) columns.custom = { ...before.custom, ...(custom as Row["custom"]) };
  return updateRow(ctx, table, before, columns, { op: "change" });
}

/** The owner of a record, by Matrix id. */
async function ownersOf(ctx: Ctx, about: LinkValue): Promise<string[]> {
  const target = ctx.parts.tables.find((candidate) => candidate.noun.key === about.noun);
  if (!target) return [];
  const rows = await ctx.tx.query<{ user_id: string }>(
    `select p.user_id from access.person p join crm."${target.noun.key}" r on r.owner_id = p.id
     where r.id = $1 and p.disabled_at is null`,
    [about.id],
  );
  return rows.map((row) => row.user_id);
}

/** Answers a write: the record as the asker sees it, the change, and the card, which is also told to the record's room. */
export async function written(
  ctx: Ctx,
  table: Table,
  row: Row,
  call: string,
  done: string,
  touched: readonly string[],
  aspect?: Aspect,
) {
  const alone = { ...ctx, viewers: [ctx.who] }; // where the card stands does not depend on where the call was made
  const links = await linksOf(alone, table, [row]);
  const { card, about } = await cardOf(alone, table, row, call, done, touched, links);
  const direct = await table.toldTo?.(ctx, row);
  if (direct?.length) ctx.tell({ kind: "direct", to: direct, record: linkOf(table, row), card });
  if (!direct)
    ctx.tell({ kind: "card", about, card, also: table.tellsOwner ? await ownersOf(ctx, about) : [] });
  const [record] = await present(ctx, table, [row], aspect, ctx.viewers.length === 1 ? links : undefined);
  return {
    change: ctx.change,
    card,
    room: direct ? null : await roomOf(ctx, about.id),
    record: record as never,
  };
}
