/** Reminders that come with what they remind of. */
import { reminder } from "../../contract/index.ts";
import type { Ctx } from "../context.ts";
import { addRow } from "../record/write.ts";
import { prepareReminder } from "./reminder.ts";

/** One reminder for each of these seconds before a to-do or meeting, for its owner or for everybody who takes part. */
export async function remindBefore(
  ctx: Ctx,
  about: { readonly todo?: string; readonly meeting?: string; readonly everybody?: boolean },
  seconds: readonly number[] = [],
): Promise<void> {
  const table = ctx.parts.tables.find((candidate) => candidate.noun.key === reminder.key)!;
  for (const before_s of new Set(seconds))
    await addRow(ctx, table, { ...about, before_s }, { prepare: prepareReminder });
}
