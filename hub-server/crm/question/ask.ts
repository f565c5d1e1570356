/** What a standing question asks: a question over the numbers, or one of the lists that go by a name. */
import { table } from "@singularity/analytics";
import { ask, silence, type Answer, type AnyCall, type Output } from "../../contract/index.ts";

/** A call to make, and how to read what it answers. */
export interface Asked {
  readonly call: AnyCall;
  readonly input: Readonly<Record<string, unknown>>;
  readonly read: (output: unknown, now: Date) => Answer;
}

const silent = /^\W*(who (went|is|has gone) (silent|quiet)|(silent|quiet) customers|silence( radar)?)\W*$/i;

/** @param timeZone in which days begin */
export function askedBy(question: string, timeZone: string): Asked {
  if (silent.test(question))
    return { call: silence, input: { limit: 20, time_zone: timeZone }, read: readSilence };
  return { call: ask, input: { question, time_zone: timeZone }, read: (output) => output as Answer };
}

const columns = [
  { key: "party", label: "Customer", type: "text" },
  { key: "owner", label: "Owner", type: "text" },
  { key: "days", label: "Days since", type: "number" },
  { key: "usual", label: "Usually every", type: "number" },
] as const;

function readSilence(output: unknown, now: Date): Answer {
  const { items, fact, more } = output as Output<typeof silence>;
  const rows = items.map(({ party, owner, days_since, usual_days }) => ({
    party: party.title,
    owner: owner?.title ?? "—",
    days: days_since,
    usual: usual_days,
  }));
  const computed =
    "Days since the last contact against the median of the last gaps, at most 12, between days with contact; notes do not count.";
  const asOf = now.toISOString();
  const answer = {
    title: "Silent customers",
    fact,
    columns,
    rows,
    more: more ? 1 : 0,
    computed,
    asOf,
    lagMs: 0,
    chart: false,
  };
  return {
    title: answer.title,
    fact,
    columns: columns.map((column) => ({ ...column })),
    rows: rows.map((row) => columns.map(({ key }) => row[key])),
    text: table({ ...answer, more: 0 }),
    computed,
    as_of: asOf,
    lag_ms: 0,
  };
}
