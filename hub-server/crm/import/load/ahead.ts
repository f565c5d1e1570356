/** What a part of a file will ask for, asked at once: ids of other programs and e-mail addresses. */
import type { Ctx } from "../../context.ts";
import { cut } from "../file/cell.ts";
import type { Values } from "../values.ts";

export interface Ahead {
  /** `space\nid` → record. */
  readonly ids: Map<string, string>;
  /** Lower-case address → party. */
  readonly emails: Map<string, string>;
}

const longest = 300;
export const keyOf = (space: string, id: string) => `${space}\n${cut(id, longest)}`;

const idFields = ["external_id", "company_id", "party_id", "party"] as const;

/** @param values of all rows of the part */
export async function lookAhead(ctx: Ctx, source: string, values: readonly Values[]): Promise<Ahead> {
  const ids = values.flatMap(({ fields }) =>
    idFields.flatMap((field) =>
      typeof fields[field] === "string" ? [fields[field].split(/[;,]/)[0]!, fields[field]] : [],
    ),
  );
  const emails = values.flatMap(({ contacts, fields }) => [
    ...contacts.flatMap(({ kind, value }) => (kind === "email" ? [value.toLowerCase()] : [])),
    ...(typeof fields["party_email"] === "string" ? [fields["party_email"].toLowerCase()] : []),
  ]);
  return {
    ids: await knownIds(ctx, source, [...new Set(ids)]),
    emails: await knownEmails(ctx, [...new Set(emails)]),
  };
}

/**
 * What ids of another program mean: records that are there, and that the asker may see; of several the first that was made.
 * @returns `space\nid` → record
 */
export async function knownIds(
  ctx: Ctx,
  source: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (!ids.length) return new Map();
  const rows = await ctx.tx.query<{ noun: string; external_id: string; record_id: string }>(
    `select noun, external_id, record_id from crm.external_id where source = $1 and external_id = any ($2) order by record_id desc`,
    [source, ids.map((id) => cut(id, longest))],
  );
  const there = new Map<string, string>();
  for (const [noun, those] of Map.groupBy(rows, (row) => row.noun.split(":")[0]!)) {
    const records = those.map((row) => row.record_id);
    const ways = noun === "party" ? await mergedInto(ctx, records) : new Map<string, string>();
    const gone = await removedOf(ctx, noun, [...records, ...ways.values()]);
    for (const id of records) {
      const end = gone.has(id) ? ways.get(id) : id;
      if (end && !gone.has(end)) there.set(id, end);
    }
  }
  return new Map(
    rows
      .filter((row) => there.has(row.record_id))
      .map((row) => [keyOf(row.noun, row.external_id), there.get(row.record_id)!]),
  );
}

async function removedOf(ctx: Ctx, noun: string, ids: readonly string[]): Promise<Set<string>> {
  const { noun: known } = ctx.parts.tables.find((table) => table.noun.key === noun)!;
  const rows = await ctx.tx.query<{ id: string }>(
    `select id from crm."${known.key}" where id = any ($1) and removed_at is not null`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Where parties lead that were merged into others: what another program calls them means the one that was kept. */
async function mergedInto(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.tx.query<{ old: string; id: string }>(
    `with recursive way as (
       select old_id as old, into_id as id, 1 as step from crm.merge_map where old_id = any ($1)
       union all select way.old, m.into_id, way.step + 1 from crm.merge_map m join way on m.old_id = way.id where way.step < 100
     ) select distinct on (old) old, id from way order by old, step desc`,
    [ids],
  );
  return new Map(rows.map(({ old, id }) => [old, id]));
}

/** Of parties that are there. @param emails in lower case @returns address → party */
export async function knownEmails(ctx: Ctx, emails: readonly string[]): Promise<Map<string, string>> {
  if (!emails.length) return new Map();
  const rows = await ctx.tx.query<{ value: string; party_id: string }>(
    `select distinct on (lower(c.value)) lower(c.value) as value, c.party_id
     from crm.contact_point c join crm.party p on p.id = c.party_id and p.removed_at is null
     where lower(c.value) = any ($1) and c.removed_at is null order by lower(c.value), c.id`,
    [emails],
  );
  return new Map(rows.map((row) => [row.value, row.party_id]));
}

/** What rows add to what was known, a row at a time. */
export interface Overlay<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  /** What the row before set stays. */
  readonly keep: () => void;
  /** What this row set goes. */
  readonly undo: (gone?: (value: V) => void) => void;
  /** All that rows set. */
  readonly added: () => Map<string, V>;
}

export function overlay<V>(known: ReadonlyMap<string, V> = new Map()): Overlay<V> {
  const kept = new Map<string, V>();
  let fresh = new Map<string, V>();
  return {
    get: (key) => fresh.get(key) ?? kept.get(key) ?? known.get(key),
    set: (key, value) => {
      if ((kept.get(key) ?? known.get(key)) !== value) fresh.set(key, value);
    },
    keep: () => {
      for (const [key, value] of fresh) kept.set(key, value);
      fresh = new Map();
    },
    undo: (gone) => {
      if (gone) for (const value of fresh.values()) gone(value);
      fresh = new Map();
    },
    added: () => new Map([...kept, ...fresh]),
  };
}

/** Keeps the ids of other programs for the next import. What an id means to those who see another record stays theirs. */
export async function keepIds(ctx: Ctx, source: string, ids: ReadonlyMap<string, string>): Promise<void> {
  if (!ids.size) return;
  const rows = [...ids].map(([key, record]) => {
    const [noun, id] = key.split("\n");
    return { noun, id, record };
  });
  const values = [source, JSON.stringify(rows)];
  const given = `jsonb_to_recordset($2::jsonb) as k (noun text, id text, record uuid)`;
  await ctx.tx.query(
    `delete from crm.external_id x using ${given} where x.source = $1 and x.noun = k.noun and x.external_id = k.id`,
    values,
  );
  await ctx.tx.query(
    `insert into crm.external_id (noun, source, external_id, record_id) select noun, $1, id, record from ${given} on conflict do nothing`,
    values,
  );
}
