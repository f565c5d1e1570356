/** Bytes of a text file as text, whatever program wrote it. */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface Decoded {
  readonly encoding: Encoding;
  /** Without byte order mark. */
  readonly text: string;
}

/** A byte order mark decides; then zeros in every second place; then whether it is UTF-8 at all. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const seen = Math.min(bytes.length, 4096);
  for (let place = 0; place < seen; place++) if (bytes[place] === 0) zeros[place % 2]!++;
  if (zeros[1]! > seen / 8 && !zeros[0]) return "utf-16le";
  if (zeros[0]! > seen / 8 && !zeros[1]) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** NUL characters, which PostgreSQL cannot store, become the sign for what cannot be shown; so do halves of characters. */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  return { encoding, text: text.replaceAll("\0", "\uFFFD").toWellFormed() };
}
