/** Cursors of keyset paging: where the page before ended, as text that nobody needs to read. */
import { InputInvalid } from "../../errors.ts";

export interface Cursor {
  /** The sort key's value of the last row; null when the list is sorted by id alone. */
  readonly value: string | null;
  readonly id: string;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString("base64url");
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const time = /^((?!0000)\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-]\d\d(?::\d\d){0,2})?$/;

/** What the sort key may be; what PostgreSQL could not read as its type never reaches it. */
const fits = {
  text: (value: string | null) => value === null || value.isWellFormed(),
  number: (value: string | null) => value !== null && /^\d{1,15}$/.test(value),
  time: (value: string | null) => value !== null && (/^-?infinity$/.test(value) || isTime(value)),
} as const;

/** A day, or a time as PostgreSQL writes it, that there is. */
function isTime(text: string): boolean {
  const [, day, clock = "00:00:00"] = time.exec(text) ?? [];
  const at = new Date(`${day}T${clock}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day!);
}

/** @param kind of the sort key @throws InputInvalid for a text that no page gave */
export function decodeCursor(text: string, kind: keyof typeof fits = "text"): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as [unknown, unknown];
    if (
      (value === null || typeof value === "string") &&
      typeof id === "string" &&
      uuid.test(id) &&
      fits[kind](value)
    )
      return { value, id };
  } catch {
    // Not JSON: refused below like any other text that no page gave.
  }
  throw new InputInvalid([
    { field: "/after", allowed: "the `next` of the page before", got: `"${text.slice(0, 40)}"` },
  ]);
}
