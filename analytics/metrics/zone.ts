/**
 * Local time in SQL without asking a zone database per row, which costs ten times the whole rest of the query:
 * the few moments at which the zone changed its offset are known beforehand.
 */
import type { View } from "../copy/source.ts";
import { literal, quoted } from "../copy/types.ts";
import { TimeZoneUnknown } from "../errors.ts";

/** First and last moment that have to be right, as microseconds of the epoch. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

interface Offset {
  /** Moment at which the next one begins; null for the last. */
  readonly until: Temporal.Instant | null;
  readonly seconds: number;
}

/** Some 50 years with daylight saving; a typing error in a year must not make a query of thousands of lines. */
const mostOffsets = 100;

/** @throws TimeZoneUnknown */
export function localDate(moment: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  try {
    return moment.toZonedDateTimeISO(timeZone).toPlainDate();
  } catch {
    throw new TimeZoneUnknown(timeZone);
  }
}

export const instantOf = (microseconds: number): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(microseconds / 1000));

/** The moment at which a date begins in a zone, as DuckDB's UTC timestamp. */
export const startInUtc = (date: Temporal.PlainDate, timeZone: string): string =>
  timestamp(date.toZonedDateTime(timeZone).toInstant());

/** A date is the same day everywhere: it is never shifted. */
export const isDate = ({ columns }: View, column: string): boolean =>
  columns.find(({ name }) => name === column)?.type === "DATE";

export const timestamp = (moment: Temporal.Instant): string =>
  moment.toString().replace("T", " ").replace("Z", "");

/**
 * SQL for the local time of a UTC column.
 * @param timeZone IANA name, known to be one
 */
export function localTime(column: string, timeZone: string, span: Span): string {
  const offsets = offsetsIn(timeZone, span);
  if (!offsets) return `timezone(${literal(timeZone)}, timezone('UTC', ${quoted(column)}))`;
  if (offsets.length === 1 && offsets[0]!.seconds === 0) return quoted(column);
  const branches = offsets.map(({ until, seconds }) =>
    until ? `when ${quoted(column)} < timestamp '${timestamp(until)}' then ${seconds}` : `else ${seconds}`,
  );
  const seconds = branches.length === 1 ? offsets[0]!.seconds : `case ${branches.join(" ")} end`;
  return `${quoted(column)} + to_seconds(${seconds})`;
}

/** Null when there are too many. */
function offsetsIn(timeZone: string, { first, last }: Span): readonly Offset[] | null {
  const offsets: Offset[] = [];
  let now = instantOf(first).toZonedDateTimeISO(timeZone);
  const end = instantOf(last);
  while (offsets.length < mostOffsets) {
    const next = now.getTimeZoneTransition("next");
    const seconds = now.offsetNanoseconds / 1e9;
    if (!next || Temporal.Instant.compare(next.toInstant(), end) > 0)
      return [...offsets, { until: null, seconds }];
    offsets.push({ until: next.toInstant(), seconds });
    now = next;
  }
  return null;
}
