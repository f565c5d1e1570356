/** Answers one question from the copy. */
import { listValue, LIST, VARCHAR, type DuckDBConnection } from "@duckdb/node-api";
import type { Copied } from "../copy/mark.ts";
import { ViewMissing } from "../errors.ts";
import type { Asked } from "../protocol.ts";
import type { Answer, AnswerColumn, AnswerRow } from "./answer.ts";
import { compileGroups, compileTotals, type Frame, type Statement } from "./compile.ts";
import { fillGaps } from "./gaps.ts";
import { isTime, type Dimension, type Metric } from "./metric.ts";
import { readQuestion, type Asking } from "./read.ts";
import { computedOf, factOf, titleOf, type Totals } from "./sentences.ts";
import { instantOf, localDate } from "./zone.ts";

/** An answer before its age is known. */
export type Found = Omit<Answer, "asOf" | "lagMs">;

/** @throws AnalyticsError whose sentence may be shown; any other error is DuckDB's */
export async function answer(connection: DuckDBConnection, { views }: Copied, asked: Asked): Promise<Found> {
  const { visible, timeZone } = asked;
  const today = localDate(Temporal.Instant.from(asked.now), timeZone);
  const asking = readQuestion(asked.question, today);
  const view = views.find(({ name }) => name === asking.metric.view);
  if (!view)
    throw new ViewMissing(
      asking.metric.view,
      views.map(({ name }) => name),
    );
  const frame = { view, visible, timeZone };
  await connection.run("begin transaction"); // all statements see the same moment
  const statement = compileTotals(asking, frame);
  const { hub_first: first, hub_last: last, ...measures } = (await rowsOf(connection, statement))[0]!;
  const span = { first: Number(first ?? 0), last: Number(last ?? 0) };
  const date = (end: number) => localDate(instantOf(end), timeZone).toString();
  const totals = { measures, ends: first === null ? null : ([date(span.first), date(span.last)] as const) };
  if (asking.by.length === 0) return plainAnswer(asking, totals, computedOf(asking, frame, statement));
  return cutAnswer(connection, asking, totals, today, compileGroups(asking, frame, span), frame);
}

function plainAnswer(asking: Asking, totals: Totals, computed: string): Found {
  const columns = columnsOf(asking, [totals.measures]);
  const rows = totals.measures[asking.metric.measures[0].key] ? [only(totals.measures, columns)] : [];
  return {
    title: titleOf(asking),
    columns,
    rows,
    more: 0,
    fact: factOf(asking, totals, columns, []),
    computed,
  };
}

async function cutAnswer(
  connection: DuckDBConnection,
  asking: Asking,
  totals: Totals,
  today: Temporal.PlainDate,
  statement: Statement,
  frame: Frame,
): Promise<Found> {
  const groups = await rowsOf(connection, statement);
  const columns = columnsOf(asking, groups);
  const filled = fillGaps(asking, inOrder(asking, groups), today);
  const rows = filled.map((row) => only(row, columns));
  const more = Number(groups[0]?.["hub_groups"] ?? 0) - groups.length;
  const fact = factOf(asking, totals, columns, rows);
  return {
    title: titleOf(asking),
    columns,
    rows,
    more,
    fact,
    computed: computedOf(asking, frame, statement),
  };
}

/** Time runs forward, and within one month the largest group still comes first. */
function inOrder({ by }: Asking, groups: readonly AnswerRow[]): readonly AnswerRow[] {
  const time = by.find(isTime);
  if (!time) return groups;
  return groups.toSorted((a, b) => String(a[time.name]).localeCompare(String(b[time.name])));
}

/** Of the sums only those that anybody has a value for. */
function columnsOf({ metric, by }: Asking, rows: readonly AnswerRow[]): readonly AnswerColumn[] {
  const measures = metric.measures.filter(
    ({ key }, index) => index === 0 || rows.some((row) => (row[key] ?? null) !== null),
  );
  return [...by.map(dimensionColumn), ...measures.map(measureColumn)];
}

const dimensionColumn = (dimension: Dimension): AnswerColumn => ({
  key: dimension.name,
  label: dimension.label,
  type: isTime(dimension) ? dimension.grain : "text",
});

const measureColumn = ({ key, label, type }: Metric["measures"][number]): AnswerColumn => ({
  key,
  label,
  type,
});

const only = (row: AnswerRow, columns: readonly AnswerColumn[]): AnswerRow =>
  Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null]));

async function rowsOf(
  connection: DuckDBConnection,
  { sql, values }: Statement,
): Promise<readonly AnswerRow[]> {
  const bound = values.map((value) => (typeof value === "string" ? value : listValue([...value])));
  const types = values.map((value) => (typeof value === "string" ? VARCHAR : LIST(VARCHAR)));
  const reader = await connection.runAndReadAll(sql, bound, types);
  return reader.getRowObjectsJS() as AnswerRow[];
}
