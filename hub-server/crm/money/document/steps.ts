/** Dunning steps as rows: when the next reminder is due and what it says. */
import { dunningWords, listDunningSteps, setDunningStep, type Output } from "../../../contract/index.ts";
import { Conflict, InputInvalid } from "../../../errors.ts";
import { mustHold } from "../../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Handler, type Undone } from "../../context.ts";
import { granters } from "../../record/write.ts";
import { dayOf } from "./kinds.ts";

export type Step = Output<typeof listDunningSteps>["items"][number];

const day = 86_400_000;
/** After the last step: a reminder in its words, each fortnight. */
const fortnight = 14;

/** In order; there is always one. */
export async function stepsOf(ctx: Pick<Ctx, "tx">): Promise<Step[]> {
  return ctx.tx.query<Step>(`select level, days, name, subject, text from crm.dunning_step order by level`);
}

/** Days after the due date of the reminder that follows so many. */
const daysAfter = (steps: readonly Step[], level: number): number =>
  steps[level]?.days ?? steps.at(-1)!.days + fortnight * (level - steps.length + 1);

const later = (from: string, days: number): string => dayOf(new Date(Date.parse(from) + days * day));

/**
 * @param level reminders so far
 * @param last YYYY-MM-DD of the last of them: one that came late moves what follows, so that nobody is told the first and the last word
 *   on one day
 * @returns YYYY-MM-DD of the next one
 */
export function nextOn(steps: readonly Step[], due: string, level: number, last?: string): string {
  const days = daysAfter(steps, level);
  const planned = later(due, days);
  if (!last || level === 0) return planned;
  const spaced = later(last, days - daysAfter(steps, level - 1));
  return spaced > planned ? spaced : planned;
}

/** The step whose words the next reminder has. */
export const stepFor = (steps: readonly Step[], level: number): Step =>
  steps[Math.min(level, steps.length - 1)]!;

/** A text with its words in braces filled in; an unknown one cannot be there. */
export const filled = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole).trim();

function refuseWords(field: string, text: string): void {
  const wrong = [...text.matchAll(/\{(\w*)\}/g)].find(
    ([, word]) => !(dunningWords as readonly string[]).includes(word!),
  );
  if (wrong)
    throw new InputInvalid([
      {
        field,
        allowed: `a text that names only ${dunningWords.map((word) => `{${word}}`).join(", ")}`,
        got: wrong[0],
      },
    ]);
}

/** Steps follow one another without a gap, each later than the one before. */
function refuseOrder(steps: readonly Step[], wanted: Step): void {
  if (wanted.level > steps.length + 1)
    throw new Conflict(
      `There are ${steps.length} steps: the next is ${steps.length + 1}, not ${wanted.level}.`,
    );
  const before = steps[wanted.level - 2];
  const after = steps[wanted.level];
  if ((before && before.days >= wanted.days) || (after && after.days <= wanted.days))
    throw new Conflict(
      `Step ${wanted.level} must come ${before ? `after ${before.days} days` : "first"}${after ? ` and before ${after.days} days` : ""}; it says ${wanted.days}.`,
    );
}

async function store(ctx: Ctx, { level, days, name, subject, text }: Step): Promise<void> {
  await ctx.tx.query(
    `insert into crm.dunning_step (level, days, name, subject, text) values ($1, $2, $3, $4, $5)
     on conflict (level) do update set days = excluded.days, name = excluded.name, subject = excluded.subject, text = excluded.text`,
    [level, days, name, subject, text],
  );
}

const set = does(
  setDunningStep,
  async (ctx, step) => {
    refuseWords("/subject", step.subject);
    refuseWords("/text", step.text);
    const steps = await stepsOf(ctx);
    refuseOrder(steps, step);
    await store(ctx, step);
    const before = steps[step.level - 1] ?? null;
    ctx.record({
      entity: "dunning_step",
      entityId: ctx.change,
      op: "change",
      patch: { step: [before, step] },
    });
    return { change: ctx.change, step };
  },
  undoSet,
);

async function undoSet(ctx: Ctx, [event]: readonly ChangeEvent[]): Promise<Undone> {
  mustHold(ctx.who, "dunning", "change", granters);
  const [before, after] = event!.patch["step"] as [Step | null, Step];
  const steps = await stepsOf(ctx);
  const now = steps[after.level - 1];
  if (!now || Object.entries(now).some(([key, value]) => value !== after[key as keyof Step]))
    throw new Conflict(`Step ${after.level} was set anew since.`);
  if (before) {
    refuseOrder(steps, before);
    await store(ctx, before);
  } else if (after.level < steps.length)
    throw new Conflict(`Step ${after.level + 1} follows it: take that back first.`);
  else await ctx.tx.query(`delete from crm.dunning_step where level = $1`, [after.level]);
  const { entity, entity_id, id } = event!;
  ctx.record({ entity, entityId: entity_id, op: "change", patch: {}, undoOf: id, reversible: false });
  return { summary: `Undone: dunning step ${after.level} is as it was.`, records: [] };
}

const list = does(listDunningSteps, async (ctx) => ({ items: await stepsOf(ctx) }));

export const stepHandlers: readonly Handler[] = [list, set];
