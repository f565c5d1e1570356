/** What the columns of a file hold, told in one pass over its rows. */
import { decimalNotes, type DecimalNotes } from "./file/amounts.ts";
import { cut } from "./file/cell.ts";
import { looksLikeDate, orderNotes, type OrderNotes } from "./file/dates.ts";
import type { Line } from "./file/records.ts";
import type { Target } from "./file/targets.ts";

/** Type of the field that a column fills; undefined: it fills none, or one that takes any text. */
export type ColumnType = Target["type"] | undefined;

export interface Seen {
  /** Rows in which it holds something. */
  filled: number;
  readonly samples: Set<string>;
  /** Its first values look like dates. */
  dated: boolean;
  readonly dates: OrderNotes;
  readonly numbers: DecimalNotes;
}

const samples = { most: 3, among: 200, length: 80 };
/** Values by which a column is told to hold dates. */
const first = 20;

export const isDate = (type: ColumnType) => type === "date" || type === "datetime";
export const isNumeric = (type: ColumnType) =>
  type === "money" || type === "number" || type === "integer" || type === "minutes";

/** @param batches all rows of the file */
export async function see(
  types: readonly ColumnType[],
  batches: AsyncIterable<readonly Line[]>,
): Promise<Seen[]> {
  const seen = types.map((): Seen => ({
    filled: 0,
    samples: new Set(),
    dated: true,
    dates: orderNotes(),
    numbers: decimalNotes(),
  }));
  for await (const lines of batches)
    for (const { cells, problem } of lines)
      if (!problem)
        for (const [place, one] of seen.entries()) {
          const value = cells[place]?.trim();
          if (value) note(one, value, types[place]);
        }
  for (const one of seen) one.dated &&= one.filled > 0;
  return seen;
}

function note(seen: Seen, value: string, type: ColumnType): void {
  const nth = seen.filled++;
  if (nth < samples.among && seen.samples.size < samples.most) seen.samples.add(cut(value, samples.length));
  if (nth < first) seen.dated &&= looksLikeDate(value);
  if (seen.dated || isDate(type)) seen.dates.add(value);
  if (isNumeric(type)) seen.numbers.add(value);
}
