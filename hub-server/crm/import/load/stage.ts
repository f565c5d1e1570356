/** Stages and priorities as other programs name them. What has no equal here is kept beside it. */
import type { Ctx } from "../../context.ts";
import type { Table } from "../../record/table.ts";
import { isOpen, mainPipeline, stagesOf, type Stage } from "../../tracker/stages.ts";

export interface Entered {
  /** Id of the stage that a record enters. */
  readonly stage: string;
  readonly category: Stage["category"];
  /** The words of the file, where they are not the stage's name. */
  readonly kept: Record<string, string>;
}

const words: readonly (readonly [RegExp, readonly Stage["category"][]])[] = [
  [/won|gewonnen/i, ["won", "done"]],
  [/lost|verloren|disqualified|unqualified/i, ["lost", "cancelled"]],
  [/solved|resolved|closed|done|complete|erledigt/i, ["done", "won"]],
  [/cancel|withdrawn|deleted|spam/i, ["cancelled", "lost"]],
];

/** @param status won or lost, where the stage does not say it */
export async function stageFor(
  ctx: Ctx,
  table: Table,
  stage: string | undefined,
  status: string | undefined,
): Promise<Entered> {
  const stages = await stagesOf(ctx, await mainPipeline(ctx, table));
  const closing = status && byWords(stages, status, true);
  const named = [stage, status].flatMap((said) => (said ? (byName(stages, said) ?? []) : []))[0];
  const worded = [stage, status].flatMap((said) => (said ? (byWords(stages, said, false) ?? []) : []))[0];
  const found = closing || named || worded || firstOf(stages);
  const said = { stage, status };
  const kept = Object.entries(said).filter(
    ([, one]) => one && one.toLowerCase() !== found.name.toLowerCase(),
  );
  return {
    stage: found.id,
    category: found.category,
    kept: Object.fromEntries(kept) as Record<string, string>,
  };
}

const byName = (stages: readonly Stage[], said: string) =>
  stages.find((stage) => [stage.name, stage.key].some((name) => name.toLowerCase() === said.toLowerCase()));

function byWords(stages: readonly Stage[], said: string, only: boolean): Stage | undefined {
  for (const [pattern, categories] of words) {
    if (!pattern.test(said)) continue;
    const found = categories.flatMap(
      (category) => stages.find((stage) => stage.category === category) ?? [],
    )[0];
    if (found) return found;
  }
  if (only) return undefined;
  const waiting = /pending|hold|waiting|wartet/i.test(said)
    ? /wait/i
    : /progress|working|active|escalat/i.test(said)
      ? /progress|working/i
      : undefined;
  return waiting && stages.find((stage) => isOpen(stage) && waiting.test(stage.name));
}

/** The first open stage that asks for nothing. */
const firstOf = (stages: readonly Stage[]) =>
  stages.find((stage) => isOpen(stage) && !stage.required_fields?.length) ??
  stages.find(isOpen) ??
  stages[0]!;

const priorities: readonly (readonly [string, RegExp])[] = [
  ["urgent", /urgent|critical|blocker|highest|dringend|^p?1$/i],
  ["high", /high|hoch|major|^p?2$/i],
  ["normal", /normal|medium|mittel|^p?3$/i],
  ["low", /low|niedrig|minor|trivial|^p?[45]$/i],
];

export const priorityOf = (said: string | undefined) =>
  said && priorities.find(([, pattern]) => pattern.test(said))?.[0];
