/** What can be asked of imports: one with its refused rows, one's own, and the refused rows as a file. */
import { importDetails, importReport, listImports } from "../../contract/index.ts";
import { does, type Ctx, type LinkValue } from "../context.ts";
import { decodeCursor, encodeCursor } from "../record/cursor.ts";
import { recordLinks } from "../record/links.ts";
import { shown, stagedOf, type Staged } from "./staged.ts";
import { cell } from "./file/cell.ts";
import type { Problem } from "./values.ts";

interface Refused {
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[] | null;
  readonly problem: Problem;
}

const refusedRows = (ctx: Ctx, id: string, after: number, limit: number) =>
  ctx.tx.query<Refused>(
    `select row, line, cells, problem from crm.import_row where import_id = $1 and state = 'refused' and row > $2 order by row limit $3`,
    [id, after, limit],
  );

export const details = does(importDetails, async (ctx, { import: id, limit = 50, after }) => {
  const staged = await stagedOf(ctx, id);
  const rows = await refusedRows(ctx, id, after ? Number(decodeCursor(after, "number").value) : 0, limit + 1);
  const page = rows.slice(0, limit);
  return {
    ...(await shown(ctx, staged)),
    problems: page.map(({ row, line, problem }) => ({ row, line, ...problem })),
    kept_records: staged.kept ? await keptRecords(ctx, staged) : [],
    next: rows.length > limit ? encodeCursor({ value: String(page.at(-1)!.row), id }) : null,
  };
});

async function keptRecords(ctx: Ctx, staged: Staged): Promise<LinkValue[]> {
  const rows = await ctx.tx.query<{ noun: string; record_id: string }>(
    `select noun, record_id from crm.import_kept where import_id = $1 order by record_id limit 200`,
    [staged.id],
  );
  const links: LinkValue[] = [];
  for (const [noun, those] of Map.groupBy(rows, (row) => row.noun)) {
    const table = ctx.parts.tables.find((candidate) => candidate.noun.key === noun)!;
    links.push(
      ...(
        await recordLinks(
          ctx,
          table,
          those.map((row) => row.record_id),
        )
      ).values(),
    );
  }
  return links;
}

export const list = does(listImports, async (ctx, { limit = 50, after }) => {
  const rows = await ctx.tx.query<Staged>(
    `select * from crm.import where ($1::uuid is null or id < $1) order by id desc limit $2`,
    [after ? decodeCursor(after).id : null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const items = [];
  for (const staged of page) items.push(await shown(ctx, staged));
  return {
    items,
    next: rows.length > limit && last ? encodeCursor({ value: null, id: last.id }) : null,
  };
});

export const report = does(importReport, async (ctx, { import: id }) => {
  const staged = await stagedOf(ctx, id);
  const rows = await refusedRows(ctx, id, 0, staged.rows);
  const head = [...staged.headers, "row", "line", "column", "reason", "allowed"];
  const body = rows.map(({ row, line, cells, problem }) => {
    const kept = staged.headers.map((_, place) => cells?.[place] ?? "");
    return [...kept, String(row), String(line), problem.column ?? "", problem.reason, problem.allowed];
  });
  const text = [head, ...body].map((cells) => cells.map(cell).join(",")).join("\r\n");
  return {
    file_name: `${staged.file.replace(/\.\w+$/, "")}.refused.csv`,
    media_type: "text/csv" as const,
    base64: Buffer.from(`\u{FEFF}${text}\r\n`).toString("base64"),
  };
});
