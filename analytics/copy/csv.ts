/** Rows on their way from PostgreSQL to DuckDB: CSV that tells null from the empty text. */
import { Readable } from "node:stream";
import type { Client, Connection, Submittable } from "pg";

/** One row as CSV; every value is quoted, null is nothing. */
export const csvLine = (row: readonly (string | null)[]): string =>
  `${row.map((value) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`)).join(",")}\n`;

const pieceBytes = 65_536;

/** Runs `copy (<select>) to stdout (format csv)` and gives the bytes in pieces of 64 kB, no faster than they are taken. */
export function copyOut(client: Client, select: string): Readable {
  return client.query(new CopyOut(`copy (${select}) to stdout (format csv)`));
}

/** The smallest thing that `pg` accepts as a query and that keeps what COPY sends. */
class CopyOut extends Readable implements Submittable {
  readonly #text: string;
  #stream: Connection["stream"] | null = null;
  #piece = Buffer.allocUnsafe(pieceBytes);
  #used = 0;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  submit(connection: Connection): void {
    this.#stream = connection.stream;
    connection.query(this.#text);
  }

  override _read(): void {
    this.#stream?.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream?.resume();
    done(error);
  }

  /** The chunk lies in the parser's own buffer, which is used again: it is copied at once. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.destroyed) return;
    if (this.#used + chunk.length > this.#piece.length) this.#give();
    if (chunk.length > this.#piece.length) return this.#pass(Buffer.from(chunk));
    chunk.copy(this.#piece, this.#used);
    this.#used += chunk.length;
  }

  #give(): void {
    if (this.#used === 0) return;
    const piece = this.#piece.subarray(0, this.#used);
    this.#piece = Buffer.allocUnsafe(pieceBytes);
    this.#used = 0;
    this.#pass(piece);
  }

  #pass(piece: Buffer): void {
    if (!this.push(piece)) this.#stream?.pause();
  }

  handleReadyForQuery(): void {
    if (this.destroyed) return;
    this.#give();
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  handleCommandComplete(): void {}
}
