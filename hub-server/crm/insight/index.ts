/** Questions over the numbers: rights are computed here, the answer comes from the analytics process. */
import {
  AnalyticsError,
  metrics,
  table,
  type Answer as Computed,
  type Visible,
} from "@singularity/analytics";
import { ask, listQuestions, type Answer } from "../../contract/index.ts";
import { HubError, Unavailable } from "../../errors.ts";
import { reach } from "../access/gate.ts";
import type { Standing } from "../access/standing.ts";
import { does, type Handler } from "../context.ts";

/** Whose rows count: those that everybody who will read the answer may count. */
export function visibleTo(viewers: readonly Standing[]): Visible {
  const reaches = viewers.map((viewer) => reach(viewer, "insight", "view"));
  const bounded = reaches.filter((one) => !one.everything);
  if (!bounded.length) return { all: true };
  const [first, ...rest] = bounded;
  return { people: first!.owners.filter((id) => rest.every((other) => other.owners.includes(id))) };
}

const answer = does(ask, async (ctx, { question, time_zone = "UTC" }) => {
  const { analytics } = ctx.parts;
  if (!analytics) throw new Unavailable("Analytics is switched off on this hub.");
  try {
    return toAnswer(
      await analytics.ask({ question, visible: visibleTo(ctx.viewers), now: ctx.now, timeZone: time_zone }),
    );
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

const list = does(listQuestions, () =>
  Promise.resolve({
    items: metrics.map(({ name, help, dimensions }) => ({
      name,
      help,
      dimensions: dimensions.map((d) => d.name),
    })),
  }),
);

export const insightHandlers: readonly Handler[] = [answer, list];
