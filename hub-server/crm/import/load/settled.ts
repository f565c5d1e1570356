/** What became of rows, and how what they did is told apart from other changes. */
import type { ChangeDraft, Ctx } from "../../context.ts";
import type { Staged } from "../staged.ts";
import type { Problem } from "../values.ts";
import type { Outcome } from "./row.ts";

export interface Settled {
  readonly row: number;
  readonly state: Outcome | "refused";
  readonly problem: Problem | null;
}

export interface Part {
  readonly settled: readonly Settled[];
  readonly besides: number;
}

/** Every change names the file and the row; no card is told for each of thousands. */
export function withSource(ctx: Ctx, { id, file }: Staged, row: number, drafts: ChangeDraft[]): Ctx {
  const source = { kind: "import", ref: { file, row: String(row), import: id } } as const;
  return { ...ctx, source, record: (draft) => drafts.push({ ...draft, source }), tell: () => {} };
}
