/** A part of a running import: the next rows, a few together or each by itself, with what became of it. */
import { importNouns } from "../../../contract/index.ts";
import { NotAllowed } from "../../../errors.ts";
import { grantsFor } from "../../access/gate.ts";
import type { ChangeDraft, Ctx } from "../../context.ts";
import { reserveNumbers } from "../../record/write.ts";
import type { ImportRow, Staged } from "../staged.ts";
import { valuesOf, type Values } from "../values.ts";
import { lookAhead } from "./ahead.ts";
import { knownOf, tableOf, type Known } from "./known.ts";
import { attempt } from "./attempt.ts";
import { withoutName } from "./name.ts";
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
  const job = { ctx, staged, known, values };
  const settled: Settled[] = [];
  for (let from = 0; from < rows.length; from += together)
    settled.push(...(await settle(job, rows.slice(from, from + together))));
  await known.flush();
  return { settled, besides: known.made() };
}

/** Rows that share a savepoint, until one of them is refused. */
const together = 20;

interface Job {
  readonly ctx: Ctx;
  readonly staged: Staged;
  readonly known: Known;
  /** Of rows that can be read. */
  readonly values: ReadonlyMap<number, Values>;
}

/** All at once, which is quick; where one is refused each by itself, so that it alone is. */
async function settle(job: Job, rows: readonly ImportRow[]): Promise<readonly Settled[]> {
  const all = await attempt(job, async (drafts) => {
    const settled: Settled[] = [];
    for (const row of rows) settled.push(await loadOne(job, row, drafts));
    return settled;
  });
  if (all.done) return all.done;
  const settled: Settled[] = [];
  for (const row of rows) {
    const { done, why } = await attempt(job, (drafts) => loadOne(job, row, drafts));
    settled.push(done ?? { row: row.row, state: "refused", problem: why });
  }
  return settled;
}

/** What is wrong by itself is told without asking the database. */
async function loadOne(
  { ctx, staged, known, values: all }: Job,
  row: ImportRow,
  drafts: ChangeDraft[],
): Promise<Settled> {
  const { plan, file } = staged;
  const values = all.get(row.row);
  const problem = values ? (values.problems[0] ?? withoutName(plan, values)) : row.problem;
  if (!values || problem) return { row: row.row, state: "refused", problem: problem ?? null };
  const inRow = withSource(ctx, staged, row.row, drafts);
  known.as(inRow);
  return { row: row.row, state: await loadRow({ ctx: inRow, plan, file, known, values }), problem: null };
}
