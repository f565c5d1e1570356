/** Which rows are lines of one paper: those with one number, wherever they stand in the file. */
import type { Ctx } from "../context.ts";
import type { ImportRow, Staged } from "./staged.ts";
import { keptLines, set } from "./staged.ts";
import { valuesOf } from "./values.ts";

/** A row of a paper. */
export interface PaperRow extends ImportRow {
  /** The first row of its paper. */
  readonly paper: number;
}

/**
 * The next rows that nothing was decided about, paper by paper. A paper's place is that of its first line; a line without a number
 * belongs to the one before it.
 */
export async function waitingPapers(ctx: Ctx, staged: Staged, limit: number): Promise<PaperRow[]> {
  if (!staged.papers) await findPapers(ctx, staged);
  return ctx.tx.query<PaperRow>(
    `select row, line, coalesce(cells, '{}') as cells, problem, paper from crm.import_row
     where import_id = $1 and paper is not null and state = 'waiting' order by paper, row limit $2`,
    [staged.id, limit],
  );
}

/** What becomes of a paper's other rows, when some were refused already: it is longer than a part. */
export async function refusedBefore(ctx: Ctx, staged: Staged, paper: number): Promise<boolean> {
  const rows = await ctx.tx.query(
    `select 1 from crm.import_row where import_id = $1 and paper = $2 and state = 'refused' and cells is not null limit 1`,
    [staged.id, paper],
  );
  return rows.length > 0;
}

async function findPapers(ctx: Ctx, staged: Staged): Promise<void> {
  const { columns } = staged.plan;
  const plan = {
    ...staged.plan,
    columns: columns.map((one) => (one.field === "number" ? one : { ...one, field: null })),
  };
  const firsts = new Map<string, number>();
  let paper: number | undefined;
  for await (const lines of keptLines(ctx, staged.id)) {
    const found = lines.map(({ row, cells }) => {
      const number = valuesOf(plan, cells).fields["number"] as string | undefined;
      if (number !== undefined) firsts.set(number, (paper = firsts.get(number) ?? row));
      return { row, paper: paper ?? row };
    });
    await ctx.tx.query(
      `update crm.import_row r set paper = f.paper from jsonb_to_recordset($2::jsonb) as f (row int, paper int)
       where r.import_id = $1 and r.row = f.row`,
      [staged.id, JSON.stringify(found)],
    );
  }
  await set(ctx, staged.id, { papers: true });
}
