/** CSV as it is found: any delimiter, quotes anywhere, line breaks within them; each record with the line on which it begins. */
import { pipeline } from "node:stream/promises";
import { parse, type Options } from "csv-parse";
import { parse as parseNow } from "csv-parse/sync";
import { breaksIn, evenSlices, sliceLength, tailOf, unixLines, type Tail } from "./lines.ts";
import { recordsOf, type Line, type Records } from "./records.ts";

export const delimiters = [",", ";", "\t", "|"] as const;

export interface Read {
  readonly delimiter: string;
  readonly headers: readonly string[];
}

const options: Options = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  info: true,
  record_delimiter: "\n",
};
/** Slices that one record may fill. */
const mostSlices = 64;
/** By how much of a file its delimiter is told. */
const firstPart = 65_536;

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** What takes the lines of a file, a slice of it at a time: the next is read when these are kept. */
export type Take = (lines: readonly Line[]) => Promise<void>;

/** Reads a file as it comes. @throws SyntaxError when there is not even a header, or too much */
export async function readCsv(text: AsyncIterable<string>, take: Take): Promise<Read> {
  const slices = evenSlices(unixLines(text))[Symbol.asyncIterator]();
  let start = "";
  for (let next = await slices.next(); !next.done; next = await slices.next()) {
    start += next.value;
    if (start.length >= firstPart) break;
  }
  const told = /^sep=([,;|\t])\n/i.exec(start); // as Excel writes it
  const delimiter = told?.[1] ?? delimiterOf(start.slice(0, firstPart));
  const records = recordsOf(told ? 1 : 0);
  await parseAll(start.slice(told?.[0].length ?? 0), slices, delimiter, records, take);
  const headers = records.headers();
  if (!headers) throw new SyntaxError("The file is empty.");
  return { delimiter, headers };
}

/** The delimiter by which most of the first lines have the same number of cells, and more than one. */
function delimiterOf(start: string): string {
  const scored = delimiters.map((delimiter) => ({ delimiter, score: agreement(start, delimiter) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function agreement(text: string, delimiter: string): number {
  const widths: number[] = [];
  try {
    parseNow(text, {
      ...options,
      delimiter,
      to: 50,
      on_record: (({ record }: Parsed) => {
        widths.push(record.length);
        return null;
      }) as never,
    });
  } catch {
    // a quotation that goes on after the first slice: what was read before it tells enough
  }
  const usual = widths[0] ?? 1;
  const same = widths.filter((width) => width === usual).length;
  return usual > 1 ? (same / widths.length) * 100 + Math.min(usual, 50) : 0;
}

class TooLong extends Error {
  constructor() {
    super(
      `the line that begins here is longer than ${sliceLength * mostSlices} characters: a quotation may never end`,
    );
  }
}

/** All records; after a quotation that never ends, the rest of the file is one record with a problem. */
async function parseAll(
  start: string,
  more: AsyncIterator<string>,
  delimiter: string,
  records: Records,
  take: Take,
): Promise<void> {
  const tail = tailOf();
  let line = 1;
  const onRecord = ({ record, info }: Parsed) => {
    const breaks = record.reduce((sum, cell) => sum + breaksIn(cell), 0);
    records.add({ line: info.lines - breaks, cells: record });
    line = info.lines + 1;
    return null;
  };
  try {
    // Taken as they come: an error at the end would throw away what waits in the stream.
    await pipeline(
      paced(start, more, tail, records, take),
      parse({ ...options, delimiter, on_record: onRecord as never }),
    );
  } catch (error) {
    if (!isOfCsv(error)) throw error;
    if (!records.headers())
      throw new SyntaxError("Its first line cannot be read: a quotation in it never ends.");
    const unclosed = (error as { code?: string }).code === "CSV_QUOTE_NOT_CLOSED";
    const problem = unclosed ? "a quotation that begins here never ends" : (error as Error).message;
    records.add({ line, cells: [tail.from(line, 300)], problem });
  }
  records.check();
  await take(records.take());
}

const isOfCsv = (error: unknown) =>
  error instanceof TooLong || ((error as { code?: string }).code?.startsWith("CSV_") ?? false);

/** The next slice when the lines of the one before it are kept. @throws TooLong for a record without an end */
async function* paced(
  start: string,
  more: AsyncIterator<string>,
  tail: Tail,
  records: Records,
  take: Take,
): AsyncGenerator<string> {
  let [rows, since] = [0, 0];
  let slice: string | undefined = start;
  while (slice !== undefined) {
    tail.add(slice);
    yield slice;
    const now = records.seen();
    since = now.rows === rows ? since + 1 : 0;
    if (now.rows > rows) tail.settle();
    rows = now.rows;
    if (since > mostSlices) throw new TooLong();
    records.check();
    await take(records.take());
    const next = await more.next();
    slice = next.done ? undefined : next.value;
  }
}
