/** What a file is that is no CSV file, told by how it begins: its name may say otherwise. */

/** By their first bytes, read as Latin-1. */
const binary: readonly (readonly [begins: string, words: string])[] = [
  ["PK\u{3}\u{4}", "a workbook (XLSX, ODS) or a ZIP archive"],
  ["\u{D0}\u{CF}\u{11}\u{E0}", "an old Excel workbook (XLS)"],
  ["%PDF-", "a PDF document"],
  ["\u{1F}\u{8B}", "a packed archive"],
  ["7z\u{BC}\u{AF}", "a packed archive"],
  ["Rar!", "a packed archive"],
  ["\u{89}PNG", "a picture"],
  ["\u{FF}\u{D8}\u{FF}", "a picture"],
  ["GIF8", "a picture"],
  ["SQLite format 3", "a database"],
];
/** By their first words. */
const written: readonly (readonly [begins: RegExp, words: string])[] = [
  [
    /^(?:<!doctype html|<html)/i,
    "a page of the web; perhaps one had to sign in before the file could be had",
  ],
  [/^(?:<\?xml|\{\\rtf)/i, "a document, not a table"],
  [/^(?:\[\s*)?\{\s*"/, "a JSON file"],
];

/** @param start the first bytes @returns undefined for what may be a CSV file */
export function otherKind(start: Uint8Array): string | undefined {
  const text = Buffer.from(start).toString("latin1");
  const words = text.replace(/^\u{EF}\u{BB}\u{BF}/u, "").trimStart();
  const found =
    binary.find(([begins]) => text.startsWith(begins)) ?? written.find(([begins]) => begins.test(words));
  return found?.[1] ?? (isNoText(start) ? "signs that no text holds" : undefined);
}

/** Text of two bytes a character has zeros in every second place at most; other signs that are not shown are rare. */
function isNoText(start: Uint8Array): boolean {
  const zeros = [0, 0];
  let hidden = 0;
  for (const [place, byte] of start.entries()) {
    if (byte === 0) zeros[place % 2]!++;
    if (byte < 32 && !shownControls.has(byte) && byte !== 0) hidden++;
  }
  return hidden + Math.min(...zeros) > start.length / 20 + 4;
}

/** Tabs, line breaks, form feeds and escapes. */
const shownControls = new Set([9, 10, 11, 12, 13, 26, 27]);
