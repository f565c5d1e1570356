/** Standing questions: the generic slice, and the dry run. When they are asked is computed when they are written, and by the loop. */
import { questions, tryQuestion } from "../../contract/index.ts";
import { viewersIn } from "../../api/audience.ts";
import { recurrence } from "../calendar/recurrence.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import type { Aspect } from "../record/present.ts";
import { slice } from "../record/slice.ts";
import { less } from "./answer.ts";
import { echoing } from "../watch/echo.ts";
import { askedBy } from "./ask.ts";
import { answerContent } from "./content.ts";
import { checked, prepare, seriesOf } from "./define.ts";
import { narrowing } from "./narrow.ts";

interface FiringRow {
  readonly id: string;
  readonly next_at: Date | null;
  readonly last_fired_at: Date | null;
  readonly problem: string | null;
}

const withFirings: Aspect = async (ctx, rows) => {
  const found = await ctx.tx.query<FiringRow>(
    `select q.id, case when q.removed_at is null then q.due_at end as next_at, q.problem,
       (select max(f.fired_at) from crm.question_firing f where f.question_id = q.id) as last_fired_at
     from crm.question q where q.id = any ($1)`,
    [rows.map((row) => row.id)],
  );
  const byId = new Map(found.map((row) => [row.id, row]));
  return (row) => ({
    next_at: byId.get(row.id)?.next_at?.toISOString() ?? null,
    last_fired_at: byId.get(row.id)?.last_fired_at?.toISOString() ?? null,
    problem: byId.get(row.id)?.problem ?? null,
  });
};

const tried = does(tryQuestion, async (ctx, { question, ...input }) => {
  const { starts = ctx.now.toISOString(), rrule } = input;
  const times = { ...input, starts, rrule: input.starts ? (rrule ?? null) : null };
  const { room, ...timed } = await checked(ctx, times, { ...input });
  const viewers = room ? await bothIn(ctx, room) : ctx.viewers;
  const asked = askedBy(question, timed.time_zone);
  const handler = ctx.parts.handlers.find((one) => one.call.name === asked.call.name)!;
  const answer = asked.read(
    await handler.run({ ...ctx, viewers } satisfies Ctx, { ...asked.input }),
    ctx.now,
  );
  const narrowed = narrowing(ctx.who, viewers) !== undefined;
  const remarks = narrowed ? [less] : [];
  const content = answerContent({ answer, question, number: "", by: ctx.who.name, remarks });
  return { answer, body: String(content["body"]), narrowed, next: nextTimes(timed, ctx.now).map(iso) };
});

/** Who reads this answer, and who would read those in the room. */
async function bothIn(ctx: Ctx, room: string): Promise<Ctx["viewers"]> {
  const there = await viewersIn(ctx.parts, ctx.tx, ctx.who, room);
  const others = there.filter(({ id }) => !ctx.viewers.some((viewer) => viewer.id === id));
  return [...ctx.viewers, ...others];
}

const iso = (time: Date) => time.toISOString();

function nextTimes(row: Parameters<typeof seriesOf>[0], now: Date): Date[] {
  const times: Date[] = [];
  for (let time = recurrence.next(seriesOf(row), now); time && times.length < 3;)
    time = recurrence.next(seriesOf(row), times[times.push(time) - 1]!);
  return times;
}

export const questionHandlers: readonly Handler[] = [
  ...echoing(slice(questions, "question", { aspect: withFirings, prepare }), [
    questions.add.name,
    questions.change.name,
  ]),
  tried,
];
