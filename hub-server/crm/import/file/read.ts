/** CSV as it is found: any delimiter, quotes anywhere, line breaks within them; each record with the line on which it begins. */
import { pipeline } from "node:stream/promises";
import { parse, type Options } from "csv-parse";
import { parse as parseNow } from "csv-parse/sync";
import { cut } from "./cell.ts";

export const delimiters = [",", ";", "\t", "|"] as const;

export interface Read {
  readonly delimiter: string;
  readonly headers: readonly string[];
  readonly records: readonly Line[];
}

/** `problem`: why it cannot be read; its cells are as far as it could. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

const options: Options = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  info: true,
  record_delimiter: "\n",
};
/** Characters that are read without a pause. */
const slice = 262_144;
/** What a file may hold, so that it is taken in by a hub that others use too. */
const most = { columns: 500, rows: 1_000_000, cells: 8_000_000, slices: 16, cell: 20_000 };

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Reads in slices, so that others are served meanwhile. @throws SyntaxError when there is not even a header */
export async function readCsv(text: string): Promise<Read> {
  const lines = text.replaceAll(/\r\n?/g, "\n");
  const told = /^sep=([,;|\t])\n/i.exec(lines); // as Excel writes it
  const delimiter = told?.[1] ?? delimiterOf(lines);
  const body = told ? lines.slice(told[0].length) : lines;
  const parsed = await parseWhole(body, delimiter);
  const skipped = told ? 1 : 0;
  const first = parsed.find(({ cells }) => cells.some((cell) => cell.trim()));
  if (!first) throw new SyntaxError("The file is empty.");
  const width = first.cells.length;
  if (width > most.columns)
    throw new SyntaxError(`Its first line has ${width} columns; at most ${most.columns} are read.`);
  const records = parsed
    .slice(parsed.indexOf(first) + 1)
    .filter(({ cells }) => cells.some((cell) => cell.trim()))
    .map((record) => fitted({ ...record, line: record.line + skipped }, width));
  return { delimiter, headers: named(first.cells), records };
}

/** The delimiter by which most of the first lines have the same number of cells, and more than one. */
function delimiterOf(text: string): string {
  const start = text.slice(0, 65_536);
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

/** @throws SyntaxError when records become too long, or too many @param read records so far, and their cells */
function* slices(text: string, read: () => { rows: number; cells: number }): Generator<string> {
  let [rows, since] = [0, 0];
  for (let from = 0; from < text.length; from += slice) {
    yield text.slice(from, from + slice);
    const now = read();
    since = now.rows === rows ? since + 1 : 0;
    rows = now.rows;
    if (since > most.slices) throw new TooLong();
    if (rows > most.rows || now.cells > most.cells)
      throw new SyntaxError(`It has more than ${most.rows} lines, or ${most.cells} cells; take it in parts.`);
  }
}

class TooLong extends Error {
  constructor() {
    super(
      `the line that begins here is longer than ${slice * most.slices} characters: a quotation may never end`,
    );
  }
}

/** All records; after a quotation that never ends, the rest of the file is one record with a problem. */
async function parseWhole(text: string, delimiter: string): Promise<Line[]> {
  const records: Line[] = [];
  let [line, cells] = [1, 0];
  const onRecord = ({ record, info }: Parsed) => {
    const breaks = record.reduce((sum, cell) => sum + (cell.split("\n").length - 1), 0);
    cells += record.length;
    records.push({ line: info.lines - breaks, cells: record });
    line = info.lines + 1;
    return null;
  };
  try {
    // Taken as they come: an error at the end would throw away what waits in the stream.
    await pipeline(
      slices(text, () => ({ rows: records.length, cells })),
      parse({ ...options, delimiter, on_record: onRecord as never }),
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    const rest = text.split("\n").slice(line - 1);
    const unclosed = (error as { code?: string }).code === "CSV_QUOTE_NOT_CLOSED";
    const problem = unclosed ? "a quotation that begins here never ends" : (error as Error).message;
    records.push({ line, cells: [rest.join("\n").trim().slice(0, 300)], problem });
  }
  return records;
}

/** More cells than headers are no harm while they are empty; fewer may mean that the rest went elsewhere. */
function fitted(record: Line, width: number): Line {
  const { cells, problem } = record;
  if (problem) return record;
  if (cells.some((cell) => cell.length > most.cell))
    return {
      ...record,
      cells: cells.slice(0, width).map((cell) => cut(cell, most.cell)),
      problem: `a cell is longer than ${most.cell} characters`,
    };
  if (cells.length === width) return record;
  if (cells.length > width && cells.slice(width).every((cell) => !cell.trim()))
    return { ...record, cells: cells.slice(0, width) };
  return {
    ...record,
    cells: cells.slice(0, width),
    problem: `it has ${cells.length} cells where the header has ${width}`,
  };
}

/** Headers that are missing or there twice get names of their own. */
function named(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, place) => {
    const name = cut(cell.trim(), 300) || `Column ${place + 1}`;
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times > 1 ? `${name} (${times})` : name;
  });
}
