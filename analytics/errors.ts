/** Every error of analytics: its code, its HTTP status and a sentence that says what was allowed and what came. */

/** An error whose sentence may be shown to the person who asked. Anything else is a fault of ours and stays in the log. */
export class AnalyticsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members that a problem document may carry, such as `allowed` and `nearest`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

const list = (words: readonly string[]): string => words.join(", ");
const perhaps = (nearest: string | null): string => (nearest ? ` Did you mean "${nearest}"?` : "");

/** The question starts with a word that is no metric. */
export class MetricUnknown extends AnalyticsError {
  constructor(got: string, allowed: readonly string[], nearest: string | null) {
    super(
      "metric-unknown",
      400,
      `There is no metric "${got}".${perhaps(nearest)} Metrics: ${list(allowed)}.`,
      { got, allowed, nearest },
    );
  }
}

/** `by` or `for` names something by which this metric cannot be cut. */
export class DimensionUnknown extends AnalyticsError {
  constructor(metric: string, got: string, allowed: readonly string[], nearest: string | null) {
    super(
      "dimension-unknown",
      400,
      `${metric} has no "${got}".${perhaps(nearest)} Allowed here: ${list(allowed)}.`,
      { got, allowed, nearest },
    );
  }
}

/** A word stands where the grammar has no place for it. */
export class WordUnknown extends AnalyticsError {
  constructor(got: string, allowed: readonly string[], nearest: string | null) {
    super(
      "word-unknown",
      400,
      got
        ? `"${got}" does not fit here.${perhaps(nearest)} Allowed: ${list(allowed)}.`
        : `The question stops too early. Allowed next: ${list(allowed)}.`,
      { got, allowed, nearest },
    );
  }
}

/** Amounts of several currencies would stand in one number. */
export class CurrenciesMixed extends AnalyticsError {
  constructor(currencies: readonly string[], dimension: string) {
    super(
      "currencies-mixed",
      400,
      `This counts amounts in ${list(currencies)}, which are not added up. Ask for one, e.g. with "for ${dimension}:${currencies[0]}", or cut by one thing less.`,
      { currencies },
    );
  }
}

/** The time zone is no IANA name. */
export class TimeZoneUnknown extends AnalyticsError {
  constructor(got: string) {
    super(
      "time-zone-unknown",
      400,
      `The time zone must be an IANA name such as Europe/Vienna or UTC; it is "${got}".`,
    );
  }
}

/** A view does not say whose its rows are, so only people who see everything may ask about it. */
export class ScopeMissing extends AnalyticsError {
  constructor(view: string) {
    super(
      "scope-missing",
      403,
      `The view insight.${view} does not declare whose its rows are (comment {"scope": [...]}); only people who may see all rows can ask about it.`,
    );
  }
}

/** The view that a metric counts does not exist in schema insight. */
export class ViewMissing extends AnalyticsError {
  constructor(view: string, there: readonly string[]) {
    super(
      "view-missing",
      503,
      `The view insight.${view} is not in the copy. Copied views: ${list(there) || "none"}.`,
    );
  }
}

/** The answer did not come within the time allowed. */
export class TooSlow extends AnalyticsError {
  constructor(milliseconds: number) {
    super("too-slow", 504, `The answer took longer than ${milliseconds} ms. Ask for less, or ask again.`);
  }
}

/** Whoever asked has withdrawn the question. */
export class Cancelled extends AnalyticsError {
  constructor() {
    super("cancelled", 499, "The question was withdrawn.");
  }
}

/** The first copy is still being made, or cannot be made; why is for the log and the status, not for who asks. */
export class NotReady extends AnalyticsError {
  constructor(failing: boolean) {
    super(
      "not-ready",
      503,
      failing
        ? "Analytics has no copy yet and cannot make one at the moment; the log says why."
        : "Analytics is still making its first copy. Ask again soon.",
    );
  }
}

/** The analytics process is down; it is being started again. */
export class Down extends AnalyticsError {
  constructor(sentence = "Analytics is starting again. Ask again in a moment.") {
    super("down", 503, sentence);
  }
}

/** Another process holds the DuckDB file. */
export class FileInUse extends AnalyticsError {
  constructor(file: string, holder: string | null) {
    super(
      "file-in-use",
      503,
      `${file} is in use by ${holder ?? "another process"}. One hub per data folder: stop the other one, or set another folder.`,
    );
  }
}

/** A comment on a view of schema insight starts like JSON but is not what analytics understands. */
export class CommentInvalid extends AnalyticsError {
  constructor(view: string, allowed: string, got: string) {
    super("comment-invalid", 500, `The comment on insight.${view} must be ${allowed}; it is ${got}.`);
  }
}

/** The mark belongs to another database, to another shape of the views, or to a future that a restore undid. */
export class MarkForeign extends AnalyticsError {
  constructor(reason: string) {
    super("mark-foreign", 409, `The copy cannot be continued: ${reason}.`);
  }
}

/** The SQL says something that is not known to be harmless. */
export class SqlRefused extends AnalyticsError {
  constructor(what: string, allowed: string, extra: Readonly<Record<string, unknown>> = {}) {
    const { nearest = null } = extra as { nearest?: string | null };
    super("sql-refused", 400, `${what}.${perhaps(nearest)} Allowed: ${allowed}.`, extra);
  }
}

/** DuckDB cannot read the SQL, or it names what is not there. */
export class SqlInvalid extends AnalyticsError {
  constructor(said: string) {
    super("sql-invalid", 400, said);
  }
}

/** The query needs more memory than one may have. */
export class SqlTooLarge extends AnalyticsError {
  constructor(
    what = "The query needs more memory than one may have. Ask for less: fewer rows, shorter texts.",
  ) {
    super("sql-too-large", 400, what);
  }
}

/** The process that ran the query ended; the next query has a new one. */
export class SqlBroke extends AnalyticsError {
  constructor() {
    super("sql-broke", 503, "The query could not be finished and was ended. Ask for less, or ask again.");
  }
}

/** The file of these rows was replaced between its making and its opening. */
export class SqlFileGone extends AnalyticsError {
  constructor() {
    super("sql-file-gone", 503, "Your tables were made anew just now. Ask again.");
  }
}

/** Too many queries wait already. */
export class SqlBusy extends AnalyticsError {
  constructor(most: number) {
    super(
      "sql-busy",
      503,
      `${most} queries are under way already, which is as many as may be. Ask again in a moment.`,
    );
  }
}

/** A plain form in which an error crosses between processes. */
export interface WireError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Keeps the sentences of our own errors and hides those of all others. */
export function toWire(error: unknown): WireError {
  if (error instanceof AnalyticsError) {
    const { code, status, message, extra } = error;
    return { code, status, message, extra };
  }
  return { code: "fault", status: 500, message: "Analytics failed to answer; the log says why.", extra: {} };
}

export function fromWire(wire: WireError): AnalyticsError {
  return new AnalyticsError(wire.code, wire.status, wire.message, wire.extra);
}
