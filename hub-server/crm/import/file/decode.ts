/** Bytes of a text file as text, whatever program wrote it; a piece at a time. */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A file from its beginning, piece by piece, as often as it is asked for. */
export type Pieces = () => AsyncIterable<Uint8Array>;

/** Bytes by which a file is told. */
const looked = 4096;

/** A byte order mark decides; then zeros in every second place; then whether it is UTF-8 at all. */
export async function encodingOf(pieces: Pieces): Promise<Encoding> {
  const start = await startOf(pieces, looked);
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  for (const [place, byte] of start.entries()) if (byte === 0) zeros[place % 2]!++;
  if (zeros[1]! > start.length / 8 && !zeros[0]) return "utf-16le";
  if (zeros[0]! > start.length / 8 && !zeros[1]) return "utf-16be";
  return (await isUtf8(pieces)) ? "utf-8" : "windows-1252";
}

/** One bad byte, or a file that was cut within a character, does not turn all others into something else: the most decide. */
async function isUtf8(pieces: Pieces): Promise<boolean> {
  let [good, bad] = [0, 0];
  const count = (text: string) => {
    for (const [sign] of text.matchAll(beyondAscii))
      if (sign === "\u{FFFD}") bad++;
      else good++;
  };
  const decoder = new TextDecoder("utf-8");
  for await (const piece of pieces()) count(decoder.decode(piece, { stream: true }));
  count(decoder.decode());
  return good >= bad;
}

const beyondAscii = /[\u0080-\u{10ffff}]/gu;

export async function startOf(pieces: Pieces, length: number): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces()) {
    found.push(piece);
    size += piece.length;
    if (size >= length) break;
  }
  return Buffer.concat(found).subarray(0, length);
}

/**
 * Text without byte order mark. NUL characters, which PostgreSQL cannot store, become the sign for what cannot be shown; so do
 * halves of characters.
 */
export async function* textOf(pieces: Pieces, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces()) yield shownText(decoder.decode(piece, { stream: true }));
  yield shownText(decoder.decode());
}

const shownText = (text: string) => text.replaceAll("\0", "\u{FFFD}").toWellFormed();
