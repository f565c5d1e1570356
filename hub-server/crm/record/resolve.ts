/** References: `CUS-12`, a UUID, an e-mail address, an exact or unique name. Ambiguity answers with candidates, never with a guess. */
import { literal, Op, type WhereOptions } from "sequelize";
import { Ambiguous, NotFound } from "../../errors.ts";
import { grantsFor, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { candidates, maxWords, type Candidate } from "./candidates.ts";
import { linkOf } from "./links.ts";
import type { Row, Table } from "./table.ts";

export interface Found {
  readonly table: Table;
  readonly row: Row;
}

type Removed = "no" | "only" | "any";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const humanNumber = /^([a-z]{2,6})-(\d{1,15})$/i;

/**
 * Finds the one record that a reference names, among those that everyone concerned may see.
 * @param removed whether removed records count; a name never finds one
 * @throws NotFound for missing and hidden alike, Ambiguous with candidates
 */
export async function resolve(
  ctx: Ctx,
  tables: readonly Table[],
  reference: string,
  removed: Removed = "no",
): Promise<Found> {
  const found = await theOne(ctx, tables, reference, removed);
  ctx.named?.(reference, linkOf(found.table, found.row));
  return found;
}

async function theOne(
  ctx: Ctx,
  tables: readonly Table[],
  reference: string,
  removed: Removed,
): Promise<Found> {
  const text = reference.trim();
  const open = tables.filter((table) => grantsFor(ctx.who, table.noun.key, "view").length > 0);
  const exact = await byKey(ctx, open, text, removed);
  if (exact.length === 1) return exact[0]!;
  const named = exact.length ? exact : await byName(ctx, open, text);
  if (named.length === 1) return named[0]!;
  if (!named.length) throw new NotFound(`"${text}"`);
  throw new Ambiguous(
    `"${text}"`,
    named.slice(0, 5).map(({ table, row }) => linkOf(table, row)),
  );
}

/** Resolves within one noun. */
export async function resolveIn(
  ctx: Ctx,
  table: Table,
  reference: string,
  removed: Removed = "no",
): Promise<Row> {
  return (await resolve(ctx, [table], reference, removed)).row;
}

async function byKey(ctx: Ctx, tables: readonly Table[], text: string, removed: Removed): Promise<Found[]> {
  const prefix = humanNumber.exec(text)?.[1]?.toUpperCase();
  if (prefix) {
    const owners = tables.filter((table) => table.prefixes.includes(prefix));
    const found = await select(ctx, owners, { number: text.toUpperCase() }, removed);
    return merged(ctx, tables, text, found, removed);
  }
  if (uuid.test(text)) {
    const found = await select(ctx, tables, { id: text.toLowerCase() }, removed);
    return merged(ctx, tables, text, found, removed);
  }
  return text.includes("@") ? byAddress(ctx, tables, text) : [];
}

/** What was merged into another record leads there. */
async function merged(
  ctx: Ctx,
  tables: readonly Table[],
  text: string,
  found: Found[],
  removed: Removed,
): Promise<Found[]> {
  const parties = tables.filter((table) => table.noun.key === "party");
  if (removed === "only" || !parties.length || found.some(({ row }) => !row.removed_at)) return found;
  const [end] = await ctx.tx.query<{ id: string }>(
    `with recursive way as (
       select into_id as id, 1 as step from crm.merge_map where old_number = upper($1) or old_id::text = lower($1)
       union all select m.into_id, way.step + 1 from crm.merge_map m join way on m.old_id = way.id where way.step < 100
     ) select id from way order by step desc limit 1`,
    [text],
  );
  const winner = end ? await select(ctx, parties, { id: end.id }, removed) : [];
  return winner.length ? winner : found;
}

/** Parties by an e-mail address of theirs, or of a colleague. */
export async function byAddress(ctx: Ctx, tables: readonly Table[], address: string): Promise<Found[]> {
  const ids = await ctx.tx.query<{ id: string }>(
    `select party_id as id from crm.contact_point where lower(value) = lower($1) and removed_at is null
     union select id from access.person where lower(email) = lower($1) or user_id = $1`,
    [address],
  );
  const parties = tables.filter((table) => table.noun.key === "party");
  return ids.length ? select(ctx, parties, { id: ids.map((row) => row.id) }, "no") : [];
}

/** By name: what stands by itself before what hangs on it, as a customer before the deals with it. */
async function byName(ctx: Ctx, tables: readonly Table[], text: string): Promise<Found[]> {
  const titled = tables.filter((table) => table.noun.fields[table.noun.title]?.searchable);
  const named = await bestNamed(
    ctx,
    titled.filter((table) => table.reach === "owner" && !table.secondary),
    text,
  );
  return named.length
    ? named
    : bestNamed(
        ctx,
        titled.filter((table) => table.secondary),
        text,
      );
}

const most = 12;

/** Exact before prefix before any word. */
async function bestNamed(ctx: Ctx, titled: readonly Table[], text: string): Promise<Found[]> {
  const words = text.split(/\s+/).slice(0, maxWords);
  const wish = { words, nouns: titled, by: null, since: null };
  const near = titled.length ? await candidates(ctx, wish, text, most, false) : [];
  const found: (Found & { rank: number })[] = [];
  for (const table of titled) found.push(...(await ranked(ctx, table, text, near)));
  for (const rank of [0, 1, 2, 3]) {
    const best = found.filter((match) => match.rank <= rank);
    if (best.length) return best;
  }
  return [];
}

async function ranked(
  ctx: Ctx,
  table: Table,
  text: string,
  near: readonly Candidate[],
): Promise<(Found & { rank: number })[]> {
  const ids = near.filter(({ noun }) => noun === table.noun.key).map(({ id }) => id);
  if (!ids.length) return [];
  const q = table.model.sequelize!.escape(text);
  const like = table.model.sequelize!.escape(escapeLike(text));
  const title = `crm.fold("${table.noun.key}"."${table.noun.title}")`;
  const rank = `case when ${title} = crm.fold(${q}) then 0
    when ${title} like crm.fold(${like}) || '%' then 1
    when ${title} like '% ' || crm.fold(${like}) || '%' then 2 else 3 end`;
  const rows = await table.model.findAll({
    attributes: { include: [[literal(rank), "fit"]] },
    where: {
      id: [...new Set(ids)],
      removed_at: null,
      [Op.and]: [
        literal(`"${table.noun.key}"."search" like '%' || crm.fold(${like}) || '%'`),
        predicate(table, ctx.viewers, "view"),
      ],
    } as WhereOptions,
    order: [
      [literal("fit"), "ASC"],
      [table.noun.title, "ASC"],
    ],
    limit: 6,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return (rows as unknown as (Row & { fit: number })[]).map((row) => ({ table, row, rank: row.fit }));
}

export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}

async function select(
  ctx: Ctx,
  tables: readonly Table[],
  where: WhereOptions,
  removed: Removed,
): Promise<Found[]> {
  const state = removed === "any" ? {} : { removed_at: removed === "only" ? { [Op.ne]: null } : null };
  const found: Found[] = [];
  for (const table of tables) {
    const rows = await table.model.findAll({
      where: { [Op.and]: [where, state, predicate(table, ctx.viewers, "view")] },
      limit: 6,
      transaction: ctx.tx.transaction,
      raw: true,
    });
    found.push(...(rows as unknown as Row[]).map((row) => ({ table, row })));
  }
  return found;
}
