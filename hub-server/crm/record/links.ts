/** Links: rows named for people. One statement a noun, however many rows. */
import { Op, type WhereOptions } from "sequelize";
import { hiddenFromAny, predicate } from "../access/gate.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { withoutFields, type Row, type Table } from "./table.ts";
import { pointedTo } from "./values.ts";

export function linkOf(table: Table, row: Row): LinkValue {
  return { id: row.id, noun: table.noun.key, number: row.number, title: table.titleOf(row) };
}

/** The same for whoever reads it: some nouns name themselves by fields that may be hidden. */
export function linkFor({ viewers }: Pick<Ctx, "viewers">, table: Table, row: Row): LinkValue {
  return linkOf(table, withoutFields(table, row, hiddenFromAny(viewers, table.noun.key, row)));
}

/** Who reads; absent: the person of the transaction alone. */
type Reading = Pick<Ctx, "tx"> & Partial<Pick<Ctx, "viewers">>;

/** Finds links by id; those that the person may not see stay away. */
export type Links = (id: string | null | undefined) => LinkValue | null;

interface PersonRow {
  id: string;
  number: string;
  name: string;
}

/** People, for owners and authors: colleagues' names are no secret. */
export async function peopleLinks(
  ctx: Pick<Ctx, "tx">,
  ids: Iterable<string | null>,
): Promise<Map<string, LinkValue>> {
  const wanted = unique(ids);
  if (!wanted.length) return new Map();
  const rows = await ctx.tx.query<PersonRow>(
    `select id, number, name from access.person where id = any ($1)`,
    [wanted],
  );
  return new Map(
    rows.map((row) => [row.id, { id: row.id, noun: "person", number: row.number, title: row.name }]),
  );
}

/** Records of one noun that everybody who reads may see: row-level security speaks for the asker, the gate for the others. */
export async function recordLinks(
  ctx: Reading,
  table: Table,
  ids: Iterable<string | null>,
): Promise<Map<string, LinkValue>> {
  const wanted = unique(ids);
  if (!wanted.length) return new Map();
  const viewers = ctx.viewers ?? [];
  const others = viewers.length > 1 ? [predicate(table, viewers, "view")] : [];
  const rows = await table.model.findAll({
    where: { [Op.and]: [{ id: wanted }, ...others] } as WhereOptions,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return new Map((rows as unknown as Row[]).map((row) => [row.id, linkFor({ viewers }, table, row)]));
}

/** Links of everything that these rows point to. */
export async function linksOf(
  ctx: Reading & Pick<Ctx, "parts">,
  table: Table,
  rows: readonly Row[],
): Promise<Links> {
  const found = await peopleLinks(
    ctx,
    rows.map((row) => row.owner_id),
  );
  const byNoun = new Map<string, Set<string>>();
  const shared = rows.flatMap((row) => row.group_id ?? []);
  if (shared.length) byNoun.set("group", new Set(shared));
  for (const [key, field] of Object.entries(table.noun.fields)) {
    for (const row of rows) {
      const id = pointedTo(key, field, row);
      const noun = field.type === "anyref" ? String(row[`${key}_noun`]) : field.to;
      if (id && noun) byNoun.set(noun, (byNoun.get(noun) ?? new Set()).add(id));
      for (const [name, noun] of Object.entries(field.refs ?? {}))
        for (const item of (row[key] ?? []) as Record<string, string>[])
          if (item[name]) byNoun.set(noun, (byNoun.get(noun) ?? new Set()).add(item[name]));
    }
  }
  for (const [id, link] of await peopleLinks(ctx, byNoun.get("person") ?? [])) found.set(id, link);
  for (const [noun, ids] of byNoun) {
    const target = ctx.parts.tables.find((candidate) => candidate.noun.key === noun);
    if (target) for (const [id, link] of await recordLinks(ctx, target, ids)) found.set(id, link);
  }
  return (id) => (id ? (found.get(id) ?? null) : null);
}

function unique(ids: Iterable<string | null>): string[] {
  return [...new Set([...ids].filter((id) => id !== null))];
}
