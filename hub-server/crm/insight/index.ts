/** Questions over the numbers: rights are computed here, the answer comes from the analytics process. */
import {
  AnalyticsError,
  metrics,
  revealsOf,
  table,
  type Answer as Computed,
  type Chart,
} from "@singularity/analytics";
import { ask, listQuestions, type Answer } from "../../contract/index.ts";
import { HubError, Unavailable } from "../../errors.ts";
import { does, type Handler } from "../context.ts";
import { limitsFor, mayAsk, visibleTo } from "./rights.ts";
import { sqlHandlers } from "./sql.ts";

export { visibleTo } from "./rights.ts";

const answer = does(ask, async (ctx, { question, time_zone = "UTC" }) => {
  const { analytics } = ctx.parts;
  if (!analytics) throw new Unavailable("Analytics is switched off on this hub.");
  try {
    const limits = limitsFor(ctx.viewers, revealsOf(question, ctx.now, time_zone));
    const visible = visibleTo(ctx.viewers);
    const asked = { question, visible, limits, now: ctx.now, timeZone: time_zone };
    const computed = await analytics.ask(asked);
    const chart = computed.chart ? await analytics.draw(computed) : undefined;
    return {
      ...toAnswer(computed),
      ...(chart ? { chart: chartOf(computed.title, chart) } : {}),
    };
  } catch (error) {
    if (error instanceof AnalyticsError)
      throw new HubError(`insight-${error.code}`, error.status, error.message, error.extra);
    throw error;
  }
});

function toAnswer(computed: Computed): Answer {
  return {
    title: computed.title,
    fact: computed.fact,
    columns: computed.columns.map((column) => ({ ...column })),
    rows: computed.rows.map((row) => computed.columns.map((column) => row[column.key] ?? null)),
    text: table(computed),
    computed: computed.computed,
    as_of: computed.asOf,
    lag_ms: computed.lagMs,
  };
}

function chartOf(title: string, { numbers, ...picture }: Chart): Answer["chart"] {
  const drawn = { name: fileName(title), title, ...picture };
  if (!numbers) return drawn;
  const series = numbers.series.map(({ name, values }) => ({ name, values: [...values] }));
  return { ...drawn, numbers: { ...numbers, categories: [...numbers.categories], series } };
}

/** `revenue-by-month.png` */
function fileName(title: string): string {
  const words = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `${words.slice(0, 60).toWellFormed().replace(/-$/, "")}.png`;
}

const list = does(listQuestions, (ctx) =>
  Promise.resolve({
    items: metrics
      .filter((metric) => mayAsk(ctx.viewers, metric))
      .map(({ name, help, examples, dimensions }) => ({
        name,
        help,
        dimensions: dimensions.map((d) => d.name),
        examples: [...examples],
      })),
  }),
);

export const insightHandlers: readonly Handler[] = [answer, list, ...sqlHandlers];
