/** Records of a CSV file by its header: each as wide, and what is wrong with those that are not. */
import { cut } from "./cell.ts";

/** `problem`: why it cannot be read; its cells are as far as it could. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

/** What a file may hold, so that it is taken in by a hub that others use too. */
const most = { columns: 500, rows: 1_000_000, cells: 8_000_000, cell: 20_000 };

/** Records as they come: the first that holds something is the header, and the others have its width. */
export interface Records {
  readonly add: (record: Line) => void;
  readonly headers: () => readonly string[] | undefined;
  /** Those that nobody took yet. */
  readonly take: () => Line[];
  /** So far; blank ones too. */
  readonly seen: () => { readonly rows: number; readonly cells: number };
  /** @throws SyntaxError for a file that is too wide or too long */
  readonly check: () => void;
}

/** @param skipped lines before the first record */
export function recordsOf(skipped: number): Records {
  let header: readonly string[] | undefined;
  let waiting: Line[] = [];
  let [rows, cells] = [0, 0];
  return {
    add: (record) => {
      rows++;
      cells += record.cells.length;
      if (!record.cells.some((cell) => cell.trim())) return;
      if (header) waiting.push(fitted({ ...record, line: record.line + skipped }, header.length));
      else header = record.cells;
    },
    headers: () => header && named(header),
    take: () => waiting.splice(0),
    seen: () => ({ rows, cells }),
    check: () => {
      if (header && header.length > most.columns)
        throw new SyntaxError(
          `Its first line has ${header.length} columns; at most ${most.columns} are read.`,
        );
      if (rows > most.rows || cells > most.cells)
        throw new SyntaxError(
          `It has more than ${most.rows} lines, or ${most.cells} cells; take it in parts.`,
        );
    },
  };
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
    problem: `it has ${cells.length} ${cells.length === 1 ? "cell" : "cells"} where the header has ${width}`,
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
