/** An import as it is kept: the file's rows, the plan, and how far it is. */
import { randomUUIDv7 } from "node:crypto";
import { NotFound } from "../../errors.ts";
import type { Ctx } from "../context.ts";
import { peopleLinks } from "../record/links.ts";
import { cut } from "./file/cell.ts";
import type { Line } from "./file/records.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./values.ts";

export type State = "draft" | "running" | "done" | "stopped" | "undoing" | "undone";

export interface Staged {
  readonly id: string;
  readonly file: string;
  readonly source: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly headers: readonly string[];
  readonly plan: Plan;
  readonly state: State;
  readonly problem: string | null;
  readonly rows: number;
  readonly done: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly besides: number;
  readonly kept: number;
  readonly owner_id: string;
  /** It is known which rows are lines of which paper. */
  readonly papers: boolean;
  /** Its owner is told when it is done. */
  readonly tell: boolean;
  /** The hub gave it up, and its owner, who was to be told, does not know. */
  readonly untold: boolean;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

export interface ImportRow {
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem: Problem | null;
}

/** @throws NotFound for an import of somebody else too */
export async function stagedOf(
  ctx: Pick<Ctx, "tx">,
  id: string,
  lock: "" | "for update" | "for update skip locked" = "",
): Promise<Staged> {
  const [row] = await ctx.tx.query<Staged>(`select * from crm.import where id = $1 ${lock}`, [id]);
  if (!row) throw new NotFound("this import");
  return row;
}

export type NewImport = Pick<Staged, "file" | "source" | "encoding" | "delimiter" | "headers" | "plan">;

/** A draft whose rows are yet to come. */
export const unread: Omit<NewImport, "file"> = {
  source: "file",
  encoding: "",
  delimiter: "",
  headers: [],
  plan: { noun: null, source: "file", columns: [], match: [], answers: {}, currency: "" },
};

export async function stage(ctx: Ctx, made: NewImport): Promise<string> {
  const id = randomUUIDv7();
  await ctx.tx.query(
    `insert into crm.import (id, file, source, encoding, delimiter, headers, plan, state, rows, owner_id, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'draft', 0, $8, $9)`,
    [
      id,
      made.file,
      made.source,
      made.encoding,
      made.delimiter,
      made.headers,
      JSON.stringify(made.plan),
      ctx.who.id,
      ctx.now.toISOString(),
    ],
  );
  return id;
}

const mostDrafts = 20;

/** Of one's drafts the newest stay; the tick forgets the others' later. */
export async function forgetDrafts(ctx: Pick<Ctx, "tx">): Promise<void> {
  await ctx.tx.query(
    `delete from crm.import where state = 'draft' and id in
       (select id from crm.import where state = 'draft' order by id desc offset $1)`,
    [mostDrafts],
  );
}

/** Keeps lines of a file as its next rows. @param from rows that are kept already */
export async function addRows(
  ctx: Pick<Ctx, "tx">,
  id: string,
  lines: readonly Line[],
  from: number,
): Promise<void> {
  if (!lines.length) return;
  const rows = lines.map(({ line, cells, problem }, index) => ({
    row: from + index + 1,
    line,
    cells,
    problem: problem
      ? { column: null, value: cut(cells.join(" ").slice(0, 200), 100), reason: problem, allowed: "" }
      : null,
  }));
  await ctx.tx.query(
    `insert into crm.import_row (import_id, row, line, cells, problem)
     select $1, r.row, r.line, r.cells, nullif(r.problem, 'null') from jsonb_to_recordset($2::jsonb) as r (row int, line int, cells text[], problem jsonb)`,
    [id, JSON.stringify(rows)],
  );
}

/** Rows that are looked at together. */
const batch = 500;

/** All rows, a batch at a time, so that no file is ever held whole. */
export async function* keptLines(ctx: Pick<Ctx, "tx">, id: string): AsyncGenerator<KeptLine[]> {
  for (let after = 0; ;) {
    const rows = await ctx.tx.query<KeptLine & { reason: string | null }>(
      `select row, line, cells, problem ->> 'reason' as reason from crm.import_row
       where import_id = $1 and row > $2 order by row limit $3`,
      [id, after, batch],
    );
    if (rows.length)
      yield rows.map(({ row, line, cells, reason }) => ({
        row,
        line,
        cells: cells ?? [],
        ...(reason ? { problem: reason } : {}),
      }));
    if (rows.length < batch) return;
    after = rows.at(-1)!.row;
  }
}

export interface KeptLine extends Line {
  readonly row: number;
}

/** The next rows that nothing was decided about. */
export function waitingRows(ctx: Pick<Ctx, "tx">, id: string, limit: number): Promise<ImportRow[]> {
  return ctx.tx.query<ImportRow>(
    `select row, line, cells, problem from crm.import_row where import_id = $1 and state = 'waiting' order by row limit $2`,
    [id, limit],
  );
}

/** Plans and states are set; counts grow. */
export async function set(
  ctx: Pick<Ctx, "tx">,
  id: string,
  to: Partial<Record<keyof Staged, unknown>>,
): Promise<void> {
  const names = Object.keys(to);
  const values = Object.values(to).map((value) =>
    value instanceof Date
      ? value.toISOString()
      : value !== null && typeof value === "object"
        ? JSON.stringify(value)
        : value,
  );
  await ctx.tx.query(
    `update crm.import set ${names.map((name, index) => `"${name}" = $${index + 2}`).join(", ")} where id = $1`,
    [id, ...values],
  );
}

/** The answer of every call about an import. */
export async function shown(ctx: Ctx, staged: Staged) {
  const by = (await peopleLinks(ctx, [staged.owner_id])).get(staged.owner_id) ?? null;
  const { id, file, state, problem, source, rows, done, added, updated, unchanged, refused, besides, kept } =
    staged;
  return {
    id,
    file,
    state,
    problem,
    source,
    noun: staged.plan.noun,
    rows,
    done,
    added,
    updated,
    unchanged,
    refused,
    besides,
    kept,
    by,
    created_at: staged.created_at.toISOString(),
    finished_at: staged.finished_at?.toISOString() ?? null,
  };
}
