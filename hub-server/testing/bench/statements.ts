/** Counts what is asked of PostgreSQL in this process. */
import pg from "pg";

export interface Statements {
  /** What was run since the last time, each in one line. */
  readonly take: () => string[];
}

/** From here on every statement of every connection is noted. */
export function noteStatements(): Statements {
  let noted: string[] = [];
  type Query = (this: pg.Client, first: unknown, ...rest: unknown[]) => unknown;
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (first, ...rest) {
    const text = typeof first === "string" ? first : (first as { text?: string }).text;
    if (text) noted.push(text.replaceAll(/\s+/g, " ").trim());
    return query.call(this, first, ...rest);
  };
  return {
    take: () => {
      const taken = noted;
      noted = [];
      return taken;
    },
  };
}
