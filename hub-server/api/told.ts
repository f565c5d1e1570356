/** What a call leaves to be told after COMMIT: rows of the outbox, written in the call's transaction. */
import type { Ctx, Tell } from "../crm/context.ts";
import { enqueue } from "../store/outbox.ts";

export interface ToldBy {
  readonly what: Tell;
  /** Matrix id of the person in whose name it is told. */
  readonly by: string;
}

/** ms by which the clocks of hub and database may differ: told too early, a right would seem to hold still. */
const margin = 2_000;

export async function enqueueTold(ctx: Pick<Ctx, "tx" | "change">, told: readonly ToldBy[]): Promise<void> {
  for (const [index, { what, by }] of told.entries())
    await enqueue(ctx.tx.query, {
      kind: what.kind,
      key: `${ctx.change}-${index}`,
      payload: { ...what, by },
      ...(what.kind === "membership" && what.at ? { dueAt: new Date(Date.parse(what.at) + margin) } : {}),
    });
}
