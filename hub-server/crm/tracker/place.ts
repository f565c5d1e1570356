/** A record's place on its board: between two neighbours, whoever else arranges the same column at the moment. */
import { literal, Op, type WhereOptions } from "sequelize";
import { rankRecord } from "../../contract/index.ts";
import { Conflict, InputInvalid } from "../../errors.ts";
import { predicate } from "../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../context.ts";
import { linkOf } from "../record/links.ts";
import { resolve } from "../record/resolve.ts";
import type { Row, Table } from "../record/table.ts";
import { lockRow } from "../record/write.ts";
import { lockStage } from "./enter.ts";
import { trackedTables } from "./move.ts";
import { longestRank, rankBetween } from "./rank.ts";

interface Between {
  readonly above: Row | undefined;
  readonly below: Row | undefined;
}

export const rank = does(
  rankRecord,
  async (ctx, { ref, after, before }) => {
    if (after === undefined && before === undefined)
      throw new InputInvalid([
        { field: "/after", allowed: "given, or before: a neighbour of the same stage", got: "nothing" },
      ]);
    const { table, row: seen } = await resolve(ctx, trackedTables(ctx), ref);
    const row = await lockRow({ ...ctx, version: undefined }, table, seen.id, "change");
    await lockStage(ctx, String(row["stage_id"]));
    const place = await placeFor(ctx, table, row, after, before);
    await setRank(ctx, table, row, place);
    ctx.record({
      entity: table.noun.key,
      entityId: row.id,
      op: "change",
      patch: { rank: [row["rank"], place] },
    });
    return { change: ctx.change, record: linkOf(table, row), rank: place };
  },
  undoRank,
);

/** A place is no edit: it leaves the version alone, so that whoever edits the record is not disturbed. */
async function setRank(ctx: Ctx, table: Table, row: Row, rank: string): Promise<void> {
  await table.model.update({ rank }, { where: { id: row.id }, transaction: ctx.tx.transaction });
}

/** A rank between the neighbours; when there is no room, or only for very long ranks, the column is spread first. */
async function placeFor(ctx: Ctx, table: Table, row: Row, after?: string, before?: string): Promise<string> {
  const first = rankIn(await neighbours(ctx, table, row, after, before));
  if (first !== null && first.length <= longestRank) return first;
  await ctx.tx.query(`select crm.spread_ranks($1)`, [row["stage_id"]]);
  const spread = rankIn(await neighbours(ctx, table, row, after, before));
  if (spread !== null) return spread;
  throw new Conflict("These two no longer stand in that order. Look at the board again.");
}

const rankIn = ({ above, below }: Between) =>
  rankBetween(
    (above?.["rank"] as string | undefined) ?? null,
    (below?.["rank"] as string | undefined) ?? null,
  );

async function neighbours(
  ctx: Ctx,
  table: Table,
  row: Row,
  after?: string,
  before?: string,
): Promise<Between> {
  const named = async (ref: string | undefined, field: string) =>
    ref === undefined ? undefined : neighbour(ctx, table, row, ref, field);
  const above = await named(after, "/after");
  const below = await named(before, "/before");
  return {
    above: above ?? (await beside(ctx, table, row, below!, "DESC")),
    below: below ?? (await beside(ctx, table, row, above!, "ASC")),
  };
}

async function neighbour(ctx: Ctx, table: Table, row: Row, ref: string, field: string): Promise<Row> {
  const { row: found } = await resolve(ctx, [table], ref);
  if (found["stage_id"] !== row["stage_id"] || found.id === row.id)
    throw new InputInvalid([
      { field, allowed: `another record in the stage of ${row.number}`, got: `"${ref}"` },
    ]);
  return found;
}

/** The visible neighbour above (DESC) or below (ASC) another row, the moved one left out. */
async function beside(
  ctx: Ctx,
  table: Table,
  moved: Row,
  of: Row,
  direction: "ASC" | "DESC",
): Promise<Row | undefined> {
  const key = `"${table.noun.key}"`;
  const escape = (text: string) => table.model.sequelize!.escape(text);
  const rows = await table.model.findAll({
    attributes: ["id", "rank"],
    where: {
      stage_id: moved["stage_id"],
      removed_at: null,
      id: { [Op.ne]: moved.id },
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        literal(
          `(${key}."rank", ${key}."id") ${direction === "ASC" ? ">" : "<"} (${escape(String(of["rank"]))}, ${escape(of.id)}::uuid)`,
        ),
      ],
    } as WhereOptions,
    order: [
      ["rank", direction],
      ["id", direction],
    ],
    limit: 1,
    transaction: ctx.tx.transaction,
    raw: true,
  });
  return (rows as unknown as Row[])[0];
}

async function undoRank(ctx: Ctx, [event]: readonly ChangeEvent[]): Promise<Undone> {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === event!.entity)!;
  const row = await lockRow({ ...ctx, version: undefined }, table, event!.entity_id, "change");
  const [before, after] = event!.patch["rank"] as [string, string];
  if (row["rank"] !== after) throw new Conflict(`${row.number} was placed elsewhere since.`);
  await setRank(ctx, table, row, before);
  ctx.record({
    entity: table.noun.key,
    entityId: row.id,
    op: "change",
    patch: { rank: [after, before] },
    undoOf: event!.id,
    reversible: false,
  });
  return {
    summary: `Undone: ${table.titleOf(row)} (${row.number}) stands where it stood.`,
    records: [linkOf(table, row)],
  };
}
