/** Something is done in a savepoint: what is refused, by the hub or by the database, leaves nothing. */
import type { ChangeDraft, Ctx } from "../../context.ts";
import { problemOf } from "../refused.ts";
import type { Staged } from "../staged.ts";
import type { Problem } from "../values.ts";
import type { Known } from "./known.ts";

export interface Attempted {
  readonly ctx: Ctx;
  readonly staged: Staged;
  readonly known: Known;
}

export type Attempt<R> =
  | { readonly done: R; readonly why?: undefined }
  | { readonly done?: undefined; readonly why: Problem };

/** @throws whatever is no fault of the file */
export async function attempt<R>(
  { ctx, staged, known }: Attempted,
  work: (drafts: ChangeDraft[]) => Promise<R>,
): Promise<Attempt<R>> {
  const drafts: ChangeDraft[] = [];
  await ctx.tx.query("savepoint import_row");
  known.begin();
  try {
    const done = await work(drafts);
    await ctx.tx.query("release savepoint import_row");
    for (const draft of drafts) ctx.record(draft);
    return { done };
  } catch (error) {
    const why = problemOf(error, staged.plan);
    if (!why) throw error;
    await ctx.tx.query("rollback to savepoint import_row");
    known.forget();
    return { why };
  }
}
