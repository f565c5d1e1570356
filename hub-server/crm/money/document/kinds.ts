/** The kinds of commercial documents, and how they are stored as tables. */
import { DataTypes, type Sequelize } from "sequelize";
import { commercialDocs } from "../../../contract/index.ts";
import type { Ctx } from "../../context.ts";
import { table, type Row, type Table } from "../../record/table.ts";

export const kinds = commercialDocs.map((noun) => noun.key);
export type Kind = (typeof kinds)[number];

const frozen = (row: Row) =>
  row["status"] === "draft"
    ? undefined
    : `${row.number} is issued: what it says stays. Void it or issue a credit note.`;

/** One table a kind; each is a view of crm.commercial_doc. */
export function documentTables(sequelize: Sequelize): Table[] {
  return commercialDocs.map((noun) =>
    table(sequelize, noun, {
      reach: "owner-or-parent",
      about: "party",
      columns: { happened_at: { type: DataTypes.DATE }, addressee: { type: DataTypes.JSONB } },
      prefixes: [noun.prefix, draftPrefix],
      sort: "-created_at",
      frozen,
      titleOf: (row) => String(row["subject"] ?? row.number),
      cardTitle: (row, done) => `${noun.label} ${done}: ${row.number}`,
    }),
  );
}

/** A draft's number is provisional: the real one is taken when it is issued. */
export const draftPrefix = "DRAFT";

export const tableOf = (ctx: Pick<Ctx, "parts">, noun: string): Table =>
  ctx.parts.tables.find((table) => table.noun.key === noun)!;
export const documentTablesOf = (ctx: Pick<Ctx, "parts">): Table[] => kinds.map((kind) => tableOf(ctx, kind));

/** Rows as the database keeps them, in the order of the ids. */
export async function rowsById(ctx: Pick<Ctx, "tx">, table: Table, ids: readonly string[]): Promise<Row[]> {
  const rows = (await table.model.findAll({
    where: { id: [...ids] },
    transaction: ctx.tx.transaction,
    raw: true,
  })) as unknown as Row[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The day of a moment, in UTC; for reckoning with days. What day it is for the company: `today` of company.ts. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
