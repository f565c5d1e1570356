/** Candidates of a search: ids that the database finds by its indexes; the rows are then read through the gate. */
import { hiddenFromAny, reach } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import type { Table } from "./table.ts";

export const maxWords = 8;

/** What a text asks for: words, and `in:`, `by:` and `since:`. */
export interface Wish {
  readonly words: readonly string[];
  readonly nouns: readonly Table[];
  readonly by: string | null;
  readonly since: string | null;
}

export interface Candidate {
  noun: string;
  id: string;
  /** 0 is best. */
  fit: number;
}

/** @param whole what a title may begin with @param alike words as they may have been meant, when those as written found nothing */
export function candidates(
  ctx: Ctx,
  wish: Wish,
  whole: string,
  limit: number,
  alike: boolean,
): Promise<Candidate[]> {
  const wanted = wish.nouns.flatMap((table) => wantedOf(ctx, table) ?? []);
  return ctx.tx.query<Candidate>(
    `select noun, id, fit from crm.search($1::jsonb, $2::text[], $3, $4::timestamptz, $5::uuid, $6, $7)`,
    [JSON.stringify(wanted), wish.words, whole, wish.since, wish.by, alike, limit * 3],
  );
}

/** What the database is told of a noun; the column `search` holds several fields and may be used only when all of them may be seen. */
function wantedOf(ctx: Ctx, table: Table) {
  const { key, title, fields } = table.noun;
  const hidden = hiddenFromAny(ctx.viewers, key);
  if (hidden.has(title)) return undefined;
  const searchable = Object.entries(fields).filter(([, field]) => field.searchable);
  return {
    noun: key,
    title,
    open: searchable.every(([name]) => !hidden.has(name)),
    long: ["interaction", "case", "feedback"].includes(key), // those with an index of words, see 0110-search.sql
    ...whoseRows(ctx, table),
  };
}

/** So that the best of what one may see is found; the gate decides afterwards. Several viewers, rules and scopes of a noun's own are left to it. */
function whoseRows(ctx: Ctx, table: Table) {
  const [viewer] = ctx.viewers;
  const everything = { owners: null, groups: null };
  if (!viewer || ctx.viewers.length > 1 || table.scope) return everything;
  const reached = reach(viewer, table.noun.key, "view");
  if (reached.everything || reached.rules.length) return everything;
  const parent = table.reach !== "owner";
  return { owners: reached.owners, groups: reached.groups, parent, shared: table.sharedWith ?? null };
}
