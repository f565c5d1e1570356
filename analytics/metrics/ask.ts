/** Answers one question from the copy. */
import { listValue, LIST, VARCHAR, type DuckDBConnection } from "@duckdb/node-api";
import type { Copied } from "../copy/mark.ts";
import { ViewMissing } from "../errors.ts";
import type { Asked } from "../protocol.ts";
import { noLimits, type Answer, type AnswerColumn, type AnswerRow } from "./answer.ts";
import {
  compileCurrencies,
  compileGroups,
  compileTotals,
  withoutMeasures,
  type Frame,
  type Statement,
} from "./compile.ts";
import { fillGaps } from "./gaps.ts";
import { isMoney, isTime, type Dimension, type Measure } from "./metric.ts";
import { apart, inMajor } from "./money.ts";
import { readQuestion, type Asking } from "./read.ts";
import { computedOf, factOf, titleOf, type Totals } from "./sentences.ts";
import { instantOf, isDate, localDate, timestamp, type Span } from "./zone.ts";

/** An answer before its age is known. */
export type Found = Omit<Answer, "asOf" | "lagMs">;

/** @throws AnalyticsError whose sentence may be shown; any other error is DuckDB's */
export async function answer(connection: DuckDBConnection, copied: Copied, asked: Asked): Promise<Found> {
  const now = Temporal.Instant.from(asked.now);
  const today = localDate(now, asked.timeZone);
  const limits = asked.limits ?? noLimits;
  const read = readQuestion(asked.question, today);
  const said = { ...read, metric: withoutMeasures(read.metric, limits.without) };
  const frame: Frame = {
    view: viewOf(copied, said),
    visible: asked.visible,
    limits,
    timeZone: asked.timeZone,
    today: today.toString(),
    now: timestamp(now),
  };
  await connection.run("begin transaction"); // all statements see the same moment
  const statement = compileTotals(said, frame);
  const { totals, span } = await totalsOf(connection, said, frame, statement);
  const asking = apart(
    said,
    totals.currencies.map((row) => String(row["currency"])),
  );
  if (asking.by.length === 0) return plainAnswer(asking, totals, computedOf(asking, frame, statement));
  return cutAnswer(connection, asking, totals, today, compileGroups(asking, frame, span), frame);
}

function viewOf({ views }: Copied, { metric }: Asking): Frame["view"] {
  const view = views.find(({ name }) => name === metric.view);
  if (view) return view;
  const there = views.map(({ name }) => name);
  throw new ViewMissing(metric.view, there);
}

async function totalsOf(
  connection: DuckDBConnection,
  asking: Asking,
  frame: Frame,
  statement: Statement,
): Promise<{ readonly totals: Totals; readonly span: Span }> {
  const { view, timeZone } = frame;
  const [row] = await rowsOf(connection, statement);
  const { hub_first: first, hub_last: last, hub_rows: rows, ...measures } = row!;
  const byCurrency = compileCurrencies(asking, frame);
  const found = byCurrency ? await rowsOf(connection, byCurrency) : [];
  const currencies = found.map((row) => inMajor(row, asking, undefined));
  const span = { first: Number(first ?? 0), last: Number(last ?? 0) };
  const zone = isDate(view, asking.metric.time) ? "UTC" : timeZone;
  const date = (end: number) => localDate(instantOf(end), zone).toString();
  const ends = first === null ? null : ([date(span.first), date(span.last)] as const);
  const only = onlyCurrency(currencies);
  return {
    totals: { rows: Number(rows), measures: inMajor(measures, asking, only), currencies, ends },
    span,
  };
}

/** The currency of all that counts, if it is one. */
const onlyCurrency = (currencies: readonly AnswerRow[]): string | undefined =>
  currencies.length === 1 ? String(currencies[0]!["currency"]) : undefined;

function plainAnswer(asking: Asking, totals: Totals, computed: string): Found {
  const columns = columnsOf(asking, [totals.measures], onlyCurrency(totals.currencies));
  const rows = totals.rows > 0 ? [only(totals.measures, columns)] : [];
  const fact = factOf(asking, totals, columns, rows);
  return { title: titleOf(asking), columns, rows, more: 0, fact, computed, chart: asking.chart };
}

async function cutAnswer(
  connection: DuckDBConnection,
  asking: Asking,
  totals: Totals,
  today: Temporal.PlainDate,
  statement: Statement,
  frame: Frame,
): Promise<Found> {
  const currency = onlyCurrency(totals.currencies);
  const groups = await rowsOf(connection, statement);
  const amounts = inOrder(asking, groups).map((row) => inMajor(row, asking, currency));
  const columns = columnsOf(asking, amounts, currency);
  const rows = fillGaps(asking, amounts, today).map((row) => only(row, columns));
  const more = Number(groups[0]?.["hub_groups"] ?? 0) - groups.length;
  const fact = factOf(asking, totals, columns, rows);
  return {
    title: titleOf(asking),
    columns,
    rows,
    more,
    fact,
    computed: computedOf(asking, frame, statement),
    chart: asking.chart,
  };
}

/** Time runs forward, and within one month the largest group still comes first; what has no time comes last. */
function inOrder({ by }: Asking, groups: readonly AnswerRow[]): readonly AnswerRow[] {
  const time = by.find(isTime);
  if (!time) return groups;
  const at = (row: AnswerRow) => String(row[time.name] ?? "~");
  return groups.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

/** Of the measures after the first only those that anybody has a value for. */
function columnsOf(
  { metric, by }: Asking,
  rows: readonly AnswerRow[],
  currency: string | undefined,
): readonly AnswerColumn[] {
  const measures = metric.measures.filter(
    ({ key }, index) => index === 0 || rows.some((row) => (row[key] ?? null) !== null),
  );
  return [...by.map(dimensionColumn), ...measures.map((measure) => measureColumn(measure, currency))];
}

const dimensionColumn = (dimension: Dimension): AnswerColumn => ({
  key: dimension.name,
  label: dimension.label,
  type: isTime(dimension) ? dimension.grain : "text",
});

const measureColumn = (measure: Measure, currency: string | undefined): AnswerColumn => {
  const { key, label, type } = measure;
  return isMoney(measure) && currency
    ? { key, label: `${label} (${currency})`, type, currency }
    : { key, label, type };
};

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
