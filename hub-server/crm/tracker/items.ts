/** Items of boards and lists of what is late: a record as short as a board needs it. */
import { hiddenFromAny } from "../access/gate.ts";
import type { Ctx, LinkValue } from "../context.ts";
import { linkOf, peopleLinks, recordLinks } from "../record/links.ts";
import type { Row, Table } from "../record/table.ts";
import { fromColumns } from "../record/values.ts";
import { lateness } from "./lateness.ts";
import type { Stage } from "./stages.ts";

export interface Found {
  readonly table: Table;
  readonly row: Row;
  readonly stage: Stage;
  readonly idleAfter: number | null;
}

/** The money of an item that a board sums; null when it has none or somebody present may not see it. */
export function sumOf(ctx: Ctx, { noun, tracked }: Table, row?: Row): string | undefined {
  const name = tracked?.sum;
  return name && !hiddenFromAny(ctx.viewers, noun.key, row).has(name) ? name : undefined;
}

/** Answers for all at once: one statement for the people, one for each noun that they are about. */
export async function itemsOf(ctx: Ctx, found: readonly Found[]) {
  const people = await peopleLinks(
    ctx,
    found.map(({ row }) => row.owner_id),
  );
  const about = await aboutLinks(ctx, found);
  return found.map(({ table, row, stage, idleAfter }) => {
    const sum = sumOf(ctx, table, row);
    const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
    return {
      ...linkOf(table, row),
      version: row.version,
      about: (!hidden.has(table.about ?? "") && about.get(String(row[`${table.about}_id`]))) || null,
      owner: people.get(row.owner_id ?? "") ?? null,
      value: sum
        ? (fromColumns(sum, table.noun.fields[sum]!, row) as {
            amount_minor: number;
            currency: string;
          } | null)
        : null,
      entered_stage_at: new Date(row["entered_stage_at"] as Date | string).toISOString(),
      ...lateness(row, stage, idleAfter, ctx.now),
    };
  });
}

async function aboutLinks(ctx: Ctx, found: readonly Found[]): Promise<Map<string, LinkValue>> {
  const byNoun = Map.groupBy(
    found.filter(({ table }) => table.about),
    ({ table }) => table.noun.fields[table.about!]!.to!,
  );
  const links = new Map<string, LinkValue>();
  for (const [noun, items] of byNoun) {
    const target = ctx.parts.tables.find((candidate) => candidate.noun.key === noun)!;
    const ids = items.map(({ table, row }) => row[`${table.about}_id`] as string | null);
    for (const [id, link] of await recordLinks(ctx, target, ids)) links.set(id, link);
  }
  return links;
}
