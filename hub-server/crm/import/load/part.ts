/** A part of a running import: the next rows, each in a savepoint of its own, with what became of it. */
import { importNouns } from "../../../contract/index.ts";
import { NotAllowed } from "../../../errors.ts";
import { grantsFor } from "../../access/gate.ts";
import type { ChangeDraft, Ctx } from "../../context.ts";
import { reserveNumbers } from "../../record/write.ts";
import type { ImportRow, Staged } from "../staged.ts";
import { problemOf } from "../refused.ts";
import { valuesOf, type Values } from "../values.ts";
import { lookAhead } from "./ahead.ts";
import { knownOf, tableOf, type Known } from "./known.ts";
import { loadRow } from "./row.ts";
import { withSource, type Part, type Settled } from "./settled.ts";

/** Rows of one transaction: short enough that others write meanwhile, long enough to be quick. */
export const partSize = 100;

/** @throws NotAllowed when the person may not add such records at all any more */
export async function loadPart(ctx: Ctx, staged: Staged, rows: readonly ImportRow[]): Promise<Part> {
  const noun = importNouns.find((one) => one === staged.plan.noun)!;
  if (!grantsFor(ctx.who, noun, "add").length) throw new NotAllowed(`${noun}:add`, ["an administrator"]);
  const values = new Map(
    rows.flatMap((row) => (row.problem ? [] : [[row.row, valuesOf(staged.plan, row.cells)]])),
  );
  const known = knownOf(
    ctx,
    staged.plan.source,
    await lookAhead(ctx, staged.plan.source, [...values.values()]),
  );
  await reserveNumbers(ctx, tableOf(ctx, noun).noun.prefix, rows.length);
  if (noun === "party")
    await reserveNumbers(ctx, "CPT", [...values.values()].flatMap((one) => one.contacts).length);
  const settled: Settled[] = [];
  for (const row of rows) settled.push(await settle(ctx, staged, row, values.get(row.row), known));
  await known.flush();
  return { settled, besides: known.made() };
}

async function settle(
  ctx: Ctx,
  staged: Staged,
  { row, problem }: ImportRow,
  values: Values | undefined,
  known: Known,
): Promise<Settled> {
  if (!values) return { row, state: "refused", problem };
  const { plan, file } = staged;
  const drafts: ChangeDraft[] = [];
  await ctx.tx.query("savepoint import_row");
  const inRow = withSource(ctx, staged, row, drafts);
  known.begin(inRow);
  try {
    const state = await loadRow({ ctx: inRow, plan, file, known, values });
    await ctx.tx.query("release savepoint import_row");
    for (const draft of drafts) ctx.record(draft);
    return { row, state, problem: null };
  } catch (error) {
    const why = problemOf(error, plan);
    if (!why) throw error;
    await ctx.tx.query("rollback to savepoint import_row");
    known.forget();
    return { row, state: "refused", problem: why };
  }
}
