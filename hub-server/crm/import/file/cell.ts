/** Cells of files that we write. A spreadsheet would run what begins like a formula, and telephone numbers begin with a plus. */

/** A cell as CSV; what begins like a formula gets an apostrophe before it, which `unguarded` takes off. */
export function cell(text: string): string {
  const safe = /^'?[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The beginning of a text, without half of a character, which a database would not take. */
export const cut = (text: string, length: number) => text.slice(0, length).toWellFormed();

/** What `cell` did, taken back. */
export const unguarded = (text: string) => (/^'{1,2}[=+\-@\t]/.test(text) ? text.slice(1) : text);
