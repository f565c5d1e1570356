/**
 * Timelines: what happened with a record, newest first. Every noun whose records are about it takes part; one statement merges them
 * and one names the people, however many nouns there are.
 */
import { literal, Op } from "sequelize";
import type { TimelineItem } from "../../contract/index.ts";
import { grantsFor, hiddenFromAny, predicate } from "../access/gate.ts";
import type { Ctx } from "../context.ts";
import { papers } from "../money/document/happened.ts";
import { moves, moveWords, type Move } from "../tracker/moves.ts";
import { bound } from "./bound.ts";
import { decodeCursor, encodeCursor, type Cursor } from "./cursor.ts";
import { peopleLinks } from "./links.ts";
import { selectSql } from "./sql.ts";
import { withoutFields, type Row, type Table } from "./table.ts";
import { asText, fromColumns } from "./values.ts";

/** One happening: a row of a noun, or a step of one. */
export interface Happening {
  readonly noun: string;
  readonly id: string;
  /** Its time as PostgreSQL writes it, for the cursor. */
  readonly at: string;
  readonly time: Date;
  /** Null for a step, which is no row of its own. */
  readonly row: Row | null;
  readonly step: Move | null;
}

/** Part of the merged statement: columns `noun, id, time, row, step`, at most `limit` rows, newest first. */
export type Branch = (page: {
  readonly limit: number;
  readonly before: (time: string, id: string) => string;
}) => string;

export async function timelineOf(ctx: Ctx, table: Table, row: Row, limit: number, after?: string) {
  const branches = [...aboutIt(ctx, table, row), ...papers(ctx, table, row), ...moves(ctx, table, row)];
  if (!branches.length) return { items: [], next: null };
  const before = older(table, after ? decodeCursor(after, "time") : undefined);
  const happened = branches.map((branch) => `(${branch({ limit: limit + 1, before })})`).join("\nunion all ");
  const { sql, values } = bound(
    `select noun, id, time, time::text as at, "row", step from (${happened}) happened
     order by time desc, id desc limit ${limit + 1}`,
  );
  const found = await ctx.tx.query<Happening>(sql, values);
  const page = found.slice(0, limit);
  const people = await peopleLinks(ctx, page.map(byOf));
  const last = page.at(-1);
  return {
    items: page.map((one) => item(ctx, one, people.get(byOf(one) ?? "") ?? null)),
    next: found.length > limit && last ? encodeCursor({ value: last.at, id: last.id }) : null,
  };
}

const byOf = ({ row, step }: Happening): string | null => (step ? step.by_id : row!.owner_id);

function older(table: Table, cursor: Cursor | undefined) {
  const escape = (text: string) => table.model.sequelize!.escape(text);
  return (time: string, id: string) =>
    cursor
      ? `(${time}, ${id}) < (${escape(cursor.value ?? "")}::timestamptz, ${escape(cursor.id)}::uuid)`
      : "true";
}

/** One branch for each noun whose records are about this one and that everybody concerned may see. */
function aboutIt(ctx: Ctx, table: Table, row: Row): Branch[] {
  return ctx.parts.tables
    .filter((source) => concerns(ctx, source, table))
    .map((source) => ({ limit, before }) => {
      const time = timeOf(source);
      return selectSql(source, {
        attributes: [
          [literal(`'${source.noun.key}'`), "noun"],
          "id",
          [literal(time), "time"],
          [literal(`to_jsonb("${source.noun.key}") - 'search'`), "row"],
          [literal("null::jsonb"), "step"],
        ],
        where: {
          ...pointsAt(source, table, row),
          removed_at: null,
          [Op.and]: [
            predicate(source, ctx.viewers, "view"),
            literal(before(time, `"${source.noun.key}"."id"`)),
          ],
        },
        order: [
          [literal('"time"'), "DESC"],
          ["id", "DESC"],
        ],
        limit,
      });
    });
}

function concerns(ctx: Ctx, source: Table, table: Table): boolean {
  const field = source.about ? source.noun.fields[source.about] : undefined;
  const leads = field?.type === "anyref" || field?.to === table.noun.key;
  if (!source.timeline || !leads || !grantsFor(ctx.who, source.noun.key, "view").length) return false;
  // To stand in a timeline tells what a row is about, and when it was.
  return hiddenFromAny(ctx.viewers, source.noun.key).isDisjointFrom(
    new Set([source.about!, ...source.timeline]),
  );
}

function pointsAt({ noun, about }: Table, table: Table, row: Row): Record<string, unknown> {
  const any = noun.fields[about!]!.type === "anyref" ? { [`${about}_noun`]: table.noun.key } : {};
  return { ...any, [`${about}_id`]: row.id };
}

/** SQL of the time of a row in timelines; an index on it stands behind each noun that has one. */
export function timeOf({ noun, timeline }: Table): string {
  const [at, otherwise] = timeline!.map((column) => `"${noun.key}"."${column}"`);
  return otherwise ? `coalesce(${at}, ${otherwise})` : at!;
}

function item(ctx: Ctx, { noun, id, time, row, step }: Happening, by: TimelineItem["by"]): TimelineItem {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun)!;
  const common = { id, noun, icon: table.noun.icon, at: time.toISOString(), by };
  if (step) return { ...common, number: step.number, ...moveWords(step) };
  return { ...common, ...rowWords(ctx, table, row!) };
}

function rowWords(ctx: Ctx, table: Table, row: Row) {
  const hidden = hiddenFromAny(ctx.viewers, table.noun.key, row);
  const fields = Object.entries(table.noun.fields).filter(([key]) => !hidden.has(key));
  const valueOf = (key: string) => fromColumns(key, table.noun.fields[key]!, row);
  const long = fields.find(([, field]) => field.type === "longtext")?.[0];
  const facts = fields.filter(([key, field]) => ["duration", "choice"].includes(field.type) && valueOf(key));
  return {
    number: row.number,
    title: table.titleOf(withoutFields(table, row, hidden)),
    text: String((long && valueOf(long)) ?? ""),
    facts: facts.map(([key, field]) => asText(field, valueOf(key))),
  };
}
