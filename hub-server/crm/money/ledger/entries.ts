/** Entries as they are shown: with their lines, and what they are about. */
import type { Output, ledgerEntries } from "../../../contract/index.ts";
import { NotFound } from "../../../errors.ts";
import type { Ctx, LinkValue } from "../../context.ts";
import { decodeCursor, encodeCursor } from "../../record/cursor.ts";
import { peopleLinks, recordLinks } from "../../record/links.ts";
import { tableOf } from "../document/kinds.ts";

export type Entry = Output<typeof ledgerEntries>["items"][number];

interface EntryRow {
  readonly id: string;
  readonly no: string;
  readonly date: string;
  readonly memo: string;
  readonly key: string;
  readonly document_noun: string | null;
  readonly document_id: string | null;
  readonly reverses_id: string | null;
  readonly posted_by: string | null;
  readonly posted_at: Date;
}

interface LineRow {
  readonly entry_id: string;
  readonly code: string;
  readonly name: string;
  readonly party_id: string | null;
  readonly amount_minor: string;
  readonly currency: string;
  readonly base_minor: string;
}

export interface Wanted {
  readonly id?: string;
  readonly account?: string | undefined;
  readonly document?: string | undefined;
  readonly party?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Newest first, by keyset over the running number. */
export async function entriesPage(
  ctx: Ctx,
  wanted: Wanted,
): Promise<{ items: Entry[]; next: string | null }> {
  const rows = await ctx.tx.query<EntryRow>(
    `select id, no, date::text, memo, key, document_noun, document_id, reverses_id, posted_by, posted_at from ledger.entry e
     where ($1::uuid is null or id = $1) and ($2::bigint is null or no < $2) and ($3::uuid is null or document_id = $3)
       and ($4::text is null or exists (select from ledger.line l join ledger.account a on a.id = l.account_id where l.entry_id = e.id and a.code = $4))
       and ($5::uuid is null or exists (select from ledger.line l where l.entry_id = e.id and l.party_id = any (coalesce((select crm.same_party($5)), '{}'))))
     order by no desc limit $6`,
    [
      wanted.id ?? null,
      wanted.after ? decodeCursor(wanted.after, "number").value : null,
      wanted.document ?? null,
      wanted.account ?? null,
      wanted.party ?? null,
      wanted.limit + 1,
    ],
  );
  const page = rows.slice(0, wanted.limit);
  const last = page.at(-1);
  return {
    items: await shown(ctx, page),
    next: rows.length > wanted.limit && last ? encodeCursor({ value: last.no, id: last.id }) : null,
  };
}

/** @throws NotFound */
export async function entryOf(ctx: Ctx, id: string): Promise<Entry> {
  const [entry] = (await entriesPage(ctx, { id, limit: 1 })).items;
  if (!entry) throw new NotFound("this entry");
  return entry;
}

async function shown(ctx: Ctx, rows: readonly EntryRow[]): Promise<Entry[]> {
  const lines = await ctx.tx.query<LineRow>(
    `select l.entry_id, a.code, a.name, l.party_id, l.amount_minor, l.currency, l.base_minor
     from ledger.line l join ledger.account a on a.id = l.account_id where l.entry_id = any ($1) order by l.entry_id, l.position`,
    [rows.map((row) => row.id)],
  );
  const partyNow = await partiesNow(ctx, lines);
  const linesOf = Map.groupBy(lines, (line) => line.entry_id);
  const parties = await recordLinks(ctx, tableOf(ctx, "party"), [...partyNow.values()]);
  const people = await peopleLinks(
    ctx,
    rows.map((row) => row.posted_by),
  );
  const documents = await documentLinks(ctx, rows);
  return rows.map((row) => ({
    id: row.id,
    no: Number(row.no),
    date: row.date,
    memo: row.memo,
    key: row.key,
    document: (row.document_id && documents.get(row.document_id)) || null,
    reverses: row.reverses_id,
    by: (row.posted_by && people.get(row.posted_by)) || null,
    posted_at: row.posted_at.toISOString(),
    lines: (linesOf.get(row.id) ?? []).map((line) => ({
      account: line.code,
      name: line.name,
      party: parties.get(partyNow.get(line.party_id ?? "") ?? "") ?? null,
      amount_minor: Number(line.amount_minor),
      currency: line.currency,
      base_minor: Number(line.base_minor),
    })),
  }));
}

/** Lines stay with the party to which they were posted; what was merged since leads to the other. */
async function partiesNow(ctx: Ctx, lines: readonly LineRow[]): Promise<Map<string, string>> {
  const posted = [...new Set(lines.flatMap((line) => line.party_id ?? []))];
  if (!posted.length) return new Map();
  const rows = await ctx.tx.query<{ id: string; now_id: string }>(
    `select id, now_id from crm.parties_now($1)`,
    [posted],
  );
  return new Map(rows.map((row) => [row.id, row.now_id]));
}

async function documentLinks(ctx: Ctx, rows: readonly EntryRow[]): Promise<Map<string, LinkValue>> {
  const found = new Map<string, LinkValue>();
  for (const [noun, group] of Map.groupBy(rows, (row) => row.document_noun)) {
    const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun);
    if (table)
      for (const [id, link] of await recordLinks(
        ctx,
        table,
        group.map((row) => row.document_id),
      ))
        found.set(id, link);
  }
  return found;
}
